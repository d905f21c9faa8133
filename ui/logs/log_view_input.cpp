// Mouse, keyboard, selection and clipboard of LogView.
#include "ui/logs/log_view.h"

#include "ui/logs/line_text.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimerEvent>

#include <algorithm>

namespace firkin::ui {

namespace {

constexpr int textMargin = 8;
constexpr std::uint64_t copyAtOnce = 2000;        ///< lines; more are gathered on a worker
constexpr qsizetype copyLimit = qsizetype{64} << 20; ///< characters

/// The text between two places, one line of output a line.
QString gather(const LineSpool &spool,
               std::uint64_t firstLine,
               int firstColumn,
               std::uint64_t lastLine,
               int lastColumn,
               const std::vector<std::uint64_t> *only,
               std::stop_token stop)
{
    QString text;
    for (std::uint64_t from = firstLine; from <= lastLine && text.size() < copyLimit && !stop.stop_requested();) {
        const auto lines = spool.read(from, static_cast<std::size_t>(std::min<std::uint64_t>(1024, lastLine - from + 1)));
        if (lines.empty())
            break;
        for (const LogLine &line : lines) {
            const std::uint64_t number = from++;
            if (only && !std::ranges::binary_search(*only, number))
                continue;
            QString shown = toLineText(line.bytes).text;
            if (number == lastLine)
                shown.truncate(lastColumn);
            if (number == firstLine)
                shown = shown.mid(firstColumn);
            text += shown;
            if (number != lastLine)
                text += u'\n';
        }
    }
    return text;
}

} // namespace

void LogView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (m_wrap && event->size().width() != event->oldSize().width())
        forgetLayouts();
    updateBars();
    setTop(m_follow ? bottomTop() : m_top);
}

void LogView::showEvent(QShowEvent *event)
{
    QAbstractScrollArea::showEvent(event);
    refresh(); // once, what came while it was hidden
}

void LogView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        forgetLayouts();
}

void LogView::scrollContentsBy(int, int dy)
{
    if (m_updatingBars)
        return;
    if (dy != 0) {
        m_top = {lineAt(static_cast<std::uint64_t>(verticalScrollBar()->value())), 0};
        if (verticalScrollBar()->value() == verticalScrollBar()->maximum())
            m_top = bottomTop();
        userScrolled();
    }
    viewport()->update();
}

void LogView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        zoom(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    if (event->angleDelta().x() != 0)
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - event->angleDelta().x() / 2);
    m_wheelRest += event->angleDelta().y() * QApplication::wheelScrollLines();
    const int rows = m_wheelRest / 120;
    m_wheelRest -= rows * 120;
    if (rows != 0)
        scrollRows(-rows);
    event->accept();
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
        scrollRows(-1);
        return;
    case Qt::Key_Down:
        scrollRows(1);
        return;
    case Qt::Key_PageUp:
        scrollRows(-std::max(1, visibleRows() - 1));
        return;
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        scrollRows(std::max(1, visibleRows() - 1));
        return;
    case Qt::Key_Home:
        setTop({lineAt(0), 0});
        userScrolled();
        return;
    case Qt::Key_End:
        setFollow(true);
        return;
    case Qt::Key_Left:
        horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepSub);
        return;
    case Qt::Key_Right:
        horizontalScrollBar()->triggerAction(QAbstractSlider::SliderSingleStepAdd);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

LogView::Place LogView::placeAt(const QPoint &position) const
{
    const std::uint64_t count = rowCount();
    if (count == 0)
        return {m_range.first, 0};
    int y = -m_top.row * m_rowHeight;
    for (std::uint64_t row = rowOf(m_top.line); row < count; ++row) {
        const std::uint64_t number = lineAt(row);
        Laid *entry = laid(number);
        if (!entry)
            break;
        const int height = entry->rows * m_rowHeight;
        if (position.y() < y + height || row + 1 == count) {
            if (position.y() >= y + height)
                return {number, static_cast<int>(entry->layout.text().size())};
            const int sub = std::clamp((position.y() - y) / m_rowHeight, 0, std::max(0, entry->layout.lineCount() - 1));
            if (entry->layout.lineCount() == 0)
                return {number, 0};
            const double x = position.x() - gutter() - textMargin + horizontalScrollBar()->value();
            return {number, entry->layout.lineAt(sub).xToCursor(x)};
        }
        y += height;
    }
    return {lineAt(count - 1), 0};
}

void LogView::setSelection(Place anchor, Place cursor)
{
    m_anchor = anchor;
    m_cursor = cursor;
    viewport()->update();
    Q_EMIT selectionChanged();
}

void LogView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Place place = placeAt(event->position().toPoint());
    m_selecting = true;
    // Whoever selects reads: the text must not run away below the pointer.
    if (event->modifiers() & Qt::ShiftModifier && m_anchor)
        setSelection(*m_anchor, place);
    else
        setSelection(place, place);
}

void LogView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_selecting)
        return;
    const QPoint position = event->position().toPoint();
    setSelection(*m_anchor, placeAt(position));
    if (hasSelection())
        applyFollow(false);
    const bool outside = position.y() < 0 || position.y() > viewport()->height();
    if (outside && !m_dragTimer)
        m_dragTimer = startTimer(50);
    if (!outside && m_dragTimer) {
        killTimer(m_dragTimer);
        m_dragTimer = 0;
    }
}

void LogView::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_dragTimer) {
        QAbstractScrollArea::timerEvent(event);
        return;
    }
    const QPoint position = viewport()->mapFromGlobal(QCursor::pos());
    const int beyond = position.y() < 0 ? position.y() : position.y() - viewport()->height();
    scrollRows(std::clamp(beyond / m_rowHeight + (beyond < 0 ? -1 : 1), -20, 20));
    applyFollow(false);
    if (m_anchor)
        setSelection(*m_anchor, placeAt(position));
}

void LogView::mouseReleaseEvent(QMouseEvent *)
{
    if (m_dragTimer)
        killTimer(m_dragTimer);
    m_dragTimer = 0;
    m_selecting = false;
    if (hasSelection() && QApplication::clipboard()->supportsSelection())
        QApplication::clipboard()->setText(selectedText(), QClipboard::Selection);
}

void LogView::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Place place = placeAt(event->position().toPoint());
    const Laid *entry = laid(place.line);
    if (!entry)
        return;
    const QString text = entry->layout.text();
    const auto inWord = [&](int at) { return at >= 0 && at < text.size() && (text[at].isLetterOrNumber() || QStringLiteral("_-./:@").contains(text[at])); };
    int from = place.column, to = place.column;
    while (inWord(from - 1))
        --from;
    while (inWord(to))
        ++to;
    setSelection({place.line, from}, {place.line, to});
    m_selecting = false;
}

bool LogView::hasSelection() const
{
    return m_anchor && *m_anchor != m_cursor;
}

QString LogView::selectedText() const
{
    if (!hasSelection() || !m_spool)
        return {};
    const auto [from, to] = std::minmax(*m_anchor, m_cursor);
    const std::uint64_t last = std::min(to.line, from.line + copyAtOnce);
    return gather(*m_spool, from.line, from.column, last, last == to.line ? to.column : LineMaker::maxLine * 8, filtered() ? &m_search.shown() : nullptr, {});
}

void LogView::selectAll()
{
    if (rowCount() == 0)
        return;
    const std::uint64_t last = lineAt(rowCount() - 1);
    setSelection({lineAt(0), 0}, {last, static_cast<int>(LineMaker::maxLine * 8)});
}

void LogView::copy()
{
    if (!hasSelection())
        return;
    const auto [from, to] = std::minmax(*m_anchor, m_cursor);
    if (to.line - from.line <= copyAtOnce) {
        QApplication::clipboard()->setText(selectedText());
        return;
    }
    runAsync(m_pool, [spool = m_spool, from, to, filter = filtered(), only = filtered() ? m_search.shown() : std::vector<std::uint64_t>()](
                         std::stop_token stop) -> Result<QString> {
        return gather(*spool, from.line, from.column, to.line, to.column, filter ? &only : nullptr, stop);
    }).then(this, [](const Result<QString> &text) {
        if (text)
            QApplication::clipboard()->setText(*text);
    });
}

void LogView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy"), QKeySequence::Copy, this, &LogView::copy)->setEnabled(hasSelection());
    menu->addAction(tr("Select All"), QKeySequence::SelectAll, this, &LogView::selectAll)->setEnabled(rowCount() > 0);
    menu->addSeparator();
    menu->addAction(tr("Larger Text"), this, [this] { zoom(1); });
    menu->addAction(tr("Smaller Text"), this, [this] { zoom(-1); });
    menu->addAction(tr("Normal Text Size"), this, [this] { zoom(0); });
    menu->popup(event->globalPos());
}

} // namespace firkin::ui

// What LogView shows.
#include "ui/logs/log_view.h"

#include "ui/logs/line_text.h"
#include "ui/style/colors.h"

#include <QDateTime>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace firkin::ui {

namespace {

constexpr int textMargin = 8;

QTextLayout::FormatRange range(qsizetype start, qsizetype length, const QColor &background)
{
    QTextLayout::FormatRange made;
    made.start = static_cast<int>(start);
    made.length = static_cast<int>(length);
    made.format.setBackground(background);
    return made;
}

} // namespace

void LogView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().color(QPalette::Base));
    if (!m_spool)
        return;
    painter.setFont(m_font);
    const double widest = m_widest;
    const std::uint64_t count = rowCount();
    int y = -m_top.row * m_rowHeight;
    for (std::uint64_t row = rowOf(m_top.line); row < count && y < viewport()->height(); ++row) {
        const std::uint64_t number = lineAt(row);
        Laid *entry = laid(number);
        if (!entry)
            break;
        paintLine(painter, number, *entry, y);
        y += entry->rows * m_rowHeight;
    }
    paintMarks(painter);
    if (m_widest > widest && !m_wrap) // known only now; not while painting
        QMetaObject::invokeMethod(this, &LogView::updateBars, Qt::QueuedConnection);
}

void LogView::paintLine(QPainter &painter, std::uint64_t number, Laid &entry, int y) const
{
    const int height = entry.rows * m_rowHeight;
    if (m_current == number)
        painter.fillRect(0, y, viewport()->width(), height, tintColor(Tone::Info, palette()));
    if (entry.line.stream == engine::OutputStream::Stderr)
        painter.fillRect(0, y, 3, height, toneColor(Tone::Error, palette()));
    if (m_timestamps) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(entry.line.time.time_since_epoch()).count();
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(QRect(textMargin, y, gutter(), m_rowHeight),
                         Qt::AlignLeft | Qt::AlignTop,
                         QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm:ss.zzz")));
    }
    painter.save();
    painter.setClipRect(QRect(gutter() + 3, y, viewport()->width() - gutter() - 3, height));
    painter.setPen(palette().color(QPalette::Text));
    const QPointF origin(gutter() + textMargin - horizontalScrollBar()->value(), y);
    const auto marks = overlays(number, entry);
    entry.layout.draw(&painter, origin, marks);
    painter.restore();
}

QList<QTextLayout::FormatRange> LogView::overlays(std::uint64_t number, const Laid &entry) const
{
    QList<QTextLayout::FormatRange> marks;
    const QString text = entry.layout.text();
    if (m_search.isActive()) {
        QColor mark = toneColor(Tone::Warning, palette());
        mark.setAlphaF(m_current == number ? 0.55F : 0.30F);
        qsizetype at = 0;
        for (int count = 0; count < 200; ++count) {
            const auto found = m_search.matcher().find(text, at);
            if (!found)
                break;
            marks.push_back(range(found->at, found->length, mark));
            at = found->at + found->length;
        }
    }
    if (m_anchor && *m_anchor != m_cursor) {
        const auto [from, to] = std::minmax(*m_anchor, m_cursor);
        if (number >= from.line && number <= to.line) {
            const qsizetype start = number == from.line ? std::min<qsizetype>(from.column, text.size()) : 0;
            const qsizetype end = number == to.line ? std::min<qsizetype>(to.column, text.size()) : text.size();
            QColor selected = palette().color(hasFocus() ? QPalette::Active : QPalette::Inactive, QPalette::Highlight);
            selected.setAlphaF(0.35F); // the colours of the text stay
            if (end > start)
                marks.push_back(range(start, end - start, selected));
        }
    }
    return marks;
}

/// Where the matches are, along the right edge.
void LogView::paintMarks(QPainter &painter) const
{
    if (!m_search.isActive() || filtered() || m_search.matches().empty() || rowCount() == 0)
        return;
    const QColor color = toneColor(Tone::Warning, palette());
    const int height = viewport()->height();
    const double scale = static_cast<double>(height) / static_cast<double>(rowCount());
    int last = -1;
    const auto &matches = m_search.matches();
    // At most one lookup a pixel, however many matches there are.
    for (auto it = matches.begin(); it != matches.end();) {
        const int y = static_cast<int>(static_cast<double>(*it - std::min(*it, m_range.first)) * scale);
        if (y != last)
            painter.fillRect(viewport()->width() - 5, std::min(y, height - 2), 4, 2, color);
        last = y;
        const auto nextLine = m_range.first + static_cast<std::uint64_t>((y + 1) / scale);
        it = std::lower_bound(it + 1, matches.end(), nextLine);
    }
}

} // namespace firkin::ui

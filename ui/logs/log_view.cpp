#include "ui/logs/log_view.h"

#include "ui/logs/line_text.h"
#include "ui/style/colors.h"
#include "ui/style/format.h"
#include "ui/style/metrics.h"

#include <QDateTime>
#include <QFontDatabase>
#include <QLocale>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace firkin::ui {

namespace {
constexpr std::size_t cachedLines = 600;
constexpr int textMargin = 8;
}

LogView::LogView(Pool &pool, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_pool(pool)
    , m_search(pool, this)
    , m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // its coming and going would re-wrap everything
    verticalScrollBar()->setSingleStep(1);
    connect(verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] { m_wheelRest = 0; });
    connect(&m_search, &LineSearch::changed, this, [this] {
        if (filtered()) {
            m_top.line = std::max(m_top.line, m_range.first);
            updateBars();
        }
        if (m_follow)
            setTop(bottomTop());
        viewport()->update();
        Q_EMIT searchChanged();
    });
    updateFont();
}

LogView::~LogView() = default;

void LogView::updateFont()
{
    m_font.setStyleHint(QFont::Monospace);
    const QFontMetrics metrics(m_font);
    m_rowHeight = std::max(1, metrics.height() + 1);
    m_charWidth = std::max(1, metrics.horizontalAdvance(u'0'));
    forgetLayouts();
}

void LogView::setSpool(std::shared_ptr<LineSpool> spool)
{
    m_spool = std::move(spool);
    forgetLayouts();
    m_range = {};
    m_top = {};
    m_anchor.reset();
    m_current.reset();
    m_widest = 0;
    m_follow = true;
    m_search.start(m_spool, LineMatcher(m_search.matcher()));
    refresh();
    Q_EMIT followChanged(true);
}

void LogView::refresh()
{
    const LineSpool::Range before = m_range;
    m_range = m_spool ? m_spool->range() : LineSpool::Range{};
    // The tail's lines change until they are complete.
    std::erase_if(m_cache, [&](const auto &entry) { return entry.first >= before.complete || entry.first < m_range.first; });
    m_search.extend();
    if (!isVisible())
        return;
    if (m_top.line < m_range.first)
        m_top = {m_range.first, 0};
    updateBars();
    const Top bottom = m_follow ? bottomTop() : m_top;
    const bool moved = bottom != m_top;
    if (m_follow)
        setTop(bottom);
    // Reading further up, what arrives below changes nothing that is painted.
    const std::uint64_t shownTo = rowOf(m_top.line) + static_cast<std::uint64_t>(visibleRows()) + 1;
    if (moved || before.first != m_range.first || shownTo >= rowOf(before.complete))
        viewport()->update();
}

std::uint64_t LogView::rowCount() const
{
    return filtered() ? m_search.shown().size() : m_range.end - m_range.first;
}

std::uint64_t LogView::lineAt(std::uint64_t row) const
{
    if (!filtered())
        return m_range.first + row;
    return row < m_search.shown().size() ? m_search.shown()[row] : m_range.end;
}

std::uint64_t LogView::rowOf(std::uint64_t line) const
{
    if (!filtered())
        return line > m_range.first ? line - m_range.first : 0;
    const auto &matches = m_search.shown();
    return static_cast<std::uint64_t>(std::ranges::lower_bound(matches, line) - matches.begin());
}

void LogView::fetch(std::uint64_t row, int count) const
{
    if (!m_spool)
        return;
    const std::uint64_t end = std::min(rowCount(), row + static_cast<std::uint64_t>(count));
    while (row < end) {
        const std::uint64_t from = lineAt(row);
        std::uint64_t run = 1; // neighbours in one read
        while (row + run < end && lineAt(row + run) == from + run)
            ++run;
        std::vector<LogLine> lines = m_spool->read(from, static_cast<std::size_t>(run));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            auto &slot = m_cache[from + i];
            if (!slot) {
                slot = std::make_unique<Laid>();
                slot->line = std::move(lines[i]);
            }
        }
        row += run;
    }
}

LogView::Laid *LogView::laid(std::uint64_t line) const
{
    auto found = m_cache.find(line);
    if (found == m_cache.end()) {
        if (m_cache.size() > cachedLines)
            m_cache.clear();
        fetch(rowOf(line), 64);
        found = m_cache.find(line);
        if (found == m_cache.end())
            return nullptr;
    }
    if (!found->second->laid)
        layOut(*found->second);
    return found->second.get();
}

void LogView::layOut(Laid &entry) const
{
    const LineText shown = toLineText(entry.line.bytes);
    QString text = shown.text;
    QList<QTextLayout::FormatRange> formats;
    for (const StyledSpan &span : shown.spans) {
        QTextCharFormat format;
        auto foreground = ansiForeground(span.style.foreground, palette());
        auto background = ansiBackground(span.style.background, palette());
        if (span.style.inverse) {
            background = foreground.value_or(palette().color(QPalette::Text));
            background->setAlphaF(0.30F);
            foreground.reset();
        }
        if (foreground)
            format.setForeground(*foreground);
        else if (span.style.dim)
            format.setForeground(toneColor(Tone::Muted, palette()));
        if (background)
            format.setBackground(*background);
        if (span.style.bold)
            format.setFontWeight(QFont::Bold);
        if (span.style.underline)
            format.setFontUnderline(true);
        formats.push_back({span.start, span.length, format});
    }
    if (entry.line.cut) {
        const auto start = static_cast<int>(text.size());
        text += tr(" … %1 more").arg(formatSize(entry.line.cut));
        QTextCharFormat format;
        format.setForeground(toneColor(Tone::Warning, palette()));
        format.setFontItalic(true);
        formats.push_back({start, static_cast<int>(text.size()) - start, format});
    }
    entry.layout.setFont(m_font);
    entry.layout.setText(text);
    entry.layout.setFormats(formats);
    QTextOption option;
    option.setTextDirection(Qt::LeftToRight);
    option.setWrapMode(m_wrap ? QTextOption::WrapAnywhere : QTextOption::NoWrap);
    entry.layout.setTextOption(option);
    entry.layout.setCacheEnabled(true);
    const double room = std::max(4 * m_charWidth, viewport()->width() - gutter() - 2 * textMargin);
    entry.layout.beginLayout();
    entry.rows = 0;
    entry.width = 0;
    for (;;) {
        QTextLine row = entry.layout.createLine();
        if (!row.isValid())
            break;
        row.setLineWidth(m_wrap ? room : 1e7);
        row.setPosition(QPointF(0, entry.rows * m_rowHeight));
        entry.width = std::max(entry.width, row.naturalTextWidth());
        ++entry.rows;
        if (!m_wrap)
            break;
    }
    entry.layout.endLayout();
    entry.rows = std::max(1, entry.rows);
    entry.laid = true;
    m_widest = std::max(m_widest, entry.width);
}

void LogView::forgetLayouts()
{
    m_cache.clear();
    m_widest = 0;
}

int LogView::visibleRows() const
{
    return std::max(1, viewport()->height() / m_rowHeight);
}

int LogView::gutter() const
{
    return m_timestamps ? m_charWidth * 13 + textMargin : 0;
}

LogView::Top LogView::bottomTop() const
{
    const std::uint64_t count = rowCount();
    const int room = visibleRows();
    if (!m_wrap)
        return {lineAt(count > static_cast<std::uint64_t>(room) ? count - static_cast<std::uint64_t>(room) : 0), 0};
    int rows = 0;
    for (std::uint64_t row = count; row > 0; --row) {
        const Laid *entry = laid(lineAt(row - 1));
        rows += entry ? entry->rows : 1;
        if (rows >= room)
            return {lineAt(row - 1), rows - room};
    }
    return {lineAt(0), 0};
}

void LogView::setTop(Top top)
{
    const Top bottom = bottomTop();
    if (rowCount() == 0)
        top = {m_range.first, 0};
    else if (top > bottom)
        top = bottom;
    m_top = top;
    m_updatingBars = true;
    verticalScrollBar()->setValue(static_cast<int>(rowOf(m_top.line)));
    m_updatingBars = false;
    viewport()->update();
}

void LogView::updateBars()
{
    m_updatingBars = true;
    const Top bottom = bottomTop();
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setRange(0, static_cast<int>(std::min<std::uint64_t>(rowOf(bottom.line), 2'000'000'000)));
    verticalScrollBar()->setValue(static_cast<int>(rowOf(m_top.line)));
    const int room = viewport()->width() - gutter() - 2 * textMargin;
    const int wide = m_wrap ? 0 : static_cast<int>(std::ceil(m_widest));
    horizontalScrollBar()->setPageStep(std::max(1, room));
    horizontalScrollBar()->setSingleStep(m_charWidth * 4);
    horizontalScrollBar()->setRange(0, std::max(0, wide - room));
    m_updatingBars = false;
}

void LogView::scrollRows(int rows)
{
    Top top = m_top;
    if (!m_wrap) {
        const std::int64_t row = static_cast<std::int64_t>(rowOf(top.line)) + rows;
        setTop({lineAt(static_cast<std::uint64_t>(std::max<std::int64_t>(0, row))), 0});
    } else {
        std::uint64_t row = rowOf(top.line);
        int offset = top.row + rows;
        while (offset < 0 && row > 0) {
            const Laid *entry = laid(lineAt(--row));
            offset += entry ? entry->rows : 1;
        }
        const std::uint64_t count = rowCount();
        for (const Laid *entry = laid(lineAt(row)); entry && offset >= entry->rows && row + 1 < count; entry = laid(lineAt(row))) {
            offset -= entry->rows;
            ++row;
        }
        setTop({lineAt(row), std::max(0, offset)});
    }
    userScrolled();
}

void LogView::userScrolled()
{
    applyFollow(m_top >= bottomTop());
}

void LogView::applyFollow(bool follow)
{
    if (m_follow == follow)
        return;
    m_follow = follow;
    Q_EMIT followChanged(follow);
}

void LogView::setFollow(bool follow)
{
    applyFollow(follow);
    if (follow) {
        setTop(bottomTop());
        horizontalScrollBar()->setValue(0);
    }
}

void LogView::setTimestamps(bool shown)
{
    if (m_timestamps == shown)
        return;
    m_timestamps = shown;
    if (m_wrap)
        forgetLayouts();
    updateBars();
    setTop(m_follow ? bottomTop() : m_top);
}

void LogView::setWrap(bool wrap)
{
    if (m_wrap == wrap)
        return;
    m_wrap = wrap;
    m_top.row = 0;
    forgetLayouts();
    updateBars();
    setTop(m_follow ? bottomTop() : m_top);
}

void LogView::setContext(int lines)
{
    m_search.setContext(static_cast<std::uint64_t>(std::max(0, lines)));
}

void LogView::setSearch(const LineMatcher &matcher)
{
    if (matcher == m_search.matcher())
        return;
    m_current.reset();
    m_search.start(m_spool, matcher);
    updateBars();
    setTop(m_follow ? bottomTop() : m_top);
}

void LogView::setFilter(bool filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    m_top.row = 0;
    updateBars();
    setTop(m_follow ? bottomTop() : m_top);
}

void LogView::goToMatch(int direction)
{
    const auto &matches = m_search.matches();
    if (matches.empty())
        return;
    // From the current match, else from what is on the screen.
    const std::uint64_t from = m_current.value_or(direction > 0 ? m_top.line : m_top.line + static_cast<std::uint64_t>(visibleRows()));
    if (direction > 0) {
        auto next = m_current ? std::ranges::upper_bound(matches, from) : std::ranges::lower_bound(matches, from);
        m_current = next == matches.end() ? matches.front() : *next;
    } else {
        auto next = std::ranges::lower_bound(matches, from);
        m_current = next == matches.begin() ? matches.back() : *(next - 1);
    }
    scrollToLine(*m_current);
    Q_EMIT searchChanged();
}

std::size_t LogView::currentMatch() const
{
    if (!m_current)
        return 0;
    const auto &matches = m_search.matches();
    const auto found = std::ranges::lower_bound(matches, *m_current);
    return found != matches.end() && *found == *m_current ? static_cast<std::size_t>(found - matches.begin()) + 1 : 0;
}

void LogView::scrollToLine(std::uint64_t line)
{
    const std::uint64_t row = rowOf(line);
    const std::uint64_t top = rowOf(m_top.line);
    if (row < top || row >= top + static_cast<std::uint64_t>(visibleRows())) {
        const auto third = static_cast<std::uint64_t>(visibleRows() / 3);
        setTop({lineAt(row > third ? row - third : 0), 0});
    }
    userScrolled();
    viewport()->update();
}

void LogView::zoom(int step)
{
    const int standard = QFontDatabase::systemFont(QFontDatabase::FixedFont).pointSize();
    m_font.setPointSize(std::clamp(step == 0 ? standard : m_font.pointSize() + step, 5, 40));
    updateFont();
    updateBars();
    setTop(m_follow ? bottomTop() : m_top);
}

} // namespace firkin::ui

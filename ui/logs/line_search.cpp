#include "ui/logs/line_search.h"

#include "ui/logs/line_text.h"

#include <algorithm>

namespace firkin::ui {

namespace {

constexpr std::size_t linesPerPiece = 20'000;
constexpr std::size_t linesPerRead = 1024;

struct Piece {
    std::vector<std::uint64_t> matches;
    std::uint64_t searched = 0;
};

bool isPlain(std::string_view bytes)
{
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f; });
}

} // namespace

LineSearch::LineSearch(Pool &pool, QObject *parent)
    : QObject(parent)
    , m_pool(pool)
{
}

LineSearch::~LineSearch()
{
    m_stop.request_stop();
}

void LineSearch::start(std::shared_ptr<LineSpool> spool, const LineMatcher &matcher)
{
    m_stop.request_stop();
    ++m_generation;
    m_spool = std::move(spool);
    m_matcher = matcher;
    m_matches.clear();
    m_shown.clear();
    m_busy = false;
    m_searched = 0;
    if (m_spool && isActive())
        searchOn();
    Q_EMIT changed();
}

void LineSearch::setContext(std::uint64_t lines)
{
    if (m_context == lines)
        return;
    m_context = lines;
    addContext();
    Q_EMIT changed();
}

void LineSearch::addContext()
{
    if (m_context == 0 || !m_spool) {
        m_shown.clear();
        return;
    }
    const auto range = m_spool->range();
    m_shown = withContext(m_matches, m_context, range.first, range.complete);
}

void LineSearch::stop()
{
    start({}, {});
}

void LineSearch::extend()
{
    if (m_spool && isActive() && !m_busy)
        searchOn();
}

void LineSearch::searchOn()
{
    const LineSpool::Range range = m_spool->range();
    const std::uint64_t from = std::max(m_searched, range.first);
    if (from >= range.complete)
        return;
    m_busy = true;
    auto operation = runAsync(m_pool, [spool = m_spool, matcher = m_matcher, from](std::stop_token stop) -> Result<Piece> {
        Piece piece;
        piece.searched = from;
        const std::uint64_t complete = spool->range().complete;
        const std::uint64_t end = std::min<std::uint64_t>(complete, from + linesPerPiece);
        while (piece.searched < end && !stop.stop_requested()) {
            const auto lines = spool->read(piece.searched, std::min<std::uint64_t>(linesPerRead, end - piece.searched));
            if (lines.empty()) {
                piece.searched = std::max(piece.searched + 1, spool->range().first); // dropped meanwhile
                continue;
            }
            for (const LogLine &line : lines) {
                const QString shown = isPlain(line.bytes) ? QString::fromLatin1(line.bytes) : toLineText(line.bytes).text;
                if (matcher.find(shown))
                    piece.matches.push_back(piece.searched);
                ++piece.searched;
            }
        }
        return piece;
    });
    m_stop = operation.stop;
    operation.then(this, [this, generation = m_generation](Result<Piece> piece) {
        if (generation != m_generation)
            return;
        m_busy = false;
        if (!piece)
            return;
        m_searched = piece->searched;
        const std::uint64_t first = m_spool->range().first;
        m_matches.erase(m_matches.begin(), std::ranges::lower_bound(m_matches, first));
        m_matches.insert(m_matches.end(), piece->matches.begin(), piece->matches.end());
        addContext();
        searchOn();
        Q_EMIT changed();
    });
}

} // namespace firkin::ui

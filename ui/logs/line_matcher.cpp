#include "ui/logs/line_matcher.h"

#include <algorithm>

namespace firkin::ui {

LineMatcher::LineMatcher(const QString &text, Qt::CaseSensitivity sensitivity, bool regular)
    : m_text(text), m_sensitivity(sensitivity), m_regular(regular)
{
    if (!regular || text.isEmpty())
        return;
    // A bound on its steps: an expression that backtracks for ever must not hold the window up.
    m_expression.setPattern(QStringLiteral("(*LIMIT_MATCH=20000)") + text);
    if (sensitivity == Qt::CaseInsensitive)
        m_expression.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
}

std::optional<LineMatcher::Found> LineMatcher::find(const QString &line, qsizetype from) const
{
    if (m_text.isEmpty())
        return std::nullopt;
    if (!m_regular) {
        const qsizetype at = line.indexOf(m_text, from, m_sensitivity);
        return at < 0 ? std::nullopt : std::optional(Found{at, m_text.size()});
    }
    if (!m_expression.isValid())
        return std::nullopt;
    while (from <= line.size()) {
        const auto match = m_expression.match(line, from);
        if (!match.hasMatch())
            return std::nullopt;
        if (match.capturedLength() > 0)
            return Found{match.capturedStart(), match.capturedLength()};
        from = match.capturedStart() + 1; // "x*" matches nothing everywhere
    }
    return std::nullopt;
}

QString LineMatcher::problem() const
{
    return m_regular && !m_text.isEmpty() && !m_expression.isValid() ? m_expression.errorString() : QString();
}

std::vector<std::uint64_t> withContext(const std::vector<std::uint64_t> &matches, std::uint64_t around, std::uint64_t first, std::uint64_t end)
{
    std::vector<std::uint64_t> lines;
    lines.reserve(matches.size());
    for (const std::uint64_t match : matches) {
        if (match < first || match >= end)
            continue;
        std::uint64_t from = match - std::min(around, match - first);
        if (!lines.empty())
            from = std::max(from, lines.back() + 1);
        const std::uint64_t last = match + std::min(around, end - 1 - match);
        for (; from <= last; ++from)
            lines.push_back(from);
    }
    return lines;
}

} // namespace firkin::ui

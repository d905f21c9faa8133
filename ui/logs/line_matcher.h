#pragma once

#include <QRegularExpression>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace firkin::ui {

/// What to look for in a line: a text, or a regular expression. A value; any thread.
class LineMatcher {
public:
    struct Found {
        qsizetype at = 0;
        qsizetype length = 0;
    };

    LineMatcher() = default;
    LineMatcher(const QString &text, Qt::CaseSensitivity sensitivity, bool regular = false);

    /// The first at or after `from`; never of no length. An expression that takes too many steps finds nothing.
    [[nodiscard]] std::optional<Found> find(const QString &line, qsizetype from = 0) const;
    /// Why the expression is not one; empty: it is.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty(); }
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] Qt::CaseSensitivity sensitivity() const { return m_sensitivity; }
    [[nodiscard]] bool isRegular() const { return m_regular; }
    friend bool operator==(const LineMatcher &a, const LineMatcher &b)
    {
        return a.m_text == b.m_text && a.m_sensitivity == b.m_sensitivity && a.m_regular == b.m_regular;
    }

private:
    QString m_text;
    Qt::CaseSensitivity m_sensitivity = Qt::CaseInsensitive;
    bool m_regular = false;
    QRegularExpression m_expression;
};

/// Matching lines with `around` lines before and after each, ascending, no line twice; all in [first, end). Pure.
[[nodiscard]] std::vector<std::uint64_t> withContext(const std::vector<std::uint64_t> &matches, std::uint64_t around, std::uint64_t first, std::uint64_t end);

} // namespace firkin::ui

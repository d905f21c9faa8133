#include "ui/palette/palette_rank.h"

#include <algorithm>
#include <numeric>

namespace firkin::ui {

namespace {

constexpr int whole = 100;
constexpr int beginning = 80;
constexpr int inside = 50;
constexpr int scattered = 30;
/// More typed words than this are sentences, not searches.
constexpr qsizetype mostWords = 8;

} // namespace

std::optional<int> wordScore(QStringView typed, QStringView word)
{
    if (typed.isEmpty() || typed.size() > word.size())
        return std::nullopt;
    const int left = static_cast<int>(std::min<qsizetype>(word.size() - typed.size(), 19)); // what was not typed
    if (word.startsWith(typed, Qt::CaseInsensitive))
        return left == 0 ? whole : beginning - left;
    if (word.contains(typed, Qt::CaseInsensitive))
        return inside - left;
    // A single letter inside a word says nothing.
    if (typed.size() < 2 || word.front().toCaseFolded() != typed.front().toCaseFolded())
        return std::nullopt;
    qsizetype at = 0;
    int gaps = 0;
    for (qsizetype i = 0; i < typed.size(); ++i) {
        const qsizetype found = word.indexOf(typed[i], at, Qt::CaseInsensitive);
        if (found < 0)
            return std::nullopt;
        gaps += static_cast<int>(std::min<qsizetype>(found - at, 20));
        at = found + 1;
    }
    return std::max(1, scattered - gaps);
}

QStringList entryWords(QStringView text)
{
    QStringList words;
    for (const QStringView word : text.split(u' ', Qt::SkipEmptyParts)) {
        const auto isJoint = [](QChar c) { return QStringView(u"-_./:@…").contains(c); };
        if (std::ranges::any_of(word, isJoint)) {
            qsizetype from = 0;
            for (qsizetype i = 0; i <= word.size(); ++i) {
                if (i == word.size() || isJoint(word[i])) {
                    if (i > from)
                        words << word.mid(from, i - from).toString();
                    from = i + 1;
                }
            }
        }
        words << word.toString();
    }
    return words;
}

std::optional<int> entryScore(QStringView typed, const QStringList &words)
{
    const auto parts = typed.split(u' ', Qt::SkipEmptyParts);
    if (parts.size() > mostWords)
        return std::nullopt;
    std::vector<bool> used(static_cast<std::size_t>(words.size()), false);
    int sum = 0;
    for (const QStringView part : parts) {
        int best = 0;
        qsizetype at = -1;
        for (qsizetype i = 0; i < words.size(); ++i) {
            if (used[static_cast<std::size_t>(i)])
                continue;
            if (const auto score = wordScore(part, words[i]); score && *score > best) {
                best = *score;
                at = i;
            }
        }
        if (at < 0)
            return std::nullopt;
        used[static_cast<std::size_t>(at)] = true;
        sum += best;
    }
    return parts.isEmpty() ? 0 : sum / static_cast<int>(parts.size());
}

std::vector<std::size_t> rankEntries(QStringView typed, const std::vector<QStringList> &entries)
{
    std::vector<std::size_t> order;
    std::vector<int> scores(entries.size(), 0);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (const auto score = entryScore(typed, entries[i])) {
            scores[i] = *score;
            order.push_back(i);
        }
    }
    std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return scores[i]; });
    return order;
}

} // namespace firkin::ui

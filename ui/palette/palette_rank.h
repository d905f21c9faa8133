#pragma once

#include <QStringList>
#include <QStringView>

#include <optional>
#include <vector>

namespace firkin::ui {

/// How well a typed word fits a word of an entry, 0 … 100; nothing when its letters are not there in that order.
/// Whole word, beginning, inside, and scattered letters, in this order.
[[nodiscard]] std::optional<int> wordScore(QStringView typed, QStringView word);

/// The same for all that was typed: each typed word has to fit some word of the entry, in any order; no word is used
/// twice. `words` is the text of the entry cut at blanks and punctuation, with its hidden names after it.
[[nodiscard]] std::optional<int> entryScore(QStringView typed, const QStringList &words);

/// Cut at blanks and at "-_./:@"; a word with such signs is also there as a whole ("billing-api").
[[nodiscard]] QStringList entryWords(QStringView text);

/// Indices of the entries that fit, the best first; equal ones keep their order. Nothing typed: all, as they are.
[[nodiscard]] std::vector<std::size_t> rankEntries(QStringView typed, const std::vector<QStringList> &entries);

} // namespace firkin::ui

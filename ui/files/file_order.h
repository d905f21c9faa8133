#pragma once

#include "runtime/engine/files.h"

#include <cstdint>
#include <string>
#include <vector>

/// Order of a folder's entries and what changed in it: pure, for a worker.
namespace firkin::ui {

enum class FileColumn : std::uint8_t { Name, Size, Mode, Owner, Modified, Target };
inline constexpr int fileColumnCount = 6;

struct FileOrder {
    FileColumn column = FileColumn::Name;
    bool descending = false;
    friend bool operator==(FileOrder, FileOrder) = default;
};

/// Folders first, whatever the direction; then by the column; then by name, without and then with regard to case.
[[nodiscard]] bool comesBefore(const engine::FileEntry &a, const engine::FileEntry &b, FileOrder order);
void sortEntries(std::vector<engine::FileEntry> &entries, FileOrder order);
[[nodiscard]] bool sameEntry(const engine::FileEntry &a, const engine::FileEntry &b);

/// How to make the rows that are shown into the rows that are there. In this order: remove, then insert (rows of the
/// result), then change. Both lists must be in the same order; names are unique.
struct FolderChange {
    struct Range {
        int first = 0;
        int count = 0;
    };
    std::vector<Range> removed;  ///< last first, rows of the old list
    std::vector<Range> inserted; ///< first first, rows of the new list
    std::vector<int> changed;    ///< rows of the new list
    std::vector<engine::FileEntry> entries; ///< the new list
};
/// Duplicate names in `fresh` (a hostile agent) are dropped.
[[nodiscard]] FolderChange changeOf(const std::vector<engine::FileEntry> &shown, std::vector<engine::FileEntry> fresh, FileOrder order);

} // namespace firkin::ui

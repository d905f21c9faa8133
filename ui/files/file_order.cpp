#include "ui/files/file_order.h"

#include "ui/files/file_text.h"

#include <algorithm>
#include <compare>
#include <unordered_map>
#include <unordered_set>

namespace firkin::ui {

namespace {

constexpr unsigned char lower(char c)
{
    return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

std::weak_ordering compareNames(const std::string &a, const std::string &b)
{
    const auto folded = std::lexicographical_compare_three_way(
        a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) <=> lower(y); });
    return folded != 0 ? std::weak_ordering(folded) : std::weak_ordering(a <=> b);
}

std::weak_ordering compareColumns(const engine::FileEntry &a, const engine::FileEntry &b, FileColumn column)
{
    switch (column) {
    case FileColumn::Name:
        break;
    case FileColumn::Size:
        return a.size <=> b.size;
    case FileColumn::Mode:
        return a.mode <=> b.mode;
    case FileColumn::Owner: {
        const auto owner = a.owner <=> b.owner;
        return owner != 0 ? owner : a.uid <=> b.uid;
    }
    case FileColumn::Modified:
        return a.modified <=> b.modified;
    case FileColumn::Target:
        return a.linkTarget <=> b.linkTarget;
    }
    return compareNames(a.name, b.name);
}

} // namespace

bool comesBefore(const engine::FileEntry &a, const engine::FileEntry &b, FileOrder order)
{
    const bool folderA = leadsToFolder(a);
    const bool folderB = leadsToFolder(b);
    if (folderA != folderB)
        return folderA;
    const auto by = compareColumns(a, b, order.column);
    if (by != 0)
        return order.descending ? by > 0 : by < 0;
    return compareNames(a.name, b.name) < 0;
}

void sortEntries(std::vector<engine::FileEntry> &entries, FileOrder order)
{
    std::ranges::sort(entries, [order](const auto &a, const auto &b) { return comesBefore(a, b, order); });
}

bool sameEntry(const engine::FileEntry &a, const engine::FileEntry &b)
{
    return a.name == b.name && a.type == b.type && a.mode == b.mode && a.uid == b.uid && a.gid == b.gid && a.owner == b.owner
           && a.group == b.group && a.size == b.size && a.modified == b.modified && a.linkTarget == b.linkTarget
           && a.targetType == b.targetType;
}

FolderChange changeOf(const std::vector<engine::FileEntry> &shown, std::vector<engine::FileEntry> fresh, FileOrder order)
{
    FolderChange change;
    sortEntries(fresh, order);
    std::unordered_set<std::string> names;
    std::erase_if(fresh, [&](const engine::FileEntry &entry) { return entry.name.empty() || !names.insert(entry.name).second; });

    // An entry stays where it is if it is there before and after and no neighbour has to pass it; whatever else changed
    // place (its size, when that is the order) is taken out and put in anew.
    std::unordered_map<std::string_view, int> oldRow;
    for (std::size_t i = 0; i < shown.size(); ++i)
        oldRow.emplace(shown[i].name, static_cast<int>(i));
    std::vector<bool> keepOld(shown.size(), false);
    std::vector<bool> keepNew(fresh.size(), false);
    int highest = -1;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        const auto found = oldRow.find(fresh[i].name);
        if (found == oldRow.end() || found->second <= highest)
            continue;
        // A folder that became a file is not the same row.
        if (leadsToFolder(shown[static_cast<std::size_t>(found->second)]) != leadsToFolder(fresh[i]))
            continue;
        const engine::FileEntry &old = shown[static_cast<std::size_t>(found->second)];
        // Its key has changed: kept where it was, it could push out all that it has to pass.
        if (comesBefore(old, fresh[i], order) || comesBefore(fresh[i], old, order))
            continue;
        highest = found->second;
        keepOld[static_cast<std::size_t>(found->second)] = true;
        keepNew[i] = true;
        if (!sameEntry(old, fresh[i]))
            change.changed.push_back(static_cast<int>(i));
    }
    for (int i = static_cast<int>(shown.size()) - 1; i >= 0; --i) {
        if (keepOld[static_cast<std::size_t>(i)])
            continue;
        int first = i;
        while (first > 0 && !keepOld[static_cast<std::size_t>(first - 1)])
            --first;
        change.removed.push_back({first, i - first + 1});
        i = first;
    }
    for (int i = 0; i < static_cast<int>(fresh.size()); ++i) {
        if (keepNew[static_cast<std::size_t>(i)])
            continue;
        int end = i + 1;
        while (end < static_cast<int>(fresh.size()) && !keepNew[static_cast<std::size_t>(end)])
            ++end;
        change.inserted.push_back({i, end - i});
        i = end - 1;
    }
    change.entries = std::move(fresh);
    return change;
}

} // namespace firkin::ui

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace firkin::fuse {

/// Numbers for paths, as the kernel wants them: a path has one number as long as the kernel holds it. 1 is "/". Any thread.
class InodeTable {
public:
    static constexpr std::uint64_t root = 1;

    /// The number of a path, counted once more.
    std::uint64_t hold(const std::string &path);
    void release(std::uint64_t inode, std::uint64_t count);
    /// Nothing for a number that the kernel should not have any more.
    [[nodiscard]] std::optional<std::string> path(std::uint64_t inode) const;
    [[nodiscard]] std::size_t size() const;

private:
    struct Node {
        std::string path;
        std::uint64_t count = 0;
    };
    mutable std::mutex m_mutex;
    std::unordered_map<std::uint64_t, Node> m_nodes;
    std::unordered_map<std::string, std::uint64_t> m_numbers;
    std::uint64_t m_next = root + 1;
};

[[nodiscard]] std::string below(std::string_view folder, std::string_view name);

} // namespace firkin::fuse

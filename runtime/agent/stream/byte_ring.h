// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace firkin::agent {

/// A queue of bytes that grows up to a limit and gives its content as contiguous pieces.
class ByteRing {
public:
    explicit ByteRing(std::size_t limit) : m_limit(limit) {}

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::size_t room() const { return m_limit - m_size; }
    /// `bytes` must fit into room().
    void append(std::span<const std::byte> bytes);
    /// The longest contiguous piece that starts `offset` bytes behind the front.
    [[nodiscard]] std::span<const std::byte> at(std::size_t offset) const;
    void drop(std::size_t count);

private:
    void grow(std::size_t needed);

    std::size_t m_limit;
    std::size_t m_front = 0;
    std::size_t m_size = 0;
    std::vector<std::byte> m_bytes;
};

} // namespace firkin::agent

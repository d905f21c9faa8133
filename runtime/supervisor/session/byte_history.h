// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firkin::supervisor {

/// The last `capacity` bytes of an endless stream, by absolute offset. Takes its memory as it fills. Not thread-safe.
class ByteHistory {
public:
    explicit ByteHistory(std::size_t capacity) : m_capacity(capacity) {}

    void append(std::span<const std::byte> bytes);
    [[nodiscard]] std::uint64_t begin() const { return m_end - m_size; }
    [[nodiscard]] std::uint64_t end() const { return m_end; }
    /// Up to `limit` bytes from `offset`, which lies between begin() and end().
    [[nodiscard]] std::vector<std::byte> read(std::uint64_t offset, std::size_t limit) const;

private:
    std::size_t m_capacity;
    std::vector<std::byte> m_bytes; ///< position of the byte at offset n: n % capacity
    std::size_t m_size = 0;
    std::uint64_t m_end = 0;
};

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/byte_ring.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace firkin::agent {

void ByteRing::grow(std::size_t needed)
{
    std::size_t capacity = std::max<std::size_t>(m_bytes.size(), 4096);
    while (capacity < needed)
        capacity *= 2;
    std::vector<std::byte> bytes(std::min(capacity, m_limit));
    for (std::size_t copied = 0; copied < m_size;) {
        const auto piece = at(copied);
        std::memcpy(bytes.data() + copied, piece.data(), piece.size());
        copied += piece.size();
    }
    m_bytes = std::move(bytes);
    m_front = 0;
}

void ByteRing::append(std::span<const std::byte> bytes)
{
    assert(bytes.size() <= room());
    if (m_size + bytes.size() > m_bytes.size())
        grow(m_size + bytes.size());
    while (!bytes.empty()) {
        const std::size_t end = (m_front + m_size) % m_bytes.size();
        const std::size_t n = std::min(bytes.size(), m_bytes.size() - end);
        std::memcpy(m_bytes.data() + end, bytes.data(), n);
        m_size += n;
        bytes = bytes.subspan(n);
    }
}

std::span<const std::byte> ByteRing::at(std::size_t offset) const
{
    assert(offset <= m_size);
    if (offset == m_size)
        return {};
    const std::size_t begin = (m_front + offset) % m_bytes.size();
    return {m_bytes.data() + begin, std::min(m_size - offset, m_bytes.size() - begin)};
}

void ByteRing::drop(std::size_t count)
{
    assert(count <= m_size);
    m_size -= count;
    if (m_size == 0) {
        m_front = 0;
        return;
    }
    m_front = (m_front + count) % m_bytes.size();
}

} // namespace firkin::agent

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/session/byte_history.h"

#include <algorithm>
#include <cstring>

namespace firkin::supervisor {

void ByteHistory::append(std::span<const std::byte> bytes)
{
    const std::uint64_t newEnd = m_end + bytes.size();
    if (bytes.size() > m_capacity) {
        m_end += bytes.size() - m_capacity;
        bytes = bytes.last(m_capacity);
    }
    while (!bytes.empty()) {
        const auto at = static_cast<std::size_t>(m_end % m_capacity);
        const std::size_t part = std::min(bytes.size(), m_capacity - at);
        if (m_bytes.size() < at + part)
            m_bytes.resize(at + part);
        std::memcpy(m_bytes.data() + at, bytes.data(), part);
        bytes = bytes.subspan(part);
        m_end += part;
    }
    m_size = static_cast<std::size_t>(std::min<std::uint64_t>(newEnd, m_capacity));
}

std::vector<std::byte> ByteHistory::read(std::uint64_t offset, std::size_t limit) const
{
    std::vector<std::byte> out(static_cast<std::size_t>(std::min<std::uint64_t>(m_end - offset, limit)));
    std::size_t done = 0;
    while (done < out.size()) {
        const auto at = static_cast<std::size_t>((offset + done) % m_capacity);
        const std::size_t part = std::min(out.size() - done, m_capacity - at);
        std::memcpy(out.data() + done, m_bytes.data() + at, part);
        done += part;
    }
    return out;
}

} // namespace firkin::supervisor

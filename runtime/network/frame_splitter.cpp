// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/network/frame_splitter.h"

#include <algorithm>
#include <cstdint>

namespace firkin::network {

namespace {

constexpr std::size_t headSize = 4;

std::size_t lengthIn(std::span<const std::byte> head)
{
    std::size_t length = 0;
    for (std::size_t i = 0; i < headSize; ++i)
        length = length << 8 | std::to_integer<std::size_t>(head[i]);
    return length;
}

bool isPossible(std::size_t length)
{
    return length > 0 && length <= FrameSplitter::longest;
}

} // namespace

bool FrameSplitter::feed(std::span<const std::byte> bytes, const FrameFn &onFrame)
{
    while (!m_rest.empty() && !bytes.empty()) {
        std::size_t wanted = headSize;
        if (m_rest.size() >= headSize) {
            const std::size_t length = lengthIn(m_rest);
            if (!isPossible(length))
                return false;
            wanted += length;
        }
        const auto piece = bytes.first(std::min(bytes.size(), wanted - m_rest.size()));
        m_rest.insert(m_rest.end(), piece.begin(), piece.end());
        bytes = bytes.subspan(piece.size());
        if (wanted > headSize && m_rest.size() == wanted) {
            onFrame(std::span<const std::byte>(m_rest).subspan(headSize));
            m_rest.clear();
        }
    }
    while (bytes.size() >= headSize) {
        const std::size_t length = lengthIn(bytes);
        if (!isPossible(length))
            return false;
        if (bytes.size() - headSize < length)
            break;
        onFrame(bytes.subspan(headSize, length));
        bytes = bytes.subspan(headSize + length);
    }
    m_rest.insert(m_rest.end(), bytes.begin(), bytes.end());
    return m_rest.size() < headSize || isPossible(lengthIn(m_rest));
}

void appendFrame(std::vector<std::byte> &out, std::span<const std::byte> frame)
{
    const auto length = static_cast<std::uint32_t>(frame.size());
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::byte>(length >> shift));
    out.insert(out.end(), frame.begin(), frame.end());
}

} // namespace firkin::network

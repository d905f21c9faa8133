// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace firkin::network {

/// Frames out of a byte stream in which each has its length before it, 4 bytes, the highest first (QEMU's
/// `-netdev stream`). Pure; bytes come in any split.
class FrameSplitter {
public:
    using FrameFn = std::function<void(std::span<const std::byte>)>;
    /// What a sender of frames can mean; a greater length is no frame, and nothing after it can be trusted.
    static constexpr std::size_t longest = 68 * 1024;

    /// Calls `onFrame` for each whole frame; false: the stream is broken. Frames that lie whole in `bytes` are not copied.
    bool feed(std::span<const std::byte> bytes, const FrameFn &onFrame);

private:
    std::vector<std::byte> m_rest; ///< the beginning of a frame, its length included
};

/// Appends a frame with its length.
void appendFrame(std::vector<std::byte> &out, std::span<const std::byte> frame);

} // namespace firkin::network

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/network/frame_rules.h"
#include "runtime/network/frame_splitter.h"

#include <algorithm>
#include <vector>

using namespace firkin;

namespace {

using Frames = std::vector<std::vector<std::byte>>;

/// The sender of corpus/lan: 02:46:00:00:00:05, 10.89.0.5, fd46::5.
const network::PortIdentity &sender()
{
    static const network::PortIdentity identity{{0x02, 0x46, 0, 0, 0, 0x05}, *IpAddress::parse("10.89.0.5"), *IpAddress::parse("fd46::5")};
    return identity;
}

} // namespace

/// A machine's stream of frames, and each frame of it.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto bytes = fuzz::asBytes(data, size);
    Frames whole;
    network::FrameSplitter splitter;
    const bool fine = splitter.feed(bytes, [&](std::span<const std::byte> frame) { whole.emplace_back(frame.begin(), frame.end()); });

    Frames pieces;
    network::FrameSplitter again;
    bool fineAgain = true;
    for (std::size_t at = 0, length = 1; at < size && fineAgain; at += length, length = 1 + (length * 5) % 7)
        fineAgain = again.feed(bytes.subspan(at, std::min(length, size - at)), [&](std::span<const std::byte> frame) { pieces.emplace_back(frame.begin(), frame.end()); });
    fuzz::expect(fine == fineAgain && whole == pieces);

    whole.emplace_back(bytes.begin(), bytes.end()); // and without a length before it
    for (const std::vector<std::byte> &frame : whole) {
        if (!network::isHonest(sender(), frame))
            continue;
        fuzz::expect(frame.size() >= network::shortestFrame);
        const auto *source = reinterpret_cast<const std::uint8_t *>(frame.data()) + 6;
        fuzz::expect(std::equal(source, source + 6, sender().mac.begin()));
        static_cast<void>(network::isGroup(network::destinationOf(frame)));
    }
    return 0;
}

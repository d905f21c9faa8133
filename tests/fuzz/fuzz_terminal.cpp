// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/supervisor/session/terminal_modes.h"
#include "runtime/supervisor/session/terminal_scanner.h"

#include <algorithm>

using namespace firkin;

/// The scanner says the same however its bytes were cut, and its preamble brings a terminal to the modes that it names.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto bytes = fuzz::asBytes(data, size);
    supervisor::TerminalScanner whole(64);
    whole.feed(bytes);
    supervisor::TerminalScanner pieces(64);
    for (std::size_t at = 0, length = 1; at < size; at += length, length = 1 + (length * 3) % 11)
        pieces.feed(bytes.subspan(at, std::min(length, size - at)));
    fuzz::expect(whole.modes() == pieces.modes());
    fuzz::expect(whole.bellCount() == pieces.bellCount());
    fuzz::expect(whole.offset() == size && pieces.offset() == size);
    for (std::uint64_t offset = 0; offset <= size; offset += 37) {
        const auto one = whole.cutAtOrAfter(offset);
        const auto other = pieces.cutAtOrAfter(offset);
        fuzz::expect(one.offset == other.offset && one.modes == other.modes);
        fuzz::expect(one.offset >= offset && one.offset <= size);
    }
    const std::string preamble = whole.modes().preamble();
    supervisor::TerminalScanner viewer;
    viewer.feed(std::as_bytes(std::span(preamble)));
    supervisor::TerminalModes wanted = whole.modes();
    fuzz::expect(viewer.modes() == wanted);
    return 0;
}

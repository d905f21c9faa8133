// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/base/limits.h"
#include "runtime/vmm/qemu/qmp_message.h"

#include <algorithm>
#include <string>
#include <vector>

using namespace firkin;
using namespace firkin::vmm::qemu;

/// The lines are the same however the bytes were cut; each is a message or an error.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto text = fuzz::asText(data, size);
    const auto linesOf = [&](std::size_t step) {
        std::vector<std::string> lines;
        LineSplitter splitter(4096);
        for (std::size_t at = 0; at < text.size(); at += step) {
            if (!splitter.add(text.substr(at, step)))
                break;
            while (auto line = splitter.next())
                lines.push_back(std::move(*line));
        }
        return lines;
    };
    const auto bytewise = linesOf(1);
    const auto whole = linesOf(text.size() + 1);
    // A line that is too long ends both, but not at the same place.
    fuzz::expect(std::equal(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(std::min(whole.size(), bytewise.size())), bytewise.begin()));
    for (const std::string &line : bytewise)
        static_cast<void>(parseQmpMessage(line));
    return 0;
}

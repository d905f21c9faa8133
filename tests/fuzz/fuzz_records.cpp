// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/engine/store/record.h"

using namespace firkin;

/// What is read can be written, and is then read as the same.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto text = fuzz::asText(data, size);
    if (const auto record = store::parseContainerRecord(text, "fuzz")) {
        const std::string written = store::toJson(*record);
        const auto again = store::parseContainerRecord(written, "fuzz");
        fuzz::expect(again && store::toJson(*again) == written);
    }
    if (const auto record = store::parseMachineRecord(text, "fuzz")) {
        const std::string written = store::toJson(*record);
        const auto again = store::parseMachineRecord(written, "fuzz");
        fuzz::expect(again && store::toJson(*again) == written);
    }
    return 0;
}

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/engine/store/network_record.h"
#include "runtime/engine/store/record.h"

using namespace firkin;

namespace {

/// What is read can be written, and is then read as the same.
template <class Parse>
void readWriteRead(std::string_view text, const Parse &parse)
{
    const auto record = parse(text, "fuzz");
    if (!record)
        return;
    const std::string written = store::toJson(*record);
    const auto again = parse(written, "fuzz");
    fuzz::expect(again && store::toJson(*again) == written);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto text = fuzz::asText(data, size);
    readWriteRead(text, store::parseContainerRecord);
    readWriteRead(text, store::parseMachineRecord);
    readWriteRead(text, store::parsePodRecord);
    readWriteRead(text, store::parseNetworkRecord);
    return 0;
}

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/agent/guest/spec_normaliser.h"
#include "runtime/agent/guest/user_lookup.h"

#include <nlohmann/json.hpp>

using namespace firkin;

/// Whatever a host sends: what comes out is JSON, and can be sent again.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto text = fuzz::asText(data, size);
    static_cast<void>(guest::parsePasswd(text));
    static_cast<void>(guest::parseGroup(text));
    static_cast<void>(guest::resolveUser(text.substr(0, 40), text, text, {1, 2}));
    const auto spec = guest::parseSpec(text);
    if (!spec)
        return 0;
    const auto summary = guest::summarise(*spec, "c1");
    if (!summary)
        return 0;
    const auto container = guest::normaliseContainer(*spec, "c1", {1, 2, {3}, "/home"});
    fuzz::expect(guest::parseSpec(container.config).has_value());
    const auto process = nlohmann::json::parse(guest::normaliseProcess(*spec, {1, 2, {3}, "/home"}), nullptr, false);
    fuzz::expect(process.is_object());
    return 0;
}

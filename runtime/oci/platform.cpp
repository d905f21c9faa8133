// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/platform.h"

namespace firkin::oci {

Platform guestPlatform()
{
#if defined(__x86_64__)
    return {"linux", "amd64", ""};
#elif defined(__aarch64__)
    return {"linux", "arm64", "v8"};
#else
#error "name this architecture as Go does"
#endif
}

std::string platformText(const Platform &platform)
{
    std::string text = platform.os + "/" + platform.architecture;
    if (!platform.variant.empty())
        text += "/" + platform.variant;
    return text;
}

bool runsHere(const Platform &platform)
{
    // The variant tells revisions of one instruction set apart; on our two it is "v8" or nothing.
    const Platform here = guestPlatform();
    return platform.os == here.os && platform.architecture == here.architecture;
}

} // namespace firkin::oci

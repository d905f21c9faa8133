// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

/// The one place that knows architecture names.
namespace firkin::oci {

struct Platform {
    std::string os = "linux";
    std::string architecture; ///< Go's name: "amd64"
    std::string variant;
    friend bool operator==(const Platform &, const Platform &) = default;
};

/// What our machines run.
[[nodiscard]] Platform guestPlatform();
/// "linux/amd64", "linux/arm/v7"
[[nodiscard]] std::string platformText(const Platform &platform);
/// Whether our machines can run it.
[[nodiscard]] bool runsHere(const Platform &platform);

} // namespace firkin::oci

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/oci/reference.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::image {

/// What registries.conf says about names without a registry; the rest of that file is skopeo's own business.
struct ShortNames {
    std::vector<std::string> searchRegistries;
    std::map<std::string, std::string> aliases; ///< "alpine" → "docker.io/library/alpine"

    /// Takes over what another file says: its search list instead of ours, its aliases besides.
    void add(ShortNames later);
};

/// Of that TOML the two keys above; anything else in it is skipped. Pure.
[[nodiscard]] ShortNames parseRegistriesConf(std::string_view text);

/// From the files that containers-registries.conf(5) names, the system's first, then the user's.
[[nodiscard]] ShortNames loadShortNames();

/// The full name that is meant: the reference itself if it names a registry, else by alias, else by the search list if it
/// has one registry. Several are an error that lists them: which one is meant is not ours to guess. Pure.
[[nodiscard]] Result<oci::Reference> resolveForPull(std::string_view text, const ShortNames &names);

} // namespace firkin::image

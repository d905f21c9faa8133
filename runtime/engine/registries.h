// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::engine {

/// Logins to image registries, used by every pull and push. Every call blocks; any thread.
class Registries {
public:
    /// Where a password is kept: with the desktop's secret service, or where there is none in a file that only the user
    /// may read (which is to be said).
    enum class KeptIn : std::uint8_t { SecretService, File };

    virtual ~Registries() = default;
    /// "quay.io", sorted.
    virtual Result<std::vector<std::string>> list(std::stop_token stop) = 0;
    /// Asks the registry whether it is right.
    virtual Result<KeptIn> logIn(std::string_view registry, std::string_view user, std::string_view password, std::stop_token stop) = 0;
    virtual Status logOut(std::string_view registry, std::stop_token stop) = 0;
};

} // namespace firkin::engine

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/registries.h"

#include <filesystem>

namespace firkin::engine {

/// Logins in one file beside the settings; skopeo does the talking.
class RegistriesClient final : public Registries {
public:
    Result<std::vector<std::string>> list(std::stop_token stop) override;
    Result<KeptIn> logIn(std::string_view registry, std::string_view user, std::string_view password, std::stop_token stop) override;
    Status logOut(std::string_view registry, std::stop_token stop) override;
};

[[nodiscard]] std::filesystem::path registriesFile();

} // namespace firkin::engine

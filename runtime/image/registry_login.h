// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// Logins to registries, in a file of ours that has the form of containers-auth.json(5). skopeo checks them with the
/// registry and writes them down; where the desktop has a secret service, the password goes there and the file only says so.
namespace firkin::image {

enum class LoginPlace : std::uint8_t { SecretService, File };

[[nodiscard]] bool hasLogin(const std::filesystem::path &authFile, std::string_view registry);
/// "quay.io", sorted. Empty where there is no file.
[[nodiscard]] std::vector<std::string> registriesWithLogin(const std::filesystem::path &authFile);
/// Blocks until the registry has answered, and while another login or logout goes on. A failed one leaves the file as it was.
/// `registry`: "quay.io", "localhost:5000".
Result<LoginPlace> logIn(const std::filesystem::path &authFile,
                         std::string_view registry,
                         std::string_view user,
                         std::string_view password,
                         std::stop_token stop);
Status logOut(const std::filesystem::path &authFile, std::string_view registry, std::stop_token stop);

} // namespace firkin::image

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/process.h"
#include "runtime/base/result.h"
#include "runtime/oci/reference.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// How skopeo, which speaks with registries for us, is run, and what its words mean. Pure, but for reading files that are named.
namespace firkin::image {

/// What skopeo may use beside its own defaults.
struct SkopeoAccess {
    std::filesystem::path policyFile; ///< empty: the system's
    std::filesystem::path authFile;   ///< our logins (registry_login.h); used for the registries that it names
};

/// Between two looks at what a child has done so far.
constexpr std::chrono::milliseconds skopeoLookInterval{200};

/// Options that stand before the verb.
[[nodiscard]] std::vector<std::string> skopeoArguments(const SkopeoAccess &access);
/// `--authfile` where our file knows the registry: a login made with podman or skopeo itself stays good for the others.
void addCredentials(std::vector<std::string> &arguments, const SkopeoAccess &access, const oci::Reference &reference);
/// "docker://quay.io/me/app:1"
[[nodiscard]] std::string registryAddress(const oci::Reference &reference);
[[nodiscard]] ProcessSpec skopeo(const std::filesystem::path &program, std::vector<std::string> arguments);
/// What its words on standard error mean. Its exit code says nothing.
[[nodiscard]] Error skopeoError(Operation operation, std::string_view object, std::string_view said);

} // namespace firkin::image

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/user_lookup.h"
#include "runtime/base/result.h"

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

/// OCI specifications as hosts write them → as crun wants them. Pure; a table test has Apple's form among its rows.
namespace firkin::guest {

/// What the agent itself has to know of a specification.
struct SpecSummary {
    std::string rootPath;
    std::string hostname;
    std::string cgroupPath; ///< "/container/<id>" where the host names none
    std::string cwd = "/";
    std::string user; ///< for resolveUser: the name, else "uid:gid"
    std::vector<std::uint32_t> additionalGids;
    std::vector<std::string> additionalGroups; ///< by name: beyond the standard
    bool terminal = false;
};

/// Parses and looks through it. InvalidArgument for what is no object, has no process, no root, no arguments, a relative
/// folder, or is nested too deeply.
[[nodiscard]] Result<nlohmann::json> parseSpec(std::string_view text);
[[nodiscard]] Result<SpecSummary> summarise(const nlohmann::json &spec, std::string_view containerId);

/// The specification for `crun run`. What cannot be had in a namespace of the container, since it shares the machine's
/// network, is taken out and returned in `machineSysctls`.
struct NormalisedSpec {
    std::string config;
    std::map<std::string, std::string> machineSysctls;
};
[[nodiscard]] NormalisedSpec normaliseContainer(nlohmann::json spec, std::string_view containerId, const ResolvedUser &user);
/// The specification's process for `crun exec --process`.
[[nodiscard]] std::string normaliseProcess(nlohmann::json spec, const ResolvedUser &user);

/// Whether the kernel (up to 6.12) knows it: with "CAP_", in capitals. Others are dropped, crun would fail.
[[nodiscard]] bool isKnownCapability(std::string_view name);

} // namespace firkin::guest

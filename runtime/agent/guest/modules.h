// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firkin::guest {

/// The paths of a load-order file: one per line, dependencies first. Empty where there is none: a kernel with
/// everything built in.
[[nodiscard]] std::vector<std::string> modulesToLoad(const std::string &listPath);
/// Splits what the first call of the host needs from the rest, both in their order.
struct ModulePlan {
    std::vector<std::string> first;
    std::vector<std::string> rest;
};
[[nodiscard]] ModulePlan planModules(std::vector<std::string> paths);
/// Loads kernel modules in this order. What is missing or fails is logged and passed over: the machine may do
/// without. Blocks.
void loadModules(const std::vector<std::string> &paths);

} // namespace firkin::guest

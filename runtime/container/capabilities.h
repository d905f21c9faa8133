// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <set>
#include <string>
#include <string_view>

namespace firkin::container {

/// Linux capabilities by their kernel names ("CAP_CHOWN"). What a set does not name, the process has not.
struct Capabilities {
    std::set<std::string> bounding;
    std::set<std::string> effective;
    std::set<std::string> permitted;
    std::set<std::string> inheritable;
    std::set<std::string> ambient;

    /// The 14 that Docker and OCI give by default.
    static Capabilities ociDefault();
    static Capabilities none() { return {}; }
    static Capabilities all();
    /// These, in bounding, effective and permitted.
    static Capabilities of(std::set<std::string> names);
    /// As `--cap-add`, `--cap-drop`: into or out of bounding, effective and permitted.
    void add(const std::string &name);
    void drop(const std::string &name);
    friend bool operator==(const Capabilities &, const Capabilities &) = default;
};

/// "NET_ADMIN", "cap_net_admin" → "CAP_NET_ADMIN"; an error for what the kernel does not know.
[[nodiscard]] Result<std::string> parseCapability(std::string_view text);

} // namespace firkin::container

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/container/capabilities.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::container {

/// A profile as data; libseccomp's words.
struct SeccompRule {
    std::vector<std::string> names; ///< of system calls
    std::string action = "SCMP_ACT_ALLOW";
    std::optional<unsigned> errnoReturn;
};
struct SeccompProfile {
    std::string defaultAction = "SCMP_ACT_ERRNO";
    std::vector<std::string> architectures; ///< empty: the machine's own
    std::vector<SeccompRule> rules;
    [[nodiscard]] std::string toJson() const;
};

/// linux.seccomp of the OCI specification from a profile, which may be one already, or be in Docker's format: there rules
/// hold for some capabilities, architectures and kernels only ("includes", "excludes", "archMap"). What a capability
/// allows is allowed then, as in Docker: `--cap-add SYS_ADMIN` alone lets a container mount. Pure; BadSyntax.
[[nodiscard]] Result<std::string> resolveSeccomp(std::string_view profile, const Capabilities &capabilities);

} // namespace firkin::container

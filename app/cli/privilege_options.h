// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace firkin::cli {

/// The options of `run` and `create` about what a container may and what it stands on, as typed.
struct PrivilegeOptions {
    std::vector<std::string> volumes;
    std::vector<std::string> mounts;
    std::vector<std::string> tmpfs;
    std::vector<std::string> ulimits;
    std::vector<std::string> sysctls;
    std::vector<std::string> capAdd;
    std::vector<std::string> capDrop;
    std::vector<std::string> groups;
    std::vector<std::string> security;
    std::vector<std::string> dns;
    std::vector<std::string> dnsSearch;
    std::vector<std::string> dnsOptions;
    std::vector<std::string> hosts;
    bool privileged = false;
    bool readOnly = false;
    bool init = false;
    std::string shmSize;
    std::string pidsLimit;
    std::string rootfs;
    std::string diskFilesystem;
    std::string diskJournal;

    /// Adds them to a verb. The object has to live as long as the verb.
    void addTo(CLI::App &verb);
    /// Into the specification. Reads seccomp profiles, nothing else.
    Status apply(engine::ContainerSpec &spec) const;
};

/// "nofile=1024:2048", "core=0", "memlock=-1".
Result<engine::UlimitSpec> parseUlimit(std::string_view text);
/// "db:10.0.0.5", "db=10.0.0.5", "db:[fd00::5]".
Result<engine::HostSpec> parseAddHost(std::string_view text);

} // namespace firkin::cli

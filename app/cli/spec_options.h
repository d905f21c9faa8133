// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "app/cli/life_options.h"
#include "app/cli/privilege_options.h"
#include "app/cli/network_options.h"
#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace firkin::cli {

/// The options of `run` and `create`, as typed.
struct SpecOptions {
    std::string name;
    bool interactive = false;
    bool terminal = false;
    bool remove = false;
    std::vector<std::string> environment;
    std::vector<std::string> environmentFiles;
    std::string workingDirectory;
    std::string user;
    std::vector<std::string> publish;
    std::string cpus;
    std::string memory;
    std::string diskSize;
    std::optional<std::string> entrypoint;
    std::string hostname;
    NetworkOptions network;
    std::string stopSignal;
    std::string stopTimeout;
    std::vector<std::string> labels;
    PrivilegeOptions privileges;
    std::string pod;
    std::vector<std::string> podVolumes;
    LifeOptions life;
    std::string pull = "missing";
    std::vector<std::string> unsupported; ///< options of Docker's that mean something we do not do

    /// Adds them to a verb. The object has to live as long as the verb.
    void addTo(CLI::App &verb);
};

/// The specification that they mean; `rest` is the image, the command and its arguments. Reads environment files, nothing
/// else.
Result<engine::ContainerSpec> specFrom(const SpecOptions &options, const std::vector<std::string> &rest);

/// The image is in the store after this: pulled if it is missing (or always, or never, as the option says).
Status ensureImage(Context &context, const std::string &image, const std::string &policy);

} // namespace firkin::cli

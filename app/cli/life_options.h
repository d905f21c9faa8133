// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace firkin::cli {

/// The options about a container's life, as typed: when it is started again, how one sees that it is well.
struct LifeOptions {
    std::string restart;
    std::optional<std::string> healthCommand;
    std::string healthInterval;
    std::string healthTimeout;
    std::string healthStartPeriod;
    std::string healthRetries;
    bool noHealthCheck = false;
    std::string notes;

    void addTo(CLI::App &verb);
};

/// Puts what they mean into the specification.
Status applyTo(const LifeOptions &options, engine::ContainerSpec &spec);

/// "no", "on-failure[:N]", "always", "unless-stopped".
Result<engine::RestartPolicy> parseRestart(const std::string &text);

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/oci/digest.h"
#include "runtime/oci/platform.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::oci {

/// Docker's addition to the image configuration, honoured by the engine.
struct HealthCheck {
    std::vector<std::string> test; ///< {"CMD", …}, {"CMD-SHELL", text}, {"NONE"}
    std::chrono::nanoseconds interval{0};
    std::chrono::nanoseconds timeout{0};
    std::chrono::nanoseconds startPeriod{0};
    int retries = 0;
};

struct HistoryEntry {
    std::string createdBy;
    std::string comment;
    std::string created; ///< RFC 3339 as written
    bool emptyLayer = false;
};

/// What an image says about how to run it. Text is as the image has it: untrusted.
struct ImageConfig {
    Platform platform;
    std::optional<std::chrono::system_clock::time_point> created;
    std::vector<std::string> entrypoint;
    std::vector<std::string> command; ///< "Cmd"
    std::vector<std::string> environment;
    std::string user;
    std::string workingDirectory;
    std::string stopSignal;                  ///< "SIGTERM", "15", or empty
    std::vector<std::string> exposedPorts;   ///< "80/tcp", sorted
    std::vector<std::string> volumes;        ///< sorted paths
    std::map<std::string, std::string> labels;
    std::optional<HealthCheck> healthCheck;
    std::vector<Digest> diffIds; ///< of the unpacked layers, lowest first
    std::vector<HistoryEntry> history;
};

[[nodiscard]] Result<ImageConfig> parseImageConfig(std::string_view json);

/// The name of the stack of layers: the same for images that differ only in configuration.
[[nodiscard]] Digest chainId(const std::vector<Digest> &diffIds);

} // namespace firkin::oci

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "runtime/base/result.h"
#include "runtime/engine/engine.h"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace firkin::cli {

/// The options of `pod create`, as typed.
struct PodOptions {
    std::string name;
    std::string nameOption;
    std::string cpus;
    std::string memory;
    std::string diskSize;
    std::string network;
    std::string hostname;
    std::string share;
    std::vector<std::string> publish;
    std::vector<std::string> volumes;
    std::vector<std::string> nameservers;
    std::vector<std::string> hosts;
    std::vector<std::string> labels;

    /// Adds them to a verb. The object has to live as long as the verb.
    void addTo(CLI::App &verb);
};

Result<engine::PodSpec> podSpecFrom(const PodOptions &options);
/// "data", "cache:memory", "cache:memory=64m".
Result<engine::PodVolume> parsePodVolume(std::string_view text);
/// "data:/srv", "data:/srv:ro".
Result<engine::PodVolumeMount> parsePodVolumeMount(std::string_view text);

/// The pod that is meant. What cannot be done when there is none is the verb itself.
Result<engine::PodView> findPod(Context &context, engine::Engine &engine, std::string_view name, Operation operation);

/// "2 of 3 running"
[[nodiscard]] std::string membersText(const engine::PodView &pod, const std::vector<engine::ContainerView> &containers);

} // namespace firkin::cli

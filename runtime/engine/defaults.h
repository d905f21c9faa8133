// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/byte_size.h"
#include "runtime/base/result.h"
#include "runtime/container/capabilities.h"
#include "runtime/engine/types.h"

#include <chrono>
#include <string>
#include <vector>

/// What a container gets that nobody chose: Docker's, and this one table says it. (The library's own, for a program that
/// uses the builder, are in runtime/container.)
namespace firkin::engine {

struct Defaults {
    double cpus = 2;
    ByteSize memory = ByteSize::ofGiB(1);
    ByteSize diskSize = ByteSize::ofGiB(20);
    std::chrono::milliseconds stopGrace{10'000};
    int stopSignal = 15;
    std::string workingDirectory = "/";
    std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    container::Capabilities capabilities = container::Capabilities::ociDefault();
    std::vector<std::string> maskedPaths;
    std::vector<std::string> readOnlyPaths;
    /// What the machine has beyond its containers' memory: kernel, agent, page tables. Measured with the guest image of
    /// this version; `inspect` shows both figures.
    ByteSize machineOverhead = ByteSize::ofMiB(128);
};

[[nodiscard]] const Defaults &defaults();

/// linux.seccomp of a container as JSON text: resources/defaults/seccomp.json. Empty when that file is missing, which is
/// logged: the machine remains the boundary.
[[nodiscard]] std::string defaultSeccompProfile();

/// The machine for these limits.
[[nodiscard]] unsigned machineVcpus(double cpus);
[[nodiscard]] ByteSize machineMemory(ByteSize containers);

} // namespace firkin::engine

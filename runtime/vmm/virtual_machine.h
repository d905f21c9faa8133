// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/vmm/machine_config.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace firkin::vmm {

using VsockPort = std::uint32_t;

constexpr VsockPort agentPort = 1024;
/// Ports of the runtime's own streams; users' dial and listen refuse them and the agent's.
constexpr VsockPort firstReservedPort = 0x10000000;
constexpr VsockPort lastReservedPort = 0x20000000;
[[nodiscard]] constexpr bool isReserved(VsockPort port)
{
    return port == agentPort || (port >= firstReservedPort && port <= lastReservedPort);
}

/// Accepts the guest's connections to one host port. Unregistered by its destructor.
class VsockListener {
public:
    virtual ~VsockListener() = default;
    [[nodiscard]] virtual VsockPort port() const = 0;
    /// One connection, blocking descriptor.
    virtual Result<UniqueFd> accept(Deadline deadline, std::stop_token stop) = 0;
};

enum class MachineState : std::uint8_t { Created, Starting, Running, Paused, Stopping, Stopped };

enum class EndCause : std::uint8_t { PoweredOff, Killed, KernelPanic, MonitorDied };

/// Why a machine is no more; `detail` has the last lines of QEMU's log or of the console.
struct MachineEnd {
    EndCause cause = EndCause::PoweredOff;
    std::string detail;
};

/// What the machine takes from the host: QEMU and its helpers.
struct HostCost {
    std::uint64_t residentBytes = 0;
    std::chrono::microseconds cpuTime{0};
};

/// What only some backends can do; asked, not tried.
struct Capabilities {
    bool pause = false;
    bool hotplugDisk = false;
    bool hotplugVsock = false;
    bool snapshot = false;
    bool changePorts = false;
};

/// One running machine and its helper processes. `start` returns once the monitor runs; whether the guest is up
/// tells a dial of the agent. Any thread may call; no call holds a lock while it blocks. The destructor ends and reaps
/// every process and removes every socket.
class VirtualMachine {
public:
    virtual ~VirtualMachine() = default;

    [[nodiscard]] virtual const MachineConfig &config() const = 0;
    [[nodiscard]] virtual Accelerator accelerator() const = 0;
    [[nodiscard]] virtual Capabilities capabilities() const = 0;
    [[nodiscard]] virtual MachineState state() const = 0;

    /// One attempt. Unavailable while nothing listens in the guest; ask again. Non-blocking mode is the caller's choice.
    virtual Result<UniqueFd> dial(VsockPort port, Deadline deadline, std::stop_token stop) = 0;
    virtual Result<std::unique_ptr<VsockListener>> listen(VsockPort port) = 0;
    /// A host port of the reserved range that nobody uses now.
    virtual Result<std::unique_ptr<VsockListener>> listenOnFreePort() = 0;

    virtual Status pause() = 0;
    virtual Status resume() = 0;
    /// The port as it is bound: a chosen number in place of 0.
    virtual Result<PublishedPort> publish(const PublishedPort &port) = 0;
    virtual Status unpublish(const PublishedPort &port) = 0;
    /// The ports as they are bound now: chosen numbers in place of 0.
    [[nodiscard]] virtual std::vector<PublishedPort> publishedPorts() const = 0;

    /// Asks the monitor to quit, kills after `grace`; returns with everything reaped. Idempotent.
    virtual Status stop(std::chrono::milliseconds grace) = 0;
    /// Blocks until the machine has ended.
    virtual Result<MachineEnd> waitForEnd(Deadline deadline, std::stop_token stop) = 0;
    [[nodiscard]] virtual std::optional<MachineEnd> end() const = 0;
    /// Bytes that the console has printed: a sign of life during boot.
    [[nodiscard]] virtual std::uint64_t consoleBytes() const = 0;
    [[nodiscard]] virtual HostCost hostCost() const = 0;
};

/// Where machines come from: QEMU in the product, a fake in unit tests.
class MachineFactory {
public:
    virtual ~MachineFactory() = default;
    virtual Result<std::unique_ptr<VirtualMachine>>
    start(const MachineConfig &config, const ProgressFn &progress, std::stop_token stop) = 0;
};

} // namespace firkin::vmm

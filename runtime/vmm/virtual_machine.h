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
    bool hotplug = false; ///< disks, shares, network cards, and vsock
    bool snapshot = false;
    bool changePorts = false;
};

/// A network card that is plugged in. `line`: a stream socket to a virtual network, as passt and our switch speak it; none: the
/// line of the card of this name that was taken out.
struct NetworkCard {
    std::string name; ///< 1 to 15 of [A-Za-z0-9-]; the first card of the configuration is "net0"
    std::string macAddress;
    UniqueFd line;
};

/// What becomes of an unplugged card's line.
enum class NetworkLine : std::uint8_t { Dropped, Kept };

/// One running machine and its helper processes. `start` returns once the monitor runs; whether the guest is up
/// tells a dial of the agent. Any thread may call. Of changes of one kind (devices and saving; running or paused; ports) one
/// waits for the other, whatever its stop token says; nothing else waits for any of them. The destructor ends and reaps every
/// process and removes every socket.
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
    // Devices come and go while the guest runs; it takes part, so a paused or silent one fails by its deadline. What is plugged
    // is found in the guest as what it was started with: a disk by its serial, a share by its tag, a card by its address.
    virtual Status plugDisk(const Disk &disk, std::stop_token stop) = 0;
    virtual Status unplugDisk(const std::string &serial, std::stop_token stop) = 0;
    virtual Status plugShare(const Share &share, std::stop_token stop) = 0;
    virtual Status unplugShare(const std::string &tag, std::stop_token stop) = 0;
    virtual Status plugNetwork(NetworkCard card, std::stop_token stop) = 0;
    virtual Status unplugNetwork(const std::string &name, NetworkLine line, std::stop_token stop) = 0;
    /// Breaks every connection with the guest; its listening sockets answer again once vsock is back.
    virtual Status unplugVsock(std::stop_token stop) = 0;
    virtual Status plugVsock(std::stop_token stop) = 0;

    /// Writes the state of a paused machine without vsock, and with the devices that it was started with, to a new file. It
    /// stays paused, however this ends, and goes on with resume(). Disks are not in it.
    virtual Status saveState(const std::filesystem::path &file, const ProgressFn &progress, std::stop_token stop) = 0;

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

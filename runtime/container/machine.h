// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_client.h"
#include "runtime/base/progress.h"
#include "runtime/container/container.h"
#include "runtime/container/container_config.h"
#include "runtime/container/rootfs.h"
#include "runtime/vmm/virtual_machine.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::container {

struct OnMachine;

/// An interface of the guest, as texts: addresses in CIDR form, gateways bare; empty: none.
struct GuestInterface {
    std::string name = "eth0";
    std::string address;
    std::string gateway;
    std::string address6;
    std::string gateway6;
    std::optional<std::uint32_t> mtu = {};
};

/// One booted machine with its agent. Booting it and starting a container in it are apart: it may stand for a while,
/// have several containers, or none but be looked into. Owns the virtual machine and the agent's connection;
/// the destructor ends both, without mercy: call stop() first where data matters. Any thread; calls may overlap.
class Machine : public std::enable_shared_from_this<Machine> {
public:
    /// Where the boot spent its time; the same fields of StartupTiming.
    struct BootTiming {
        StartupTiming::Duration machineStart{};
        StartupTiming::Duration kernelBoot{};
        StartupTiming::Duration agentConnect{};
        StartupTiming::Duration guestSetup{};
    };

    /// Starts the machine; returns when its agent answers and the guest is set up (loopback, /tmp, terminals, PATH,
    /// clock). On failure or stop nothing is left behind.
    static Result<std::shared_ptr<Machine>>
    boot(vmm::MachineFactory &factory, const vmm::MachineConfig &config, const ProgressFn &progress, std::stop_token stop);
    /// The same for a virtual machine that somebody started.
    static Result<std::shared_ptr<Machine>> adopt(std::unique_ptr<vmm::VirtualMachine> machine, std::stop_token stop);
    /// What is to be different from the machine whose state was saved.
    struct Renewal {
        std::string macAddress; ///< empty: as it was; else its first card is replaced by one with this address
        std::vector<GuestInterface> interfaces; ///< the new card's
    };
    /// A machine from a saved state (`config.restoreFrom`), running; its agent answers, its clock is right. What runs in it is
    /// found by adopt(). On failure or stop nothing is left behind.
    static Result<std::shared_ptr<Machine>>
    restore(vmm::MachineFactory &factory, const vmm::MachineConfig &config, const Renewal &renewal, const ProgressFn &progress, std::stop_token stop);
    ~Machine();

    [[nodiscard]] vmm::VirtualMachine &vm() const;
    [[nodiscard]] agent::AgentClient &agent() const;
    [[nodiscard]] const Deadlines &deadlines() const;
    [[nodiscard]] const BootTiming &bootTiming() const;

    /// After a pause. Connections with the guest break, the streams of its processes go on at their offsets; its clock is set. On
    /// failure the machine may run all the same (see vm().state()), but out of reach.
    Status resume(std::stop_token stop);
    /// For a machine whose vsock is unplugged: the way to its agent, again; its clock is set. Tried more than once, and by
    /// nobody's stop token: without it the machine is lost.
    Status reconnect();
    Status configureNetwork(const std::vector<GuestInterface> &interfaces, std::stop_token stop);
    /// Mounts a container's root file system; nothing of it runs. On failure nothing stays mounted.
    Result<std::shared_ptr<MountedContainer>>
    createContainer(const ContainerId &id, const GuestRootfs &rootfs, std::stop_token stop);
    /// A container that is mounted and runs in a restored machine already, under the id that the guest knows.
    std::shared_ptr<MountedContainer> adopt(const ContainerId &id, const GuestRootfs &rootfs);
    /// The seed's way: a builder for a container on this machine.
    Result<ContainerBuilder<OnMachine, Init>> container(std::string_view id);

    /// Lives until the machine is gone: a temporary folder of its files.
    void keep(std::shared_ptr<void> attachment);

    /// Syncs, unmounts every container's file systems, and ends the machine. Idempotent. Processes that still run are
    /// killed. What the agent does not answer within its deadline does not keep the machine from ending.
    Status stop(std::stop_token stop);

private:
    Machine();
    static Result<std::shared_ptr<Machine>> connect(std::unique_ptr<vmm::VirtualMachine> machine, std::stop_token stop);
    struct State;
    std::unique_ptr<State> m_state;
    friend class MountedContainer;
};

/// Mounts a share that was plugged in where its binds look for it (shareMountPoint).
Status mountShare(agent::AgentClient &agent, const std::string &tag, std::stop_token stop);
/// How the guest names a disk of the machine: by serial where the agent can, else by the letter of its place.
Result<std::string> diskSource(Machine &machine, const std::string &serial);

/// A container's place in a machine: its root file system, mounted. start() makes it a running container; it can be
/// looked into without. Shared by the handles of the running container; unmounts when asked to, not when dropped.
class MountedContainer : public std::enable_shared_from_this<MountedContainer> {
public:
    MountedContainer(std::shared_ptr<Machine> machine, ContainerId id, GuestRootfs rootfs);
    ~MountedContainer();

    [[nodiscard]] const ContainerId &id() const;
    [[nodiscard]] Machine &machine() const;
    [[nodiscard]] std::shared_ptr<Machine> sharedMachine() const;
    /// In the machine: /run/container/<id>/rootfs, or the guest path.
    [[nodiscard]] const std::string &rootfsPath() const;
    [[nodiscard]] ContainerFiles files();
    [[nodiscard]] bool isMounted() const;

    /// Writes resolv.conf and hosts if configured, creates the process, starts it; returns once its program runs. A
    /// failed or stopped start leaves nothing behind, and unmounts; start() mounts again. `config.id` is this one's.
    Result<Container<Streams>> start(const ContainerConfig &config, const StdioConfig &stdio, std::stop_token stop);
    Result<Container<Pty>> start(const ContainerConfig &config, TerminalSize size, std::stop_token stop);

    /// The process that runs in it already, in a machine that was restored; nothing is asked of the guest yet.
    struct Running {
        int pid = 0;
        bool hasStdin = false;
        StreamOffsets taken;
    };
    Container<Streams> adoptStreams(const ContainerConfig &config, const Running &process);
    Container<Pty> adoptTerminal(const ContainerConfig &config, const Running &process, TerminalSize size);

    /// Unmounts and syncs: what was written is on the disk. The process must have ended. Idempotent.
    Status unmount(std::stop_token stop);
    /// Its process has ended: nobody is behind its sockets any more. Idempotent.
    void endRelays();

private:
    friend class Machine;
    Status mount(std::stop_token stop);
    void markMounted();
    std::shared_ptr<ContainerCore> adoptCore(const ContainerConfig &config, const Running &process, bool terminal);
    Result<std::shared_ptr<ContainerCore>>
    startCore(const ContainerConfig &config, const StdioConfig &stdio, std::optional<TerminalSize> terminal, std::stop_token stop);
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace firkin::container

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_client.h"
#include "runtime/base/unique_fd.h"
#include "runtime/container/container_files.h"
#include "runtime/container/exec_config.h"
#include "runtime/container/process.h"
#include "runtime/container/startup_timing.h"
#include "runtime/vmm/virtual_machine.h"

#include <chrono>
#include <memory>
#include <stop_token>
#include <string_view>

namespace firkin::container {

class ContainerCore;
class Machine;
class MountedContainer;
struct ImplicitMachine;
struct Init;
template <class Where, class State>
class ContainerBuilder;

using agent::ContainerStatistics;
using agent::StatCategory;

struct StopOptions {
    Signal signal = sigTerm;
    std::chrono::milliseconds grace = std::chrono::seconds(10);
};

/// What containers with streams and with a terminal have in common: a running container. Calls block, take a stop token
/// and may overlap on one object: no lock is held across one, so that everything works while somebody waits.
/// Dropping it sends nothing. On a machine of its own the machine ends with wait(), or with the last handle.
class ContainerBase {
public:
    [[nodiscard]] const ContainerId &id() const;
    [[nodiscard]] int pid() const; ///< in the machine
    /// How far those who took its outputs have got.
    [[nodiscard]] StreamOffsets taken() const;
    [[nodiscard]] const StartupTiming &startupTiming() const;
    [[nodiscard]] Machine &machine() const;
    [[nodiscard]] std::shared_ptr<MountedContainer> mounted() const;

    /// Until the first process has ended; cached; any number of waiters. On a machine of its own, then also: what was
    /// written is synced, the file systems are unmounted, the machine is stopped.
    Result<ExitStatus> wait(std::stop_token stop, Deadline deadline = {});
    Status kill(Signal signal, std::stop_token stop); ///< nothing happens once it has ended
    /// Signals, waits up to the grace, kills; returns as soon as the process has ended, cleaned up as by wait().
    Result<ExitStatus> stop(const StopOptions &options, std::stop_token stop);
    /// Every process of the machine stands still. All containers of it.
    Status pause();
    Status resume(std::stop_token stop); ///< see Machine::resume

    /// Users' ports only: ReservedPort for the agent's and the runtime's. listen: the guest's connections to a host port.
    Result<std::unique_ptr<vmm::VsockListener>> listenVsock(std::uint32_t port);
    Result<UniqueFd> dialVsock(std::uint32_t port, Deadline deadline, std::stop_token stop);
    Result<ContainerStatistics> statistics(StatCategory categories, std::stop_token stop);
    /// Samples pushed by the agent, on the watch's thread, until it is destroyed.
    std::unique_ptr<agent::StatisticsWatch> watchStatistics(StatCategory categories,
                                                            std::chrono::milliseconds interval,
                                                            std::function<void(const agent::StatisticsSample &)> onSample,
                                                            std::function<void(const Error &)> onLost);
    [[nodiscard]] ContainerFiles files() const;
    Status copyIn(const std::filesystem::path &source, std::string_view target, std::stop_token stop);
    Status copyOut(std::string_view source, const std::filesystem::path &target, std::stop_token stop);

    template <ContainerStdio E>
    Result<Process<E>> exec(std::string_view processId, const ExecConfig<E> &config, std::stop_token stop);
    /// A busybox shell of the agent's own in the container's namespaces, for images that have none.
    Result<Process<Pty>> debugShell(std::string_view processId, TerminalSize size, std::stop_token stop);
    /// Who is in the foreground of the first process' terminal.
    Result<agent::Foreground> foreground(std::stop_token stop);

    /// Internal: the machine was made for this container and ends with it.
    void ownMachine();

protected:
    explicit ContainerBase(std::shared_ptr<ContainerCore> core);
    std::shared_ptr<ContainerCore> m_core;
};

template <>
Result<Process<Streams>> ContainerBase::exec(std::string_view, const ExecConfig<Streams> &, std::stop_token);
template <>
Result<Process<Pty>> ContainerBase::exec(std::string_view, const ExecConfig<Pty> &, std::stop_token);

template <ContainerStdio S>
class Container;

/// A container whose first process has three streams.
template <>
class Container<Streams> : public ContainerBase {
public:
    explicit Container(std::shared_ptr<ContainerCore> core) : ContainerBase(std::move(core)) {}
    /// For a machine of its own. A bad id is an error here, before anything is booted.
    static Result<ContainerBuilder<ImplicitMachine, Init>> builder(std::string_view id);

    /// Each once, and only of what is Piped; else null.
    std::unique_ptr<InputStream> takeStdin();
    std::unique_ptr<OutputStream> takeStdout();
    std::unique_ptr<OutputStream> takeStderr();
    /// Waits and collects what is piped and was not taken. More than `limit` bytes of one stream are an error, and the
    /// process is killed.
    Result<Output> waitWithOutput(std::stop_token stop, std::size_t limit = Process<Streams>::defaultOutputLimit) &&;
};

/// A container whose first process has a terminal.
template <>
class Container<Pty> : public ContainerBase {
public:
    Container(std::shared_ptr<ContainerCore> core, Pty pty);
    [[nodiscard]] Pty &pty() { return m_pty; }
    [[nodiscard]] Pty takePty() { return std::move(m_pty); }
    Result<Output> waitWithOutput(std::stop_token stop, std::size_t limit = Process<Streams>::defaultOutputLimit) &&;

private:
    Pty m_pty;
};

} // namespace firkin::container

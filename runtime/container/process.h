// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/base/deadline.h"
#include "runtime/base/ids.h"
#include "runtime/container/exit_status.h"
#include "runtime/container/pty.h"
#include "runtime/container/stdio.h"

#include <memory>
#include <optional>
#include <stop_token>

namespace firkin::container {

class ProcessCore;

/// Sends signals to one process; copyable, outlives its Process.
class KillHandle {
public:
    explicit KillHandle(std::shared_ptr<ProcessCore> core);
    Status kill(Signal signal, std::stop_token stop) const; ///< nothing happens once it has ended

private:
    std::shared_ptr<ProcessCore> m_core;
};

/// What processes with streams and with a terminal have in common. Calls block and may overlap: no lock is held across
/// one. Dropping it leaves the process running.
class ProcessBase {
public:
    [[nodiscard]] const ProcessId &id() const;
    [[nodiscard]] int pid() const; ///< in the machine
    /// Cached; any number of waiters. With Inherit it returns after the last byte is through.
    Result<ExitStatus> wait(std::stop_token stop, Deadline deadline = {});
    Status kill(Signal signal, std::stop_token stop);
    [[nodiscard]] KillHandle killHandle() const;
    /// Unsupported by agents that are not ours.
    Result<agent::Foreground> foreground(std::stop_token stop);

protected:
    explicit ProcessBase(std::shared_ptr<ProcessCore> core);
    std::shared_ptr<ProcessCore> m_core;

private:
    ProcessId m_id;
};

template <ContainerStdio S>
class Process;

/// A process executed in a running container.
template <>
class Process<Streams> : public ProcessBase {
public:
    explicit Process(std::shared_ptr<ProcessCore> core) : ProcessBase(std::move(core)) {}
    /// Each once, and only of what is Piped; else null.
    std::unique_ptr<InputStream> takeStdin();
    std::unique_ptr<OutputStream> takeStdout();
    std::unique_ptr<OutputStream> takeStderr();
    /// Waits and collects what is piped and was not taken. More than `limit` bytes of one stream are an error, and the
    /// process is killed.
    Result<Output> waitWithOutput(std::stop_token stop, std::size_t limit = defaultOutputLimit) &&;
    static constexpr std::size_t defaultOutputLimit = std::size_t{1} << 30;
};

template <>
class Process<Pty> : public ProcessBase {
public:
    Process(std::shared_ptr<ProcessCore> core, Pty pty);
    [[nodiscard]] Pty &pty() { return m_pty; }
    [[nodiscard]] Pty takePty() { return std::move(m_pty); }
    Result<Output> waitWithOutput(std::stop_token stop, std::size_t limit = Process<Streams>::defaultOutputLimit) &&;

private:
    Pty m_pty;
};

/// Internal: all that a terminal shows, and how its process ended.
Result<Output> collectTerminal(ProcessCore &core, Pty &pty, std::size_t limit, std::stop_token stop);

} // namespace firkin::container

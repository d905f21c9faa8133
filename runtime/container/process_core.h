// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/agent/client/stdio_port.h"
#include "runtime/base/deadline.h"
#include "runtime/container/container_config.h"
#include "runtime/container/exit_status.h"
#include "runtime/container/startup_timing.h"
#include "runtime/container/stdio.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace firkin::container {

class Machine;

/// Internal: one process in the machine, a container's first or one executed later, behind all of its handles.
/// Owns its streams until they are taken, and the threads that relay inherited ones. Any thread; no call holds the lock
/// while it blocks.
class ProcessCore : public std::enable_shared_from_this<ProcessCore> {
public:
    struct Request {
        agent::ProcessKey key;
        std::string specJson;
        StdioConfig stdio;
        std::optional<TerminalSize> terminal; ///< then stdin and stdout are its two directions
        bool debugShell = false;              ///< the agent's own shell; specJson is not used
    };
    /// Listens, creates, takes the connections, starts. A failure or stop at any step leaves nothing behind, of the
    /// container's first process not even the container (deleting it is the mount's business, see MountedContainer).
    static Result<std::shared_ptr<ProcessCore>>
    start(std::shared_ptr<Machine> machine, const Request &request, StartupTiming &timing, std::stop_token stop);
    /// A process that runs already, started by another host: in a machine that was restored.
    struct Adoption {
        agent::ProcessKey key;
        int pid = 0;
        bool hasStdin = false;
        bool hasStdout = true;
        bool hasStderr = true; ///< a terminal has none
        StreamOffsets taken;
    };
    static std::shared_ptr<ProcessCore> adopt(std::shared_ptr<Machine> machine, const Adoption &process);
    ~ProcessCore();
    /// How far those who took its outputs have got.
    [[nodiscard]] StreamOffsets taken() const { return {m_takenBytes[0], m_takenBytes[1]}; }

    [[nodiscard]] const agent::ProcessKey &key() const { return m_key; }
    [[nodiscard]] bool isInit() const { return m_key.processId == m_key.containerId; }
    [[nodiscard]] int pid() const { return m_pid; }
    [[nodiscard]] Machine &machine() const { return *m_machine; }

    Result<ExitStatus> wait(Deadline deadline, std::stop_token stop);
    [[nodiscard]] std::optional<ExitStatus> exitStatus() const;
    Status kill(Signal signal, std::stop_token stop);
    Status resize(TerminalSize size, std::stop_token stop);
    Result<agent::Foreground> foreground(std::stop_token stop);

    std::unique_ptr<InputStream> takeStdin();
    std::unique_ptr<OutputStream> takeStdout();
    std::unique_ptr<OutputStream> takeStderr();
    /// Waits and reads what was not taken.
    Result<Output> waitWithOutput(std::size_t limit, std::stop_token stop);
    /// After the end of the process: until what was taken has been read to its end or dropped, as long as it moves.
    void waitForReaders(std::stop_token stop);

private:
    class TakenOutput;
    class TakenInput;

    ProcessCore(std::shared_ptr<Machine> machine, agent::ProcessKey key);
    struct Ports;
    Result<Ports> listen(const Request &request);
    Status create(const Request &request, const Ports &ports, std::stop_token stop);
    Status accept(const Request &request, Ports &ports, std::stop_token stop);
    void relayInherited(const StdioConfig &stdio);
    void discard(std::unique_ptr<OutputStream> stream);
    void readerMoved();
    void readerDone();
    /// An executed process is forgotten by the agent once it has ended and its output is read.
    void deleteIfDone();
    [[nodiscard]] bool resumable() const;

    const std::shared_ptr<Machine> m_machine; // first: everything below uses it
    const agent::ProcessKey m_key;
    int m_pid = 0;
    std::array<std::atomic<std::uint64_t>, 2> m_takenBytes{}; ///< of stdout and stderr
    std::shared_ptr<InputStream> m_stdin; ///< kept when taken: what was written goes on arriving

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::unique_ptr<OutputStream> m_stdout; ///< guarded
    std::unique_ptr<OutputStream> m_stderr; ///< guarded
    bool m_stdinTaken = false;              ///< guarded
    std::optional<ExitStatus> m_exit;       ///< guarded
    std::optional<Signal> m_sent;           ///< guarded: the last signal from here
    int m_readers = 0;                      ///< guarded: outputs taken and neither at their end nor dropped
    std::uint64_t m_readerMoves = 0;        ///< guarded
    int m_relays = 0;                       ///< guarded: inherited outputs that still run
    bool m_started = false;                 ///< guarded
    bool m_deleted = false;                 ///< guarded

    std::vector<std::jthread> m_relayThreads; // last: they use the rest
};

/// Extra groups by name are a matter of our own agent: UnsupportedHere for another. A foreign one would pass over them.
[[nodiscard]] Status checkGroupNames(Machine &machine, const ProcessConfig &process);

} // namespace firkin::container

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/crun.h"
#include "runtime/agent/guest/process_io.h"
#include "runtime/agent/guest/reaper.h"
#include "runtime/base/result.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace firkin::guest {

/// How a process ended, in full.
struct ProcessOutcome {
    ProcessEnding ending;
    bool oomKilled = false;
};

/// One process of a container: its init, or one that was executed into it. Any thread may call; nothing blocks but start()
/// and wait(), and those hold no lock meanwhile.
///
///   Created → Starting → Running → Ended (status known, output being delivered) → Done (waiters answered)
///             Starting → Failed (never ran; says so to waiters)
///   any → Deleted (waiters are told)
class GuestProcess : public std::enable_shared_from_this<GuestProcess> {
public:
    /// Starts the program and arranges for the callback at its end.
    using Launcher = std::function<Result<Started>(const ProcessIo &io, Reaper::Callback onEnd)>;
    /// Whether a process that was killed was so for lack of memory; asked once, after its end.
    using OomProbe = std::function<bool()>;

    GuestProcess(std::string id, std::shared_ptr<ProcessIo> io);
    ~GuestProcess();

    [[nodiscard]] const std::string &id() const { return m_id; }
    Result<pid_t> start(const Launcher &launch, OomProbe oomProbe);
    /// Nothing to do after its end; an error before its start. Waits for a start that is under way.
    Status signal(int number);
    Status resize(unsigned rows, unsigned columns);
    void closeInput() { m_io->closeInput(); }
    Result<std::uint64_t> attach(StdStream stream, UniqueFd connection, std::uint64_t offset);
    /// Blocks until its end, also before its start. `stopped` is asked now and then.
    Result<ProcessOutcome> wait(const std::function<bool()> &stopped);
    /// Wakes the waiters, closes the streams. Does not kill.
    void forget();

    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool hasEnded() const; ///< or never ran
    [[nodiscard]] bool wasStarted() const;
    [[nodiscard]] std::optional<pid_t> pid() const; ///< while it runs
    /// The foreground process group of its terminal, if it has one.
    [[nodiscard]] Result<pid_t> foregroundGroup() const;

private:
    enum class State { Created, Starting, Running, Ended, Done, Failed, Deleted };
    void onEnd(const ProcessEnding &ending);
    void setState(State state);

    const std::string m_id;
    const std::shared_ptr<ProcessIo> m_io;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    State m_state = State::Created;
    pid_t m_pid = -1;
    UniqueFd m_pidFd;
    ProcessOutcome m_outcome;
    OomProbe m_oomProbe;
};

} // namespace firkin::guest

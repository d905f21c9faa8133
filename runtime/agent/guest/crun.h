// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/process_io.h"
#include "runtime/agent/guest/reaper.h"
#include "runtime/agent/guest/sealed_program.h"
#include "runtime/base/result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::guest {

class Environment;

/// A process that crun has started: it runs, or has ended already.
struct Started {
    pid_t pid = -1;
    UniqueFd pidFd;  ///< none when it was reaped before
    UniqueFd master; ///< of a terminal
};

/// Runs crun, one program per call, and tells what it started. Any thread; blocks for as long as crun takes
/// (0.2 s under emulation). `onEnd` is called on the reaper's thread when the process ends, perhaps before these return.
class Crun {
public:
    Crun(Reaper &reaper, const Environment &environment, std::string program = "/usr/bin/crun");

    /// `stopped` is asked now and then: true kills crun and fails the call.
    using Stopped = std::function<bool()>;
    /// Creates and starts the container whose config.json lies in `bundle`.
    Result<Started> run(const std::string &bundle, const std::string &id, const ProcessIo &io, const Stopped &stopped,
                        Reaper::Callback onEnd);
    /// Starts a process in a running container. `folder` is for crun's files.
    Result<Started> exec(const std::string &folder, const std::string &id, const std::string &processFile,
                         const ProcessIo &io, const Stopped &stopped, Reaper::Callback onEnd);
    /// Forgets a container, killing what is left. What crun does not know is fine.
    Status remove(const std::string &id);
    [[nodiscard]] Reaper &reaper() const { return m_reaper; }

private:
    Result<Started> start(const std::string &folder, std::vector<std::string> arguments, const std::string &last,
                          const ProcessIo &io, const Stopped &stopped, Reaper::Callback onEnd);

    Reaper &m_reaper;
    const Environment &m_environment;
    const SealedProgram m_program;
};

/// crun's log → what went wrong: ExecutableNotFound with the text that hosts look for, ExecutableNotRunnable, or its last
/// line. Pure.
[[nodiscard]] Error crunError(std::string_view log, std::string_view object);

} // namespace firkin::guest

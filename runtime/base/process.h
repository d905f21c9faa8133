// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/confinement.h"
#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace firkin {

/// What to run: pure data, so that tests compare argument lists. No shell is ever involved.
struct ProcessSpec {
    std::filesystem::path program;
    std::vector<std::string> arguments;            ///< without argv[0]
    std::vector<std::string> environment;          ///< "K=V"; empty: the caller's own
    std::filesystem::path workingDirectory;        ///< empty: the caller's own
    std::vector<std::pair<int, int>> inheritedFds; ///< {our descriptor, its number in the child}
    std::filesystem::path outputLog;               ///< stdout and stderr appended there; empty: captured tail
    std::optional<Confinement> confinement;        ///< none: all that its user may
    bool newSession = true;                        ///< away from the caller's terminal and Ctrl+C
    bool dieWithParent = true;                     ///< PR_SET_PDEATHSIG: spawn from a thread that lives as long

    [[nodiscard]] std::string toString() const; ///< for logs: quoted, never to be executed
};

/// How a child ended.
struct ProcessEnd {
    int exitCode = 0; ///< 128 + signal when killed
    int signal = 0;
    [[nodiscard]] bool success() const { return exitCode == 0; }
};

/// One child process: always reaped; its destructor kills (SIGTERM, grace, SIGKILL) what still runs.
/// Any thread may call; calls on one object may overlap.
class Process {
public:
    static Result<std::unique_ptr<Process>> start(const ProcessSpec &spec);
    Process(const Process &) = delete;
    Process &operator=(const Process &) = delete;
    ~Process();

    [[nodiscard]] pid_t pid() const;
    /// A pidfd: readable once the process has ended; for poll().
    [[nodiscard]] int pidFd() const;
    [[nodiscard]] std::optional<ProcessEnd> ended();
    Result<ProcessEnd> wait(Deadline deadline, std::stop_token stop);
    void signal(int number);
    /// SIGTERM, up to `grace`, SIGKILL; reaped at return.
    ProcessEnd terminate(std::chrono::milliseconds grace);
    /// The last 8 KiB the child wrote to stderr (or to its log), for an error's detail.
    [[nodiscard]] std::string errorTail() const;

private:
    friend Result<struct ProcessOutput> run(const ProcessSpec &, Deadline, std::stop_token, std::size_t, const std::function<Status(int)> &);
    struct State;
    static Result<std::unique_ptr<Process>> startPiped(const ProcessSpec &spec, int input, int output);
    explicit Process(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Runs to the end. The whole standard output is collected up to `outputLimit` bytes (more is an error).
/// `feed`, if given, writes the child's standard input on a thread of its own and returns when done.
struct ProcessOutput {
    ProcessEnd end;
    std::string output;
    std::string errorTail;
};
Result<ProcessOutput> run(const ProcessSpec &spec,
                          Deadline deadline,
                          std::stop_token stop,
                          std::size_t outputLimit = std::size_t{16} << 20,
                          const std::function<Status(int stdinFd)> &feed = {});

} // namespace firkin

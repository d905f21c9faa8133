// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/crun.h"

#include "runtime/agent/guest/console_socket.h"
#include "runtime/agent/guest/environment.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/spawn.h"
#include "runtime/base/stop_fd.h"

#include <cerrno>
#include <csignal>
#include <optional>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

/// How often a running crun is checked for a host that has given up.
constexpr int checkMilliseconds = 500;

/// The end of one crun, to poll() for.
struct Ending {
    WakeFd wake;
    ProcessEnding ending;
};

UniqueFd openPidFd(pid_t pid)
{
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

} // namespace

Crun::Crun(Reaper &reaper, const Environment &environment, std::string program)
    : m_reaper(reaper), m_environment(environment), m_program(std::move(program))
{
}

Result<Started> Crun::run(const std::string &bundle, const std::string &id, const ProcessIo &io, const Stopped &stopped,
                          Reaper::Callback onEnd)
{
    return start(bundle, {"run", "--detach", "--bundle", bundle}, id, io, stopped, std::move(onEnd));
}

Result<Started> Crun::exec(const std::string &folder, const std::string &id, const std::string &processFile,
                           const ProcessIo &io, const Stopped &stopped, Reaper::Callback onEnd)
{
    return start(folder, {"exec", "--detach", "--process", processFile}, id, io, stopped, std::move(onEnd));
}

Result<Started> Crun::start(const std::string &folder, std::vector<std::string> arguments, const std::string &last,
                            const ProcessIo &io, const Stopped &stopped, Reaper::Callback onEnd)
{
    const std::string log = folder + "/crun.log", pidFile = folder + "/pid";
    ::unlink(log.c_str());
    ::unlink(pidFile.c_str());
    SpawnSpec spec;
    spec.program = m_program.path();
    // The log apart: standard error is the container's.
    spec.arguments = {"crun", "--cgroup-manager=cgroupfs", "--log=" + log, "--log-format=text"};
    spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
    spec.arguments.push_back("--pid-file=" + pidFile);
    std::optional<ConsoleSocket> console;
    if (io.isTerminal()) {
        FIRKIN_ASSIGN(ConsoleSocket listening, ConsoleSocket::listen());
        console.emplace(std::move(listening));
        spec.arguments.push_back("--console-socket=" + console->path());
    } else {
        const auto ends = io.childEnds();
        spec.standardInput = ends.input;
        spec.standardOutput = ends.output;
        spec.standardError = ends.error;
    }
    spec.arguments.push_back(last);
    spec.environment = m_environment.entries();

    const Reaper::Hold hold(m_reaper);
    FIRKIN_ASSIGN(const pid_t crun, spawn(spec));
    const auto ended = std::make_shared<Ending>();
    m_reaper.watch(crun, [ended](const ProcessEnding &ending) {
        ended->ending = ending;
        ended->wake.wake();
    });

    Started started;
    std::optional<Error> consoleProblem;
    bool killed = false;
    pollfd fds[] = {{.fd = ended->wake.fd(), .events = POLLIN, .revents = 0},
                    {.fd = console ? console->fd() : -1, .events = POLLIN, .revents = 0}};
    while (!fds[0].revents) {
        if (::poll(fds, 2, checkMilliseconds) == 0 && !killed && stopped && stopped()) {
            ::kill(crun, SIGKILL);
            killed = true;
        }
        if (!fds[0].revents && fds[1].revents) {
            auto master = console->receiveMaster();
            if (master)
                started.master = std::move(*master);
            else
                consoleProblem = std::move(master).error();
            fds[1].fd = -1;
        }
    }
    if (killed)
        return fail(cancelled(Operation::StartProcess, last));
    if (ended->ending.status != 0)
        return fail(crunError(readKernelFile(log).value_or(""), last));
    if (consoleProblem)
        return fail(std::move(*consoleProblem));
    const auto pid = parseNumber(readKernelFile(pidFile).value_or(""));
    if (!pid || *pid == 0)
        return fail(Operation::StartProcess, last, Reason::Bug, "crun told no pid");
    started.pid = static_cast<pid_t>(*pid);
    started.pidFd = openPidFd(started.pid);
    m_reaper.watch(started.pid, std::move(onEnd));
    return started;
}

Status Crun::remove(const std::string &id)
{
    SpawnSpec spec;
    spec.program = m_program.path();
    spec.arguments = {"crun", "--cgroup-manager=cgroupfs", "--log=/dev/null", "delete", "--force", id};
    spec.environment = m_environment.entries();
    const Reaper::Hold hold(m_reaper);
    FIRKIN_ASSIGN(const pid_t crun, spawn(spec));
    static_cast<void>(m_reaper.wait(crun));
    return {};
}

Error crunError(std::string_view log, std::string_view object)
{
    while (log.ends_with('\n'))
        log.remove_suffix(1);
    std::string_view line = log.substr(log.rfind('\n') == std::string_view::npos ? 0 : log.rfind('\n') + 1);
    // "2026-01-01T00:00:00.000000Z: message"
    if (const std::size_t stamp = line.find("Z: "); stamp != std::string_view::npos && stamp < 40)
        line.remove_prefix(stamp + 3);
    const auto quoted = [&]() -> std::string {
        const std::size_t begin = line.find('`'), end = line.find_first_of("`'", begin + 1);
        return begin == std::string_view::npos || end == std::string_view::npos ? std::string() : std::string(line.substr(begin + 1, end - begin - 1));
    };
    if (line.contains("executable file") && line.contains("not found"))
        return makeError(Operation::StartProcess, object, Reason::ExecutableNotFound, "failed to find target executable " + quoted());
    if (line.contains("exec") && line.contains("No such file or directory"))
        return makeError(Operation::StartProcess, object, Reason::ExecutableNotFound,
                         "failed to find target executable " + quoted() + " (" + std::string(line) + ")");
    if (line.contains("exec") && (line.contains("Permission denied") || line.contains("Exec format error")))
        return makeError(Operation::StartProcess, object, Reason::ExecutableNotRunnable, line);
    return makeError(Operation::StartProcess, object, Reason::Unspecified, line.empty() ? "crun failed and said nothing" : line);
}

} // namespace firkin::guest

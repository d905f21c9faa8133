// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/debug_shell.h"

#include "runtime/agent/guest/cgroup.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/spawn.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

constexpr const char *busybox = "/bin/busybox";

std::unexpected<Error> bad(std::string_view call)
{
    return fail(systemError(Operation::OpenSession, {}, errno, call));
}

struct Terminal {
    UniqueFd master, slave;
};

Result<Terminal> openTerminal(std::string_view size)
{
    Terminal out;
    out.master.reset(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!out.master || ::unlockpt(out.master.get()) != 0)
        return bad("terminal");
    out.slave.reset(::ioctl(out.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!out.slave)
        return bad("terminal");
    unsigned rows = 0, columns = 0;
    if (std::sscanf(std::string(size).c_str(), "%u %u", &rows, &columns) == 2 && rows > 0 && columns > 0) {
        winsize window{};
        window.ws_row = static_cast<unsigned short>(rows);
        window.ws_col = static_cast<unsigned short>(columns);
        ::ioctl(out.master.get(), TIOCSWINSZ, &window);
    }
    return out;
}

} // namespace

Result<Started> startDebugShell(Reaper &reaper, pid_t init, std::string_view size, Reaper::Callback onEnd)
{
    FIRKIN_ASSIGN(Terminal terminal, openTerminal(size));
    SpawnSpec spec;
    spec.program = "/proc/self/exe";
    spec.arguments = {"firkin-agent", "debug-shell", std::to_string(init)};
    spec.environment = {"TERM=xterm-256color", "HOME=/", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
    spec.standardInput = spec.standardOutput = spec.standardError = terminal.slave.get();
    spec.newSession = true;
    const Reaper::Hold hold(reaper);
    FIRKIN_ASSIGN(const pid_t pid, spawn(spec));
    Started started;
    started.pid = pid;
    started.pidFd = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    started.master = std::move(terminal.master);
    reaper.watch(pid, std::move(onEnd));
    return started;
}

int debugShellMain(int argc, char **argv)
{
    const auto die = [](const char *what) {
        std::fprintf(stderr, "%s: %s\r\n", what, std::strerror(errno));
        return 126;
    };
    if (argc != 2)
        return 2;
    // Counted and limited with the container.
    if (const auto cgroup = readKernelFile(std::string("/proc/") + argv[1] + "/cgroup"); cgroup && cgroup->starts_with("0::/")) {
        const std::string path = cgroup->substr(3, cgroup->find('\n') - 3);
        static_cast<void>(writeKernelFile(cgroupFolder(path) + "/cgroup.procs", "0"));
    }
    const int program = ::open(busybox, O_RDONLY | O_CLOEXEC);
    if (program < 0)
        return die(busybox);
    const int init = static_cast<int>(::syscall(SYS_pidfd_open, std::atoi(argv[1]), 0));
    if (init < 0)
        return die("the container");
    if (::setns(init, CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWCGROUP) != 0)
        return die("the container's namespaces");
    // Only a child is in the PID namespace. This process stays: its end is the shell's.
    const pid_t child = ::fork();
    if (child < 0)
        return die("fork");
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // whoever kills the process that the host knows, means the shell
        ::setsid();
        ::ioctl(STDIN_FILENO, TIOCSCTTY, 1);
        if (::chdir("/") != 0)
            ::_exit(die("/"));
        char name[] = "sh", interactive[] = "-i";
        char *arguments[] = {name, interactive, nullptr};
        ::fexecve(program, arguments, environ);
        ::_exit(die(busybox));
    }
    ::close(STDIN_FILENO);
    ::close(STDOUT_FILENO);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/container_init.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <spawn.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

/// Faults of its own are not for the child.
bool isForwarded(int signal)
{
    switch (signal) {
    case SIGCHLD:
    case SIGFPE:
    case SIGILL:
    case SIGSEGV:
    case SIGBUS:
    case SIGABRT:
    case SIGTRAP:
    case SIGSYS: return false;
    default: return true;
    }
}

/// In a process group of its own, which gets the terminal if there is one.
int startCommand(char **command, pid_t &child)
{
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    const int problem = posix_spawnp(&child, command[0], nullptr, &attributes, command, environ);
    posix_spawnattr_destroy(&attributes);
    if (problem == 0)
        ::tcsetpgrp(STDIN_FILENO, child);
    return problem;
}

} // namespace

int containerInitMain(int argc, char **argv)
{
    bool toGroup = false;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; ++at) {
        const std::string_view option = argv[at];
        if (option == "--") {
            ++at;
            break;
        }
        if (option == "-p" || option == "--process-group")
            toGroup = true;
    }
    if (at >= argc)
        return 127;
    if (::getpid() != 1)
        ::prctl(PR_SET_CHILD_SUBREAPER, 1);
    sigset_t all;
    sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);

    pid_t child = -1;
    if (const int problem = startCommand(argv + at, child)) {
        std::fprintf(stderr, "failed to find target executable %s: %s\n", argv[at], std::strerror(problem));
        return problem == ENOENT ? 127 : 126;
    }
    for (;;) {
        int status = 0;
        pid_t ended = 0;
        while ((ended = ::waitpid(-1, &status, WNOHANG)) > 0) {
            if (ended == child)
                return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        }
        int signal = 0;
        if (::sigwait(&all, &signal) == 0 && isForwarded(signal))
            ::kill(toGroup ? -child : child, signal);
    }
}

int pauseMain()
{
    sigset_t awaited;
    sigemptyset(&awaited);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD})
        sigaddset(&awaited, signal);
    ::sigprocmask(SIG_BLOCK, &awaited, nullptr);
    for (;;) {
        while (::waitpid(-1, nullptr, WNOHANG) > 0)
            ;
        int signal = 0;
        if (::sigwait(&awaited, &signal) == 0 && signal != SIGCHLD)
            return 0;
    }
}

} // namespace firkin::guest

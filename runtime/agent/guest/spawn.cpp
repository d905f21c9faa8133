// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/spawn.h"

#include "runtime/agent/guest/kernel_file.h"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>

namespace firkin::guest {

namespace {

class Actions {
public:
    Actions()
    {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    Actions(const Actions &) = delete;
    Actions &operator=(const Actions &) = delete;
    ~Actions()
    {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

std::vector<char *> pointers(const std::vector<std::string> &texts)
{
    std::vector<char *> out;
    for (const auto &text : texts)
        out.push_back(const_cast<char *>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

} // namespace

Result<pid_t> spawn(const SpawnSpec &spec)
{
    Actions setup;
    const int standard[] = {spec.standardInput, spec.standardOutput, spec.standardError};
    for (int target = 0; target < 3; ++target) {
        if (standard[target] >= 0)
            posix_spawn_file_actions_adddup2(&setup.actions, standard[target], target);
        else
            posix_spawn_file_actions_addopen(&setup.actions, target, "/dev/null", target == 0 ? O_RDONLY : O_WRONLY, 0);
    }
    for (const auto &[ours, theirs] : spec.inheritedFds)
        posix_spawn_file_actions_adddup2(&setup.actions, ours, theirs);

    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&setup.attributes, &none);
    posix_spawnattr_setsigdefault(&setup.attributes, &all);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (spec.newSession)
        flags |= POSIX_SPAWN_SETSID;
    posix_spawnattr_setflags(&setup.attributes, static_cast<short>(flags));

    pid_t pid = -1;
    const int problem = posix_spawn(&pid, spec.program.c_str(), &setup.actions, &setup.attributes,
                                    pointers(spec.arguments).data(), pointers(spec.environment).data());
    if (problem != 0)
        return fail(systemError(Operation::StartProcess, spec.program, problem));
    // Not what the kernel spares, as the agent is; what it will start inherits this. crun would do it for a container's
    // first process only.
    static_cast<void>(writeKernelFile("/proc/" + std::to_string(pid) + "/oom_score_adj", "0"));
    return pid;
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/foreground.h"

#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/rooted_tree.h"

#include <fcntl.h>
#include <unistd.h>

namespace firkin::guest {

Result<Foreground> lookAtForeground(pid_t processGroup)
{
    const std::string process = "/proc/" + std::to_string(processGroup);
    const auto command = readKernelFile(process + "/comm");
    if (!command)
        return fail(Operation::InspectContainer, std::to_string(processGroup), Reason::NoSuchProcess);
    Foreground out;
    out.pid = processGroup;
    out.command = command->substr(0, command->find('\n'));
    out.isSessionLeader = ::getsid(processGroup) == processGroup;
    const UniqueFd folder(::open((process + "/cwd").c_str(), O_PATH | O_CLOEXEC));
    const auto root = RootedTree::open(process + "/root");
    if (folder && root)
        out.workingDirectory = root->pathOf(folder.get());
    return out;
}

} // namespace firkin::guest

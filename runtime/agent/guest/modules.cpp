// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/modules.h"

#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/log.h"
#include "runtime/base/unique_fd.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

void loadModule(const std::string &path)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) {
        logWarning("cannot open module " + path + ": " + std::strerror(errno));
        return;
    }
    if (::syscall(SYS_finit_module, fd.get(), "", 0) != 0 && errno != EEXIST)
        logWarning("cannot load module " + path + ": " + std::strerror(errno));
}

} // namespace

std::vector<std::string> modulesToLoad(const std::string &listPath)
{
    std::vector<std::string> paths;
    const std::string list = readKernelFile(listPath).value_or("");
    for (std::size_t begin = 0; begin < list.size();) {
        const std::size_t end = std::min(list.find('\n', begin), list.size());
        std::string path = list.substr(begin, end - begin);
        begin = end + 1;
        if (!path.empty() && path.front() != '#')
            paths.push_back(std::move(path));
    }
    return paths;
}

ModulePlan planModules(std::vector<std::string> paths)
{
    ModulePlan plan;
    for (auto &path : paths) {
        const bool isVsock = path.find("vsock", path.rfind('/')) != std::string::npos;
        (isVsock ? plan.first : plan.rest).push_back(std::move(path));
    }
    return plan;
}

void loadModules(const std::vector<std::string> &paths)
{
    for (const auto &path : paths)
        loadModule(path);
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/cgroup.h"

#include "runtime/agent/guest/cgroup_parse.h"
#include "runtime/agent/guest/kernel_file.h"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <poll.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "runtime/base/unique_fd.h"

namespace firkin::guest {
namespace fs = std::filesystem;

namespace {

constexpr const char *mountPoint = "/sys/fs/cgroup";
constexpr const char *agentMemory = "33554432";

/// One by one: a controller that the kernel lacks must not cost the others.
void enableControllers(const std::string &folder)
{
    for (const char *controller : {"+cpu", "+memory", "+pids", "+io", "+cpuset", "+hugetlb"})
        static_cast<void>(writeKernelFile(folder + "/cgroup.subtree_control", controller));
}

/// Waits until cgroup.events says populated 0, which the kernel announces by POLLPRI; at most `limit`.
void waitUntilEmpty(const std::string &folder, std::chrono::milliseconds limit)
{
    const UniqueFd events(::open((folder + "/cgroup.events").c_str(), O_RDONLY | O_CLOEXEC));
    const auto until = std::chrono::steady_clock::now() + limit;
    while (events) {
        char buffer[256];
        const ssize_t count = ::pread(events.get(), buffer, sizeof buffer, 0);
        if (count <= 0 || flatKeyedValue({buffer, static_cast<std::size_t>(count)}, "populated").value_or(0) == 0)
            return;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd change{.fd = events.get(), .events = POLLPRI, .revents = 0};
        if (left.count() <= 0 || ::poll(&change, 1, static_cast<int>(left.count())) == 0)
            return;
    }
}

Status removeFolder(const std::string &folder)
{
    std::error_code problem;
    for (const auto &child : fs::directory_iterator(folder, problem)) {
        if (child.is_directory(problem) && !child.is_symlink(problem))
            FIRKIN_TRY(removeFolder(child.path()));
    }
    if (::rmdir(folder.c_str()) != 0 && errno != ENOENT)
        return fail(systemError(Operation::ConfigureGuest, folder, errno, "rmdir"));
    return {};
}

} // namespace

std::string cgroupFolder(const std::string &cgroupPath)
{
    return cgroupPath.starts_with('/') ? mountPoint + cgroupPath : mountPoint + ("/" + cgroupPath);
}

Status enterAgentCgroup()
{
    enableControllers(mountPoint);
    const std::string folder = cgroupFolder("/agent");
    FIRKIN_TRY(makeDirectories(folder));
    FIRKIN_TRY(writeKernelFile(folder + "/memory.min", agentMemory));
    return writeKernelFile(folder + "/cgroup.procs", "0");
}

Status makeCgroup(const std::string &cgroupPath)
{
    const std::string folder = cgroupFolder(cgroupPath);
    FIRKIN_TRY(makeDirectories(folder));
    for (std::size_t end = std::string(mountPoint).size(); end != std::string::npos && end < folder.size();
         end = folder.find('/', end + 1))
        enableControllers(folder.substr(0, end));
    return {};
}

Status removeCgroup(const std::string &cgroupPath)
{
    const std::string folder = cgroupFolder(cgroupPath);
    if (::access(folder.c_str(), F_OK) != 0)
        return {};
    static_cast<void>(writeKernelFile(folder + "/cgroup.kill", "1"));
    waitUntilEmpty(folder, std::chrono::seconds(1));
    return removeFolder(folder);
}

Status setLimits(const std::string &cgroupPath, const CgroupLimits &limits)
{
    const std::string folder = cgroupFolder(cgroupPath);
    if (limits.memoryBytes)
        FIRKIN_TRY(writeKernelFile(folder + "/memory.max", std::to_string(*limits.memoryBytes)));
    if (limits.cpuQuota)
        FIRKIN_TRY(writeKernelFile(folder + "/cpu.max", std::to_string(*limits.cpuQuota) + " " + std::to_string(limits.cpuPeriod)));
    return {};
}

std::uint64_t oomKills(const std::string &cgroupPath)
{
    const auto events = readKernelFile(cgroupFolder(cgroupPath) + "/memory.events");
    return events ? flatKeyedValue(*events, "oom_kill").value_or(0) : 0;
}

} // namespace firkin::guest

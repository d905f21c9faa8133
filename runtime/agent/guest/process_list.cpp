// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/process_list.h"

#include "runtime/agent/guest/cgroup.h"
#include "runtime/agent/guest/file_tree.h"
#include "runtime/agent/guest/kernel_file.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <map>
#include <unistd.h>

namespace firkin::guest {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostProcesses = 10'000;
constexpr std::size_t longestCommand = 4096;

template <class Number>
Number numberOf(std::string_view text)
{
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t\n", at);
        if (begin == std::string_view::npos)
            break;
        at = std::min(text.find_first_of(" \t\n", begin), text.size());
        out.push_back(text.substr(begin, at - begin));
    }
    return out;
}

void collectPids(const std::string &folder, std::vector<int> &pids)
{
    const std::string listed = readKernelFile(folder + "/cgroup.procs").value_or("");
    for (const std::string_view word : words(listed))
        pids.push_back(numberOf<int>(word));
    std::error_code problem;
    for (fs::directory_iterator it(folder, problem), end; !problem && it != end && pids.size() < mostProcesses; it.increment(problem)) {
        if (it->is_directory(problem) && !it->is_symlink(problem))
            collectPids(it->path(), pids);
    }
}

/// The line "Key:\t…" of a status file, without the key.
std::string_view lineOf(std::string_view text, std::string_view key)
{
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (line.starts_with(key))
            return line.substr(key.size());
        at = end + 1;
    }
    return {};
}

std::chrono::nanoseconds sinceBoot()
{
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

} // namespace

std::optional<ProcessStat> parseProcessStat(std::string_view text)
{
    const std::size_t open = text.find('('), close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    const auto fields = words(text.substr(close + 1)); // the third field is the first
    if (fields.size() < 22)
        return std::nullopt;
    ProcessStat out;
    out.name = text.substr(open + 1, close - open - 1);
    out.state = fields[0].front();
    out.parent = numberOf<int>(fields[1]);
    out.userTicks = numberOf<std::uint64_t>(fields[11]);
    out.systemTicks = numberOf<std::uint64_t>(fields[12]);
    out.startTicks = numberOf<std::uint64_t>(fields[19]);
    out.residentPages = numberOf<std::uint64_t>(fields[21]);
    return out;
}

std::optional<ProcessIds> parseProcessStatus(std::string_view text)
{
    const auto users = words(lineOf(text, "Uid:")), pids = words(lineOf(text, "NSpid:"));
    if (users.size() < 2 || pids.empty())
        return std::nullopt;
    return ProcessIds{numberOf<std::uint32_t>(users[1]), numberOf<int>(pids.back())};
}

std::string commandLine(std::string_view cmdline)
{
    while (cmdline.ends_with('\0'))
        cmdline.remove_suffix(1);
    std::string out(cmdline.substr(0, longestCommand));
    std::ranges::replace(out, '\0', ' ');
    return out;
}

std::vector<ListedProcess> listProcesses(const ContainerRegistry &registry, const GuestContainer &container)
{
    std::vector<int> pids;
    collectPids(cgroupFolder(container.cgroupPath()), pids);
    pids.resize(std::min(pids.size(), mostProcesses));

    const auto ticks = static_cast<std::uint64_t>(std::max(::sysconf(_SC_CLK_TCK), 1L));
    const auto pageSize = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    const auto inMicroseconds = [ticks](std::uint64_t count) { return std::chrono::microseconds(count * 1'000'000u / ticks); };
    const auto booted = std::chrono::system_clock::now() - std::chrono::duration_cast<std::chrono::system_clock::duration>(sinceBoot());
    const auto tree = registry.treeOf(container.id());
    std::optional<OwnerNames> names;
    if (tree)
        names.emplace(*tree);

    std::vector<ListedProcess> out;
    std::map<int, int> innermost; // machine's pid → the container's
    for (const int pid : pids) {
        const std::string folder = "/proc/" + std::to_string(pid);
        const auto stat = parseProcessStat(readKernelFile(folder + "/stat").value_or(""));
        const auto ids = parseProcessStatus(readKernelFile(folder + "/status").value_or(""));
        if (!stat || !ids)
            continue;
        ListedProcess process;
        process.pid = ids->innermostPid;
        process.machinePid = pid;
        process.parentPid = stat->parent; // for now the machine's
        process.uid = ids->uid;
        if (names) {
            FileInfo owner;
            owner.uid = ids->uid;
            names->name(owner);
            process.userName = owner.owner;
        }
        process.state = stat->state;
        process.cpuTime = inMicroseconds(stat->userTicks + stat->systemTicks);
        process.residentBytes = stat->residentPages * pageSize;
        process.startedAt = booted + inMicroseconds(stat->startTicks);
        process.command = commandLine(readKernelFile(folder + "/cmdline").value_or(""));
        if (process.command.empty())
            process.command = "[" + stat->name + "]";
        innermost[pid] = process.pid;
        out.push_back(std::move(process));
    }
    for (ListedProcess &process : out) {
        const auto parent = innermost.find(process.parentPid);
        process.parentPid = parent == innermost.end() ? 0 : parent->second;
    }
    std::ranges::sort(out, [](const auto &a, const auto &b) { return std::pair(a.startedAt, a.pid) < std::pair(b.startedAt, b.pid); });
    return out;
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/container_statistics.h"

#include "runtime/agent/guest/kernel_file.h"

namespace firkin::guest {

namespace {

class Folder {
public:
    explicit Folder(const std::string &path) : m_path(path) {}
    [[nodiscard]] std::optional<std::string> text(const char *name) const { return readKernelFile(m_path + "/" + name); }
    [[nodiscard]] std::uint64_t limit(const char *name) const
    {
        const auto value = text(name);
        return value ? parseLimit(*value).value_or(0) : 0;
    }

private:
    const std::string &m_path;
};

std::optional<ProcessSample> sampleProcesses(const Folder &folder)
{
    const auto current = folder.text("pids.current");
    if (!current)
        return {};
    return ProcessSample{parseNumber(*current).value_or(0), folder.limit("pids.max")};
}

std::optional<MemorySample> sampleMemory(const Folder &folder)
{
    const auto current = folder.text("memory.current");
    if (!current)
        return {};
    MemorySample out;
    out.usage = parseNumber(*current).value_or(0);
    out.limit = folder.limit("memory.max");
    out.swapUsage = folder.limit("memory.swap.current");
    out.swapLimit = folder.limit("memory.swap.max");
    const std::string stat = folder.text("memory.stat").value_or("");
    const auto value = [&](const char *key) { return flatKeyedValue(stat, key).value_or(0); };
    out.cache = value("file");
    out.kernelStack = value("kernel_stack");
    out.slab = value("slab");
    out.pageFaults = value("pgfault");
    out.majorPageFaults = value("pgmajfault");
    out.inactiveFile = value("inactive_file");
    out.anonymous = value("anon");
    out.refaultAnonymous = value("workingset_refault_anon");
    out.refaultFile = value("workingset_refault_file");
    out.stealKswapd = value("pgsteal_kswapd");
    out.stealDirect = value("pgsteal_direct");
    out.stealKhugepaged = value("pgsteal_khugepaged");
    return out;
}

std::optional<CpuSample> sampleCpu(const Folder &folder)
{
    const auto stat = folder.text("cpu.stat");
    if (!stat)
        return {};
    const auto value = [&](const char *key) { return flatKeyedValue(*stat, key).value_or(0); };
    return CpuSample{value("usage_usec"), value("user_usec"), value("system_usec"),
                     value("nr_periods"), value("nr_throttled"), value("throttled_usec")};
}

std::optional<MemoryEventsSample> sampleMemoryEvents(const Folder &folder)
{
    const auto events = folder.text("memory.events");
    if (!events)
        return {};
    const auto value = [&](const char *key) { return flatKeyedValue(*events, key).value_or(0); };
    return MemoryEventsSample{value("low"), value("high"), value("max"), value("oom"), value("oom_kill"), value("oom_group_kill")};
}

} // namespace

ContainerSample sampleContainer(std::string_view containerId, const std::string &cgroupFolder,
                                const StatisticsSelection &selection, const std::vector<LinkCounters> &links)
{
    const Folder folder(cgroupFolder);
    ContainerSample out;
    out.containerId = containerId;
    if (selection.process)
        out.process = sampleProcesses(folder);
    if (selection.memory)
        out.memory = sampleMemory(folder);
    if (selection.cpu)
        out.cpu = sampleCpu(folder);
    if (selection.blockIo)
        out.blockIo = parseIoStat(folder.text("io.stat").value_or(""));
    if (selection.network)
        out.networks = links;
    if (selection.memoryEvents)
        out.memoryEvents = sampleMemoryEvents(folder);
    return out;
}

std::vector<LinkCounters> readMachineLinks()
{
    auto links = readLinkCounters();
    if (!links)
        return {};
    std::erase_if(*links, [](const LinkCounters &link) { return !link.interface.starts_with("eth"); });
    return std::move(*links);
}

} // namespace firkin::guest

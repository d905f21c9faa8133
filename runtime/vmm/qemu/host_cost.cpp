// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/host_cost.h"

#include "runtime/base/file.h"

#include <unistd.h>

#include <charconv>
#include <format>

namespace firkin::vmm::qemu {
namespace {

std::uint64_t numberIn(std::string_view text)
{
    const auto start = text.find_first_of("0123456789");
    std::uint64_t value = 0;
    if (start != std::string_view::npos)
        std::from_chars(text.data() + start, text.data() + text.size(), value);
    return value;
}

/// "RssAnon:	  123 kB" of a status file, in bytes.
std::uint64_t kilobytesAt(std::string_view status, std::string_view key)
{
    const auto at = status.find(key);
    if (at == std::string_view::npos)
        return 0;
    const auto line = status.substr(at + key.size());
    return numberIn(line.substr(0, line.find('\n'))) << 10;
}

} // namespace

std::uint64_t residentBytes(std::string_view status, bool withSharedMemory)
{
    return kilobytesAt(status, "\nRssAnon:") + kilobytesAt(status, "\nRssFile:")
           + (withSharedMemory ? kilobytesAt(status, "\nRssShmem:") : 0);
}

std::chrono::microseconds cpuTime(std::string_view stat, long ticksPerSecond)
{
    // The second field is the program's name in parentheses, and may hold anything: count from its last one.
    const auto name = stat.rfind(')');
    if (name == std::string_view::npos || ticksPerSecond <= 0)
        return {};
    std::string_view rest = stat.substr(name + 1);
    std::uint64_t ticks = 0;
    for (int field = 2; field <= 15 && !rest.empty(); ++field) {
        const auto space = rest.find(' ');
        if (field >= 14 && field - 1 <= 14)
            ticks += numberIn(rest.substr(0, space));
        rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
    }
    return std::chrono::microseconds(ticks * 1'000'000 / static_cast<std::uint64_t>(ticksPerSecond));
}

HostCost costOf(pid_t pid, bool withSharedMemory)
{
    HostCost cost;
    if (const auto status = readFile(std::format("/proc/{}/status", pid), 65536))
        cost.residentBytes = residentBytes(*status, withSharedMemory);
    if (const auto stat = readFile(std::format("/proc/{}/stat", pid), 65536))
        cost.cpuTime = cpuTime(*stat, ::sysconf(_SC_CLK_TCK));
    return cost;
}

} // namespace firkin::vmm::qemu

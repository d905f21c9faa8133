#include "ui/dashboard/self_cost.h"

#include "runtime/base/file.h"

#include <sys/resource.h>

#include <charconv>

namespace firkin::ui {

std::optional<std::uint64_t> privateBytesOf(std::string_view rollup)
{
    std::uint64_t sum = 0;
    bool any = false;
    while (!rollup.empty()) {
        const auto end = rollup.find('\n');
        std::string_view line = rollup.substr(0, end);
        rollup.remove_prefix(end == std::string_view::npos ? rollup.size() : end + 1);
        if (!line.starts_with("Private_Clean:") && !line.starts_with("Private_Dirty:"))
            continue;
        line.remove_prefix(line.find(':') + 1);
        const auto digit = line.find_first_of("0123456789");
        if (digit == std::string_view::npos)
            continue;
        std::uint64_t kilobytes = 0;
        if (std::from_chars(line.data() + digit, line.data() + line.size(), kilobytes).ec != std::errc())
            continue;
        sum += kilobytes * 1024;
        any = true;
    }
    return any ? std::optional(sum) : std::nullopt;
}

SelfCounters readSelfCounters()
{
    SelfCounters counters;
    counters.at = std::chrono::steady_clock::now();
    rusage usage{};
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        const auto micro = [](const timeval &t) { return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec); };
        counters.cpu = micro(usage.ru_utime) + micro(usage.ru_stime);
        counters.wakeUps = static_cast<std::uint64_t>(usage.ru_nvcsw);
    }
    if (const auto text = readFile("/proc/self/smaps_rollup", 64 * 1024))
        counters.privateBytes = privateBytesOf(*text).value_or(0);
    return counters;
}

std::optional<SelfCost> selfCost(const SelfCounters &before, const SelfCounters &now)
{
    const double seconds = std::chrono::duration<double>(now.at - before.at).count();
    if (seconds <= 0 || now.wakeUps < before.wakeUps || now.cpu < before.cpu)
        return std::nullopt;
    return SelfCost{.cpu = std::chrono::duration<double>(now.cpu - before.cpu).count() / seconds,
                    .wakeUpsPerSecond = static_cast<double>(now.wakeUps - before.wakeUps) / seconds};
}

} // namespace firkin::ui

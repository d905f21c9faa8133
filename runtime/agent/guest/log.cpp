// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/log.h"

#include <cstdio>
#include <ctime>
#include <string>
#include <unistd.h>

namespace firkin::guest {

namespace {

void write(std::string_view level, std::string_view message)
{
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    char stamp[48];
    const int length = std::snprintf(stamp, sizeof stamp, "[%5lld.%03ld] agent%.*s: ",
                                     static_cast<long long>(now.tv_sec), now.tv_nsec / 1'000'000,
                                     static_cast<int>(level.size()), level.data());
    std::string line(stamp, static_cast<std::size_t>(length));
    for (const char c : message)
        line += c == '\n' || c == '\r' ? ' ' : c;
    line += '\n';
    // One write: lines of threads do not mix. A console that is gone is no reason to stop.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace

void logInfo(std::string_view message)
{
    write("", message);
}

void logWarning(std::string_view message)
{
    write(" warning", message);
}

} // namespace firkin::guest

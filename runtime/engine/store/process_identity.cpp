// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/process_identity.h"

#include "runtime/base/file.h"

#include <charconv>
#include <csignal>
#include <poll.h>
#include <sys/syscall.h>

namespace firkin::store {

namespace {

std::vector<pid_t> childrenOf(pid_t pid)
{
    std::vector<pid_t> children;
    std::error_code error;
    const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
    for (std::filesystem::directory_iterator it(tasks, error), end; !error && it != end; it.increment(error)) {
        const auto text = readFile(it->path() / "children", std::size_t{1} << 20);
        if (!text)
            continue;
        const char *at = text->data();
        const char *last = at + text->size();
        while (at < last) {
            pid_t child = 0;
            const auto [next, parseError] = std::from_chars(at, last, child);
            if (parseError == std::errc())
                children.push_back(child);
            at = next + 1;
        }
    }
    return children;
}

} // namespace

std::optional<ProcessIdentity> parseStat(std::string_view line)
{
    const auto open = line.find('(');
    const auto close = line.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open)
        return std::nullopt;
    ProcessIdentity found;
    found.name = line.substr(open + 1, close - open - 1);
    if (std::from_chars(line.data(), line.data() + open, found.pid).ec != std::errc())
        return std::nullopt;
    std::string_view rest = line.substr(close + 1);
    // Field 3 is the first one here; 22 is what we want.
    for (int field = 3; field <= 22; ++field) {
        const auto begin = rest.find_first_not_of(' ');
        if (begin == std::string_view::npos)
            return std::nullopt;
        rest.remove_prefix(begin);
        if (field == 22)
            break;
        rest.remove_prefix(std::min(rest.find(' '), rest.size()));
    }
    if (std::from_chars(rest.data(), rest.data() + rest.size(), found.startTime).ec != std::errc())
        return std::nullopt;
    return found;
}

std::optional<ProcessIdentity> identityOf(pid_t pid)
{
    const auto line = readFile("/proc/" + std::to_string(pid) + "/stat", 4096);
    return line ? parseStat(*line) : std::nullopt;
}

bool isAlive(const ProcessIdentity &process)
{
    const auto now = identityOf(process.pid);
    return now && now->startTime == process.startTime;
}

std::vector<ProcessIdentity> descendantsOf(pid_t pid)
{
    std::vector<ProcessIdentity> found;
    for (const pid_t child : childrenOf(pid)) {
        for (ProcessIdentity &below : descendantsOf(child))
            found.push_back(std::move(below));
        if (auto identity = identityOf(child))
            found.push_back(std::move(*identity));
    }
    return found;
}

void killExactly(const ProcessIdentity &process)
{
    // The descriptor pins the number: checked after opening it, the signal cannot hit a successor.
    const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    if (!handle || !isAlive(process))
        return;
    (void)::syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
    pollfd wait{handle.get(), POLLIN, 0};
    (void)::poll(&wait, 1, 2000);
}

} // namespace firkin::store

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/kernel_file.h"

#include "runtime/base/unique_fd.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>

namespace firkin::guest {

std::optional<std::string> readKernelFile(const std::string &path)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return {};
    std::string content;
    char buffer[4096];
    while (content.size() < (1u << 20)) {
        const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return {};
        if (count == 0)
            break;
        content.append(buffer, static_cast<std::size_t>(count));
    }
    return content;
}

Status writeKernelFile(const std::string &path, std::string_view value)
{
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd)
        return fail(systemError(Operation::ConfigureGuest, path, errno, "open"));
    ssize_t count = 0;
    do
        count = ::write(fd.get(), value.data(), value.size());
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return fail(systemError(Operation::ConfigureGuest, path, errno, "write"));
    return {};
}

Status makeDirectories(const std::string &path, mode_t mode)
{
    for (std::size_t end = 0; end != std::string::npos;) {
        end = path.find('/', end + 1);
        const std::string part = path.substr(0, end);
        if (!part.empty() && ::mkdir(part.c_str(), mode) != 0 && errno != EEXIST)
            return fail(systemError(Operation::MakeDirectory, part, errno, "mkdir"));
    }
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode))
        return fail(systemError(Operation::MakeDirectory, path, ENOTDIR));
    return {};
}

std::optional<std::uint64_t> parseNumber(std::string_view text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.remove_suffix(1);
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size())
        return {};
    return value;
}

std::optional<std::uint64_t> parseLimit(std::string_view text)
{
    if (text.starts_with("max"))
        return std::numeric_limits<std::uint64_t>::max();
    return parseNumber(text);
}

} // namespace firkin::guest

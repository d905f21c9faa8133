// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/cgroup_parse.h"

#include "runtime/agent/guest/kernel_file.h"

#include <utility>

namespace firkin::guest {

namespace {

/// Takes the part before `separator` off the front of `text`; all of it where there is none.
std::string_view takeUntil(std::string_view &text, char separator)
{
    const std::size_t end = text.find(separator);
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return part;
}

} // namespace

std::optional<std::uint64_t> flatKeyedValue(std::string_view text, std::string_view key)
{
    while (!text.empty()) {
        std::string_view line = takeUntil(text, '\n');
        if (takeUntil(line, ' ') == key)
            return parseNumber(line);
    }
    return {};
}

std::vector<BlockIo> parseIoStat(std::string_view text)
{
    std::vector<BlockIo> devices;
    while (!text.empty()) {
        std::string_view line = takeUntil(text, '\n');
        std::string_view device = takeUntil(line, ' ');
        BlockIo io;
        const auto major = parseNumber(takeUntil(device, ':'));
        const auto minor = parseNumber(device);
        if (!major || !minor)
            continue;
        io.major = *major;
        io.minor = *minor;
        while (!line.empty()) {
            std::string_view pair = takeUntil(line, ' ');
            const std::string_view key = takeUntil(pair, '=');
            const auto value = parseNumber(pair).value_or(0);
            for (const auto &[name, field] : {std::pair{"rbytes", &BlockIo::readBytes},
                                              {"wbytes", &BlockIo::writeBytes},
                                              {"rios", &BlockIo::readOperations},
                                              {"wios", &BlockIo::writeOperations}}) {
                if (key == name)
                    io.*field = value;
            }
        }
        devices.push_back(io);
    }
    return devices;
}

} // namespace firkin::guest

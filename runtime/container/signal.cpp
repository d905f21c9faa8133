// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/signal.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace firkin::container {
namespace {

struct Name {
    std::string_view text;
    int number;
};

/// Numbers of Linux on x86 and arm, not of the compiler's host.
constexpr std::array names{
    Name{"HUP", 1},   Name{"INT", 2},   Name{"QUIT", 3},    Name{"ILL", 4},   Name{"TRAP", 5},   Name{"ABRT", 6}, Name{"BUS", 7},
    Name{"FPE", 8},   Name{"KILL", 9},  Name{"USR1", 10},   Name{"SEGV", 11}, Name{"USR2", 12},  Name{"PIPE", 13}, Name{"ALRM", 14},
    Name{"TERM", 15}, Name{"STKFLT", 16}, Name{"CHLD", 17}, Name{"CONT", 18}, Name{"STOP", 19},  Name{"TSTP", 20}, Name{"TTIN", 21},
    Name{"TTOU", 22}, Name{"URG", 23},  Name{"XCPU", 24},   Name{"XFSZ", 25}, Name{"VTALRM", 26}, Name{"PROF", 27}, Name{"WINCH", 28},
    Name{"IO", 29},   Name{"PWR", 30},  Name{"SYS", 31},    Name{"IOT", 6},   Name{"POLL", 29},  Name{"CLD", 17},
};
constexpr int realTimeMin = 34;
constexpr int realTimeMax = 64;

std::optional<int> toNumber(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty() || text.front() == '-')
        return std::nullopt;
    return value;
}

} // namespace

Result<Signal> parseSignal(std::string_view text)
{
    const auto unknown = [&] { return fail(Operation::ParseOptions, text.substr(0, 80), Reason::UnknownSignal); };
    if (const auto number = toNumber(text))
        return *number >= 1 && *number <= realTimeMax ? Result<Signal>(Signal{*number}) : unknown();
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::string_view rest = upper;
    if (rest.starts_with("SIG"))
        rest.remove_prefix(3);
    for (const Name &name : names) {
        if (name.text == rest)
            return Signal{name.number};
    }
    const auto realTime = [&](std::string_view base, char sign, int from) -> std::optional<int> {
        if (!rest.starts_with(base))
            return std::nullopt;
        const std::string_view offset = rest.substr(base.size());
        if (offset.empty())
            return from;
        if (offset.front() != sign)
            return std::nullopt;
        const auto steps = toNumber(offset.substr(1));
        if (!steps || *steps > realTimeMax - realTimeMin)
            return std::nullopt;
        return sign == '+' ? from + *steps : from - *steps;
    };
    if (const auto number = realTime("RTMIN", '+', realTimeMin))
        return Signal{*number};
    if (const auto number = realTime("RTMAX", '-', realTimeMax))
        return Signal{*number};
    return unknown();
}

std::string toString(Signal signal)
{
    for (const Name &name : names) {
        if (name.number == signal.number)
            return "SIG" + std::string(name.text);
    }
    return std::to_string(signal.number);
}

} // namespace firkin::container

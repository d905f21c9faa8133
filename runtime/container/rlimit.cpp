// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/rlimit.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

namespace firkin::container {
namespace {

constexpr std::array<std::string_view, 16> kinds{
    "AS", "CORE", "CPU", "DATA", "FSIZE", "LOCKS", "MEMLOCK", "MSGQUEUE", "NICE", "NOFILE", "NPROC", "RSS", "RTPRIO", "RTTIME", "SIGPENDING", "STACK",
};

std::optional<std::uint64_t> toLimit(std::string_view text)
{
    if (text == "unlimited" || text == "-1")
        return Rlimit::unlimited;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

Result<std::string> parseRlimitKind(std::string_view text)
{
    std::string name(text);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    std::string_view rest = name;
    if (rest.starts_with("RLIMIT_"))
        rest.remove_prefix(7);
    if (std::ranges::find(kinds, rest) == kinds.end())
        return fail(Operation::ParseOptions, text.substr(0, 80), Reason::BadName);
    return "RLIMIT_" + std::string(rest);
}

Result<Rlimit> parseRlimit(std::string_view text)
{
    const auto bad = [&](Reason reason) { return fail(Operation::ParseOptions, text.substr(0, 80), reason); };
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return bad(Reason::BadSyntax);
    FIRKIN_ASSIGN(auto kind, parseRlimitKind(text.substr(0, equals)));
    const std::string_view values = text.substr(equals + 1);
    const std::size_t colon = values.find(':');
    const auto soft = toLimit(values.substr(0, colon));
    const auto hard = colon == std::string_view::npos ? soft : toLimit(values.substr(colon + 1));
    if (!soft || !hard)
        return bad(Reason::BadSyntax);
    if (*soft > *hard)
        return bad(Reason::OutOfRange);
    return Rlimit{std::move(kind), *soft, *hard};
}

} // namespace firkin::container

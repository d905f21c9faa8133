// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/user.h"

#include <charconv>
#include <optional>

namespace firkin::container {
namespace {

std::optional<std::uint32_t> toId(std::string_view text)
{
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

} // namespace

User User::parse(std::string_view text)
{
    if (text.empty())
        return {};
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) {
        const auto uid = toId(text.substr(0, colon));
        const auto gid = toId(text.substr(colon + 1));
        if (uid && gid)
            return numeric(*uid, *gid);
    }
    return named(std::string(text));
}

User User::withExtraGroups(std::vector<std::uint32_t> groups) const
{
    User copy = *this;
    copy.m_extraGroups = std::move(groups);
    return copy;
}

User User::withExtraGroupNames(std::vector<std::string> groups) const
{
    User copy = *this;
    copy.m_extraGroupNames = std::move(groups);
    return copy;
}

} // namespace firkin::container

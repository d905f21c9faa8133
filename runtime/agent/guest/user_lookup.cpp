// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/user_lookup.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace firkin::guest {

namespace {

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

/// Ids are numbers up to 2^31 - 1: what is above is no id of anybody.
std::optional<std::uint32_t> parseId(std::string_view text)
{
    std::uint32_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value > 0x7fffffffu)
        return {};
    return value;
}

template <class Use>
void eachLine(std::string_view text, Use use)
{
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (!line.empty() && !line.starts_with('#'))
            use(split(line, ':'));
    }
}

void addOnce(std::vector<std::uint32_t> &ids, std::uint32_t id)
{
    if (std::ranges::find(ids, id) == ids.end())
        ids.push_back(id);
}

std::unexpected<Error> unknown(std::string_view what, std::string_view file)
{
    return fail(Operation::StartProcess, what.substr(0, 80), Reason::UnknownUser, file);
}

} // namespace

std::vector<PasswdEntry> parsePasswd(std::string_view text)
{
    std::vector<PasswdEntry> entries;
    eachLine(text, [&](std::vector<std::string> fields) {
        if (fields.size() < 6)
            return;
        const auto uid = parseId(fields[2]), gid = parseId(fields[3]);
        if (uid && gid && !fields[0].empty())
            entries.push_back({std::move(fields[0]), *uid, *gid, std::move(fields[5])});
    });
    return entries;
}

std::vector<GroupEntry> parseGroup(std::string_view text)
{
    std::vector<GroupEntry> entries;
    eachLine(text, [&](std::vector<std::string> fields) {
        if (fields.size() < 3)
            return;
        const auto gid = parseId(fields[2]);
        if (gid && !fields[0].empty())
            entries.push_back({std::move(fields[0]), *gid, fields.size() > 3 ? split(fields[3], ',') : std::vector<std::string>{}});
    });
    return entries;
}

Result<ResolvedUser> resolveUser(std::string_view user,
                                 std::string_view passwd,
                                 std::string_view group,
                                 const std::vector<std::uint32_t> &givenGids,
                                 const std::vector<std::string> &givenGroups)
{
    const std::size_t colon = user.find(':');
    const std::string_view userPart = user.substr(0, colon);
    const std::string_view groupPart = colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);

    ResolvedUser out;
    for (const std::uint32_t gid : givenGids)
        addOnce(out.additionalGids, gid);

    const auto users = parsePasswd(passwd);
    const auto number = parseId(userPart);
    // A name may look like a number: names are looked at first, as getpwnam's callers do.
    auto entry = std::ranges::find(users, userPart, &PasswdEntry::name);
    if (entry == users.end() && number)
        entry = std::ranges::find(users, *number, &PasswdEntry::uid);
    std::string_view name;
    if (entry != users.end()) {
        out.uid = entry->uid;
        out.gid = entry->gid;
        name = entry->name;
        if (!entry->home.empty())
            out.home = entry->home;
    } else if (number) {
        out.uid = *number;
    } else if (!userPart.empty()) {
        return unknown(userPart, "/etc/passwd");
    }

    const auto groups = parseGroup(group);
    for (const std::string &given : givenGroups) {
        const auto found = std::ranges::find(groups, given, &GroupEntry::name);
        if (found == groups.end())
            return unknown(given, "/etc/group");
        addOnce(out.additionalGids, found->gid);
    }
    if (!groupPart.empty()) {
        const auto groupNumber = parseId(groupPart);
        const auto found = std::ranges::find(groups, groupPart, &GroupEntry::name);
        if (found != groups.end())
            out.gid = found->gid;
        else if (groupNumber)
            out.gid = *groupNumber;
        else
            return unknown(groupPart, "/etc/group");
    } else if (!name.empty()) {
        for (const auto &candidate : groups) {
            if (std::ranges::find(candidate.members, name) != candidate.members.end())
                addOnce(out.additionalGids, candidate.gid);
        }
    }
    addOnce(out.additionalGids, out.gid);
    return out;
}

} // namespace firkin::guest

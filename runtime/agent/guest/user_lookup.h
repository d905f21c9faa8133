// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Who a process runs as, from the texts of a container's passwd and group. Pure. Malformed lines are passed over.
namespace firkin::guest {

struct ResolvedUser {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::uint32_t> additionalGids; ///< the given ones, supplementary ones, then gid; each once
    std::string home = "/";
};

/// `user` is "user", "uid", "user:group", "uid:gid", "uid:group" or "user:gid". A number that nobody has is accepted,
/// a name that nobody has is UnknownUser. Supplementary groups are those that list the user's name, unless a group
/// is named.
[[nodiscard]] Result<ResolvedUser> resolveUser(std::string_view user,
                                               std::string_view passwd,
                                               std::string_view group,
                                               const std::vector<std::uint32_t> &givenGids,
                                               const std::vector<std::string> &givenGroups = {});

struct PasswdEntry {
    std::string name;
    std::uint32_t uid = 0, gid = 0;
    std::string home;
};
[[nodiscard]] std::vector<PasswdEntry> parsePasswd(std::string_view text);

struct GroupEntry {
    std::string name;
    std::uint32_t gid = 0;
    std::vector<std::string> members;
};
[[nodiscard]] std::vector<GroupEntry> parseGroup(std::string_view text);

} // namespace firkin::guest

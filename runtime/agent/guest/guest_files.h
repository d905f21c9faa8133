// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/rooted_tree.h"

#include <optional>
#include <string>
#include <vector>

/// /etc/resolv.conf, /etc/hosts and /etc/hostname of a container: texts (pure), and how they get into its root: resolved
/// inside of it, replacing a link, so that an image whose resolv.conf is an absolute link does not make us write into our
/// own root.
namespace firkin::guest {

struct DnsSettings {
    std::vector<std::string> nameservers;
    std::optional<std::string> domain;
    std::vector<std::string> searchDomains;
    std::vector<std::string> options;
};
[[nodiscard]] std::string resolvConf(const DnsSettings &dns);

struct HostsEntry {
    std::string address;
    std::vector<std::string> names;
    std::optional<std::string> comment;
};
/// Byte for byte what hosts of this protocol expect: a comment is followed by a space.
[[nodiscard]] std::string hostsFile(const std::optional<std::string> &comment, const std::vector<HostsEntry> &entries);

/// Writes <root>/etc/<name>, making etc if it is not there.
Status writeEtcFile(const std::string &root, std::string_view name, std::string_view content);

} // namespace firkin::guest

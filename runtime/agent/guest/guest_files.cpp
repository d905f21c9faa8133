// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/guest_files.h"

namespace firkin::guest {

namespace {

/// A line's part must not begin another line.
std::string oneLine(std::string_view text)
{
    std::string out(text);
    std::erase_if(out, [](char c) { return c == '\n' || c == '\r' || c == '\0'; });
    return out;
}

std::string joined(std::string_view keyword, const std::vector<std::string> &words)
{
    if (words.empty())
        return {};
    std::string line(keyword);
    for (const auto &word : words)
        line += " " + oneLine(word);
    return line + "\n";
}

} // namespace

std::string resolvConf(const DnsSettings &dns)
{
    std::string text;
    for (const auto &server : dns.nameservers)
        text += "nameserver " + oneLine(server) + "\n";
    if (dns.domain && !dns.domain->empty())
        text += "domain " + oneLine(*dns.domain) + "\n";
    text += joined("search", dns.searchDomains);
    text += joined("options", dns.options);
    return text;
}

std::string hostsFile(const std::optional<std::string> &comment, const std::vector<HostsEntry> &entries)
{
    std::string text;
    if (comment)
        text += "# " + oneLine(*comment) + "\n";
    for (const auto &entry : entries) {
        text += oneLine(entry.address);
        for (const auto &name : entry.names)
            text += " " + oneLine(name);
        if (entry.comment)
            text += " # " + oneLine(*entry.comment) + " ";
        text += "\n";
    }
    return text;
}

Status writeEtcFile(const std::string &root, std::string_view name, std::string_view content)
{
    FIRKIN_ASSIGN(const RootedTree tree, RootedTree::open(root));
    FIRKIN_TRY(tree.makeFolders("etc"));
    return tree.replaceFile("etc/" + std::string(name), content, 0644);
}

} // namespace firkin::guest

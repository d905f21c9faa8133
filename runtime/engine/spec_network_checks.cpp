// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/ip_network.h"
#include "runtime/engine/spec_checks.h"

#include <algorithm>
#include <set>

namespace firkin::engine {

namespace {

std::unexpected<Error> bad(std::string_view what, Reason reason, std::string_view detail = {})
{
    return fail(Operation::CreateContainer, what, reason, detail);
}

bool hasNul(const std::string &text)
{
    return text.find('\0') != std::string::npos;
}

/// A name that a hosts file can carry.
bool isAlias(const std::string &name)
{
    return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    });
}

} // namespace

Status validateNetworks(const ContainerSpec &spec)
{
    constexpr std::size_t mostNetworks = 4; // cards that a machine has slots for
    if (spec.networks.size() > mostNetworks)
        return bad(spec.networks.back().network, Reason::OutOfRange, "a container can be on four named networks");
    if (!spec.network && (!spec.networks.empty() || spec.hostLoopback))
        return bad(spec.name, Reason::ConflictingOptions, "no network at all, and one");
    std::set<std::string> names;
    for (const NetworkAttachment &attachment : spec.networks) {
        if (!isValidId(attachment.network))
            return bad(attachment.network.substr(0, 80), Reason::BadName, "a network");
        if (!names.insert(attachment.network).second)
            return bad(attachment.network, Reason::ConflictingOptions, "the same network twice");
        if (!attachment.address.empty() && !IpAddress::parse(attachment.address))
            return bad(attachment.address, Reason::BadSyntax, "not an IP address");
        for (const std::string &alias : attachment.aliases) {
            if (!isAlias(alias))
                return bad(alias.substr(0, 80), Reason::BadName, "an alias has letters, digits, -, _ and .");
        }
    }
    return {};
}

Status validateSockets(const std::vector<SocketMapping> &sockets)
{
    constexpr std::size_t longest = 107; // sockaddr_un
    constexpr std::size_t most = 32;
    if (sockets.size() > most)
        return bad(sockets.back().hostPath, Reason::OutOfRange, "too many sockets");
    std::set<std::pair<SocketDirection, std::string>> made;
    for (const SocketMapping &socket : sockets) {
        for (const std::string &path : {socket.hostPath, socket.containerPath}) {
            if (!path.starts_with('/') || path.size() < 2 || path.ends_with('/') || hasNul(path))
                return bad(path.substr(0, 200), Reason::BadPath, "a socket needs an absolute path");
        }
        if (socket.hostPath.size() > longest)
            return bad(socket.hostPath, Reason::BadPath, "a socket's path has 107 bytes at most");
        if (socket.mode.value_or(0) > 0777)
            return bad(socket.hostPath, Reason::OutOfRange, "permissions are from 0 to 0777");
        const bool into = socket.direction == SocketDirection::IntoContainer;
        if (!made.emplace(socket.direction, into ? socket.containerPath : socket.hostPath).second)
            return bad(socket.hostPath, Reason::ConflictingOptions, "two sockets at one path");
    }
    return {};
}

} // namespace firkin::engine

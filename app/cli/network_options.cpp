// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/network_options.h"

#include "runtime/base/ids.h"
#include "runtime/base/ip_network.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <filesystem>

namespace firkin::cli {

namespace {

std::unexpected<Error> refuse(std::string_view text, Reason reason, std::string_view why)
{
    return fail(Operation::ParseOptions, text.substr(0, 200), reason, why);
}

} // namespace

void NetworkOptions::addTo(CLI::App &verb)
{
    const auto many = [&](const char *names, std::vector<std::string> &into, const char *help) {
        return verb.add_option(names, into, help)->allow_extra_args(false);
    };
    many("--network,--net", networks, "default, none, or a network of 'fk network'; may be said up to four times")->type_name("NAME[:ip=ADDRESS,alias=NAME]");
    many("--network-alias", aliases, "A further name on its named networks")->type_name("NAME");
    verb.add_option("--ip", address, "Address on its named network")->type_name("ADDRESS");
    verb.add_flag("--network-host-loopback", hostLoopback, "Let it reach services that listen on this host's loopback only, at host.firkin.internal");
    many("--publish-socket", sockets, "Show a unix socket of the container at a path of this host")->type_name("HOST-PATH:PATH[:MODE]");
}

Result<engine::NetworkAttachment> parseNetwork(std::string_view text)
{
    engine::NetworkAttachment attachment;
    const std::size_t colon = text.find(':');
    attachment.network = text.substr(0, colon);
    if (!isValidId(attachment.network))
        return refuse(text, Reason::BadName, "a network's name has letters, digits, _ . and -");
    std::string_view rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
    if (colon != std::string_view::npos && rest.empty())
        return refuse(text, Reason::BadSyntax, "say NAME, or NAME:ip=ADDRESS,alias=NAME");
    while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view word = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (word.starts_with("ip=")) {
            attachment.address = word.substr(3);
            if (const auto address = IpAddress::parse(attachment.address); !address || address->isV6())
                return refuse(text, Reason::BadSyntax, "the address has to be an IPv4 address");
        } else if (word.starts_with("alias=") && word.size() > 6) {
            attachment.aliases.emplace_back(word.substr(6));
        } else {
            return refuse(text, Reason::BadSyntax, "say NAME, or NAME:ip=ADDRESS,alias=NAME");
        }
    }
    return attachment;
}

Result<engine::SocketMapping> parsePublishSocket(std::string_view text)
{
    engine::SocketMapping socket;
    socket.direction = engine::SocketDirection::OutOfContainer;
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return refuse(text, Reason::BadSyntax, "say HOST-PATH:PATH");
    std::string_view rest = text.substr(colon + 1);
    if (const std::size_t second = rest.find(':'); second != std::string_view::npos) {
        const std::string_view digits = rest.substr(second + 1);
        std::uint32_t mode = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), mode, 8);
        if (error != std::errc() || end != digits.data() + digits.size() || mode > 0777)
            return refuse(text, Reason::BadSyntax, "the permissions are octal, such as 0660");
        socket.mode = mode;
        rest = rest.substr(0, second);
    }
    if (!rest.starts_with('/'))
        return refuse(text, Reason::BadPath, "the path in the container has to be absolute");
    socket.containerPath = rest;
    std::error_code error;
    socket.hostPath = std::filesystem::absolute(text.substr(0, colon), error).lexically_normal().native();
    return socket;
}

Status NetworkOptions::applyTo(engine::ContainerSpec &spec) const
{
    for (const std::string &text : networks) {
        FIRKIN_ASSIGN(engine::NetworkAttachment attachment, parseNetwork(text));
        const bool isDefault = attachment.network == "default" || attachment.network == "bridge";
        if (networks.size() > 1 && (isDefault || attachment.network == "none"))
            return refuse("--network", Reason::ConflictingOptions, attachment.network + " stands alone: a named network that is not internal has the default one's way out");
        if (attachment.network == "host")
            return refuse("--network host", Reason::UnsupportedHere, "a container has a machine of its own, never the host's network");
        if ((isDefault || attachment.network == "none") && (!attachment.address.empty() || !attachment.aliases.empty()))
            return refuse("--network " + text, Reason::ConflictingOptions, "only a network of 'fk network' has addresses and aliases");
        if (attachment.network == "none")
            spec.network = false;
        else if (!isDefault)
            spec.networks.push_back(std::move(attachment));
    }
    if (spec.networks.empty() && (!aliases.empty() || !address.empty()))
        return refuse(aliases.empty() ? "--ip" : "--network-alias", Reason::ConflictingOptions, "this needs a named network");
    if (!address.empty()) {
        if (spec.networks.size() != 1)
            return refuse("--ip", Reason::ConflictingOptions, "with several networks say --network NAME:ip=ADDRESS");
        spec.networks.front().address = address;
    }
    for (engine::NetworkAttachment &attachment : spec.networks)
        attachment.aliases.insert(attachment.aliases.end(), aliases.begin(), aliases.end());
    spec.hostLoopback = hostLoopback;
    for (const std::string &text : sockets) {
        FIRKIN_ASSIGN(engine::SocketMapping socket, parsePublishSocket(text));
        spec.sockets.push_back(std::move(socket));
    }
    return {};
}

} // namespace firkin::cli

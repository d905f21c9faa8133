// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/guest_files.h"
#include "runtime/agent/guest/boot.h"
#include "runtime/agent/guest/netlink.h"
#include "runtime/agent/guest/sandbox_service.h"

namespace firkin::guest {

grpc::Status SandboxService::IpLinkSet(grpc::ServerContext *, const v3::IpLinkSetRequest *request, v3::IpLinkSetResponse *)
{
    return answer("ipLinkSet", [&] {
        if (request->interface() != "lo")
            MachineGate::pass(); // its driver may still be loading
        return setLink(request->interface(), request->up(), request->has_mtu() ? std::optional(request->mtu()) : std::nullopt);
    });
}

grpc::Status SandboxService::IpAddrAdd(grpc::ServerContext *, const v3::IpAddrAddRequest *request, v3::IpAddrAddResponse *)
{
    return answer("ipAddrAdd", [&]() -> Status {
        MachineGate::pass();
        if (request->ipv4address().empty() && request->ipv6address().empty())
            return fail(Operation::ConfigureNetwork, request->interface(), Reason::BadSyntax, "no address");
        if (!request->ipv4address().empty())
            FIRKIN_TRY(addAddress(request->interface(), request->ipv4address()));
        if (!request->ipv6address().empty())
            FIRKIN_TRY(addAddress(request->interface(), request->ipv6address()));
        return {};
    });
}

grpc::Status SandboxService::IpRouteAddLink(grpc::ServerContext *, const v3::IpRouteAddLinkRequest *request, v3::IpRouteAddLinkResponse *)
{
    return answer("ipRouteAddLink", [&]() -> Status {
        if (request->dstipv4addr().empty() && request->dstipv6addr().empty())
            return fail(Operation::ConfigureNetwork, request->interface(), Reason::BadSyntax, "no destination");
        if (!request->dstipv4addr().empty())
            FIRKIN_TRY(addRoute(request->interface(), {.destination = request->dstipv4addr(), .gateway = {}, .source = request->srcipv4addr(), .ipv6 = false}));
        if (!request->dstipv6addr().empty())
            FIRKIN_TRY(addRoute(request->interface(), {.destination = request->dstipv6addr(), .gateway = {}, .source = request->srcipv6addr(), .ipv6 = true}));
        return {};
    });
}

grpc::Status SandboxService::IpRouteAddDefault(grpc::ServerContext *, const v3::IpRouteAddDefaultRequest *request, v3::IpRouteAddDefaultResponse *)
{
    return answer("ipRouteAddDefault", [&]() -> Status {
        if (!request->ipv4gateway().empty() || request->ipv6gateway().empty())
            FIRKIN_TRY(addRoute(request->interface(), {.destination = {}, .gateway = request->ipv4gateway(), .source = {}, .ipv6 = false}));
        if (!request->ipv6gateway().empty())
            FIRKIN_TRY(addRoute(request->interface(), {.destination = {}, .gateway = request->ipv6gateway(), .source = {}, .ipv6 = true}));
        return {};
    });
}

grpc::Status SandboxService::ConfigureDns(grpc::ServerContext *, const v3::ConfigureDnsRequest *request, v3::ConfigureDnsResponse *)
{
    return answer("configureDns", [&] {
        DnsSettings dns;
        dns.nameservers = {request->nameservers().begin(), request->nameservers().end()};
        if (request->has_domain())
            dns.domain = request->domain();
        dns.searchDomains = {request->searchdomains().begin(), request->searchdomains().end()};
        dns.options = {request->options().begin(), request->options().end()};
        return writeEtcFile(request->location(), "resolv.conf", resolvConf(dns));
    });
}

grpc::Status SandboxService::ConfigureHosts(grpc::ServerContext *, const v3::ConfigureHostsRequest *request, v3::ConfigureHostsResponse *)
{
    return answer("configureHosts", [&] {
        std::vector<HostsEntry> entries;
        for (const auto &entry : request->entries())
            entries.push_back({entry.ipaddress(), {entry.hostnames().begin(), entry.hostnames().end()},
                               entry.has_comment() ? std::optional(entry.comment()) : std::nullopt});
        return writeEtcFile(request->location(), "hosts",
                            hostsFile(request->has_comment() ? std::optional(request->comment()) : std::nullopt, entries));
    });
}

} // namespace firkin::guest

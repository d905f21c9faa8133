// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/netlink.h"

#include "runtime/agent/guest/kernel_file.h"
#include "runtime/base/unique_fd.h"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

namespace firkin::guest {

namespace {

/// The kernel's macros are casts of C.
template <class T>
const T *payloadOf(const nlmsghdr &message)
{
    return reinterpret_cast<const T *>(reinterpret_cast<const char *>(&message) + NLMSG_HDRLEN);
}

/// One request being built: header, fixed part, attributes.
class Request {
public:
    template <class Fixed>
    Request(std::uint16_t type, int flags, const Fixed &fixed)
    {
        nlmsghdr head{};
        head.nlmsg_type = type;
        head.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
        head.nlmsg_seq = 1;
        append(&head, sizeof head);
        append(&fixed, sizeof fixed);
    }

    void attribute(std::uint16_t type, const void *data, std::size_t size)
    {
        const rtattr head{.rta_len = static_cast<unsigned short>(RTA_LENGTH(size)), .rta_type = type};
        append(&head, sizeof head);
        append(data, size);
    }
    void attribute(std::uint16_t type, std::uint32_t value) { attribute(type, &value, sizeof value); }
    void attribute(std::uint16_t type, const std::vector<unsigned char> &bytes)
    {
        attribute(type, bytes.data(), bytes.size());
    }

    [[nodiscard]] std::vector<char> finish()
    {
        const auto length = static_cast<std::uint32_t>(m_bytes.size());
        std::memcpy(m_bytes.data(), &length, sizeof length);
        return m_bytes;
    }

private:
    void append(const void *data, std::size_t size)
    {
        const char *bytes = static_cast<const char *>(data);
        m_bytes.insert(m_bytes.end(), bytes, bytes + size);
        m_bytes.resize(NLMSG_ALIGN(m_bytes.size()));
    }
    std::vector<char> m_bytes;
};

/// Sends a request and hands every message of the answer to `each`, until the acknowledgement or the end.
template <class Each>
Status exchange(Request request, std::string_view object, Each each)
{
    const auto bad = [&](int errnoValue, std::string_view call) {
        return fail(systemError(Operation::ConfigureNetwork, object, errnoValue, call));
    };
    const UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!fd)
        return bad(errno, "netlink socket");
    const std::vector<char> bytes = request.finish();
    if (::send(fd.get(), bytes.data(), bytes.size(), 0) < 0)
        return bad(errno, "netlink send");
    std::vector<char> buffer(64 * 1024);
    for (;;) {
        const ssize_t count = ::recv(fd.get(), buffer.data(), buffer.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return bad(errno, "netlink receive");
        auto left = static_cast<unsigned>(count);
        for (auto *message = reinterpret_cast<nlmsghdr *>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type == NLMSG_DONE)
                return {};
            if (message->nlmsg_type == NLMSG_ERROR) {
                const int problem = -payloadOf<nlmsgerr>(*message)->error;
                if (problem == 0)
                    return {};
                return bad(problem, "netlink");
            }
            each(*message);
        }
    }
}

Status exchange(Request request, std::string_view object)
{
    return exchange(std::move(request), object, [](const nlmsghdr &) {});
}

Result<unsigned> indexOf(const std::string &interface)
{
    const unsigned index = ::if_nametoindex(interface.c_str());
    if (index == 0)
        return fail(systemError(Operation::ConfigureNetwork, interface, errno));
    return index;
}

std::unexpected<Error> badAddress(std::string_view text)
{
    return fail(Operation::ConfigureNetwork, text.substr(0, 80), Reason::BadSyntax);
}

/// What is there already is what was asked for: an agent that is told twice agrees.
Status unlessItExists(Status status)
{
    if (!status && status.error().code == ErrorCode::AlreadyExists)
        return {};
    return status;
}

LinkCounters countersOf(const char *name, const rtnl_link_stats64 &stats)
{
    return {.interface = name,
            .receivedPackets = stats.rx_packets,
            .transmittedPackets = stats.tx_packets,
            .receivedBytes = stats.rx_bytes,
            .transmittedBytes = stats.tx_bytes,
            .receivedErrors = stats.rx_errors,
            .transmittedErrors = stats.tx_errors};
}

} // namespace

Result<CidrAddress> parseAddress(std::string_view text)
{
    CidrAddress out;
    out.family = text.find(':') == std::string_view::npos ? AF_INET : AF_INET6;
    out.bytes.resize(out.family == AF_INET ? 4 : 16);
    out.prefix = static_cast<unsigned>(out.bytes.size() * 8);
    if (::inet_pton(out.family, std::string(text).c_str(), out.bytes.data()) != 1)
        return badAddress(text);
    return out;
}

Result<CidrAddress> parseCidr(std::string_view text)
{
    const std::size_t slash = text.find('/');
    FIRKIN_ASSIGN(CidrAddress out, parseAddress(text.substr(0, slash)));
    if (slash == std::string_view::npos)
        return badAddress(text);
    const auto prefix = parseNumber(text.substr(slash + 1));
    if (!prefix || *prefix > out.prefix)
        return badAddress(text);
    out.prefix = static_cast<unsigned>(*prefix);
    return out;
}

Status setLink(const std::string &interface, bool up, std::optional<std::uint32_t> mtu)
{
    FIRKIN_ASSIGN(const unsigned index, indexOf(interface));
    ifinfomsg link{};
    link.ifi_family = AF_UNSPEC;
    link.ifi_index = static_cast<int>(index);
    link.ifi_flags = up ? IFF_UP : 0;
    link.ifi_change = IFF_UP;
    Request request(RTM_NEWLINK, NLM_F_ACK, link);
    if (mtu)
        request.attribute(IFLA_MTU, *mtu);
    return exchange(std::move(request), interface);
}

Status addAddress(const std::string &interface, std::string_view address)
{
    FIRKIN_ASSIGN(const CidrAddress cidr, parseCidr(address));
    FIRKIN_ASSIGN(const unsigned index, indexOf(interface));
    ifaddrmsg message{};
    message.ifa_family = static_cast<unsigned char>(cidr.family);
    message.ifa_prefixlen = static_cast<unsigned char>(cidr.prefix);
    message.ifa_index = index;
    message.ifa_scope = RT_SCOPE_UNIVERSE;
    if (cidr.family == AF_INET6) {
        // Addresses are given, not found: no router's word, and no wait for duplicates.
        for (const char *name : {"accept_ra", "autoconf"})
            static_cast<void>(writeKernelFile("/proc/sys/net/ipv6/conf/" + interface + "/" + name, "0"));
        message.ifa_flags = IFA_F_PERMANENT | IFA_F_NODAD;
    }
    Request request(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, message);
    if (cidr.family == AF_INET)
        request.attribute(IFA_LOCAL, cidr.bytes);
    request.attribute(IFA_ADDRESS, cidr.bytes);
    return unlessItExists(exchange(std::move(request), interface));
}

Status addRoute(const std::string &interface, const Route &route)
{
    FIRKIN_ASSIGN(const unsigned index, indexOf(interface));
    rtmsg message{};
    message.rtm_table = RT_TABLE_MAIN;
    message.rtm_type = RTN_UNICAST;
    message.rtm_family = route.ipv6 ? AF_INET6 : AF_INET;
    message.rtm_scope = route.gateway.empty() ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
    message.rtm_protocol = route.destination.empty() ? RTPROT_BOOT : RTPROT_STATIC;
    std::optional<CidrAddress> destination, gateway, source;
    if (!route.destination.empty()) {
        FIRKIN_ASSIGN(destination, parseCidr(route.destination));
        message.rtm_family = static_cast<unsigned char>(destination->family);
        message.rtm_dst_len = static_cast<unsigned char>(destination->prefix);
        if (destination->family == AF_INET)
            message.rtm_protocol = RTPROT_KERNEL;
    }
    if (!route.gateway.empty()) {
        FIRKIN_ASSIGN(gateway, parseAddress(route.gateway));
        message.rtm_family = static_cast<unsigned char>(gateway->family);
    }
    if (!route.source.empty()) {
        FIRKIN_ASSIGN(source, parseAddress(route.source));
    }
    Request request(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, message);
    if (destination)
        request.attribute(RTA_DST, destination->bytes);
    if (gateway)
        request.attribute(RTA_GATEWAY, gateway->bytes);
    if (source)
        request.attribute(RTA_PREFSRC, source->bytes);
    request.attribute(RTA_OIF, index);
    return unlessItExists(exchange(std::move(request), interface));
}

Result<std::vector<LinkCounters>> readLinkCounters()
{
    ifinfomsg all{};
    all.ifi_family = AF_UNSPEC;
    std::vector<LinkCounters> out;
    FIRKIN_TRY(exchange(Request(RTM_GETLINK, NLM_F_DUMP, all), {}, [&](const nlmsghdr &message) {
        const auto *link = payloadOf<ifinfomsg>(message);
        if (message.nlmsg_type != RTM_NEWLINK || (link->ifi_flags & IFF_LOOPBACK))
            return;
        const char *name = nullptr;
        rtnl_link_stats64 stats{};
        auto left = static_cast<unsigned>(IFLA_PAYLOAD(&message));
        for (const rtattr *attribute = IFLA_RTA(link); RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
            if (attribute->rta_type == IFLA_IFNAME)
                name = static_cast<const char *>(RTA_DATA(attribute));
            else if (attribute->rta_type == IFLA_STATS64)
                std::memcpy(&stats, RTA_DATA(attribute), std::min<std::size_t>(sizeof stats, RTA_PAYLOAD(attribute)));
        }
        if (name)
            out.push_back(countersOf(name, stats));
    }));
    return out;
}

} // namespace firkin::guest

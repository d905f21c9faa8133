// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The machine's network interfaces, by rtnetlink. Calls block shortly; any thread; each has a socket of its own.
namespace firkin::guest {

/// Up or down, and the MTU if given; other flags stay as they are.
Status setLink(const std::string &interface, bool up, std::optional<std::uint32_t> mtu);
/// `address` is CIDR, IPv4 or IPv6; the host part is kept. The same address again is fine.
Status addAddress(const std::string &interface, std::string_view address);

struct Route {
    std::string destination; ///< CIDR; empty: the default route
    std::string gateway;     ///< bare address; empty: on the link
    std::string source;      ///< preferred source, bare address; may be empty
    bool ipv6 = false;       ///< for a default route without a gateway
};
/// The same route again is fine.
Status addRoute(const std::string &interface, const Route &route);

struct LinkCounters {
    std::string interface;
    std::uint64_t receivedPackets = 0, transmittedPackets = 0;
    std::uint64_t receivedBytes = 0, transmittedBytes = 0;
    std::uint64_t receivedErrors = 0, transmittedErrors = 0;
};
/// All interfaces but the loopback.
Result<std::vector<LinkCounters>> readLinkCounters();

/// "192.168.64.3/24", "fd00::2/64". Pure.
struct CidrAddress {
    int family = 0; ///< AF_INET or AF_INET6
    std::vector<unsigned char> bytes;
    unsigned prefix = 0;
};
[[nodiscard]] Result<CidrAddress> parseCidr(std::string_view text);
/// A bare address, prefix 32 or 128.
[[nodiscard]] Result<CidrAddress> parseAddress(std::string_view text);

} // namespace firkin::guest

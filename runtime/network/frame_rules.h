// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ip_network.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// What a machine may send on a named network. Pure; every byte comes from a guest.
namespace firkin::network {

using MacAddress = std::array<std::uint8_t, 6>;

[[nodiscard]] std::optional<MacAddress> parseMac(std::string_view text);

/// Who is behind a port of the switch.
struct PortIdentity {
    MacAddress mac{};
    IpAddress address;
    std::optional<IpAddress> address6;
};

/// Larger than any frame of the largest MTU; what is longer is dropped.
constexpr std::size_t longestFrame = 9000 + 18;
constexpr std::size_t shortestFrame = 14;

/// Whether a frame bears its sender's own addresses: those of Ethernet, ARP, IPv4, IPv6 and neighbour discovery. Only these
/// protocols pass: a machine cannot speak for another one.
[[nodiscard]] bool isHonest(const PortIdentity &sender, std::span<const std::byte> frame);

[[nodiscard]] MacAddress destinationOf(std::span<const std::byte> frame);
/// Broadcast or multicast.
[[nodiscard]] constexpr bool isGroup(const MacAddress &mac) { return (mac[0] & 1) != 0; }

} // namespace firkin::network

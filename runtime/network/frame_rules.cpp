// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/network/frame_rules.h"

#include <algorithm>
#include <charconv>

namespace firkin::network {

namespace {

constexpr unsigned etherIpv4 = 0x0800;
constexpr unsigned etherArp = 0x0806;
constexpr unsigned etherIpv6 = 0x86dd;
constexpr std::size_t headerSize = 14;
constexpr std::size_t ipv6HeaderSize = 40;
constexpr unsigned nextHopByHop = 0;
constexpr unsigned nextIcmpv6 = 58;
constexpr unsigned routerAdvertisement = 134;
constexpr unsigned neighbourAdvertisement = 136;
constexpr unsigned redirect = 137;

/// Reads at any place; beyond the end is 0, and the caller has checked what matters.
unsigned byteAt(std::span<const std::byte> bytes, std::size_t offset)
{
    return offset < bytes.size() ? std::to_integer<unsigned>(bytes[offset]) : 0;
}

unsigned wordAt(std::span<const std::byte> bytes, std::size_t offset)
{
    return byteAt(bytes, offset) << 8 | byteAt(bytes, offset + 1);
}

bool equals(std::span<const std::byte> bytes, std::size_t offset, std::span<const std::uint8_t> expected)
{
    if (offset + expected.size() > bytes.size())
        return false;
    return std::ranges::equal(bytes.subspan(offset, expected.size()), expected, {}, [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
}

bool isZero(std::span<const std::byte> bytes, std::size_t offset, std::size_t size)
{
    if (offset + size > bytes.size())
        return false;
    return std::ranges::all_of(bytes.subspan(offset, size), [](std::byte b) { return b == std::byte{0}; });
}

std::span<const std::uint8_t> bytesOf(const IpAddress &address)
{
    return std::span(address.bytes()).first(address.isV6() ? 16 : 4);
}

bool isOwnV4(const PortIdentity &sender, std::span<const std::byte> packet, std::size_t offset)
{
    return equals(packet, offset, bytesOf(sender.address)) || isZero(packet, offset, 4); // 0.0.0.0: it has none yet
}

/// Its address of the network, or one that is valid on the link only.
bool isOwnV6(const PortIdentity &sender, std::span<const std::byte> packet, std::size_t offset)
{
    if (offset + 16 > packet.size())
        return false;
    const bool isLinkLocal = byteAt(packet, offset) == 0xfe && (byteAt(packet, offset + 1) & 0xc0) == 0x80;
    return isLinkLocal || isZero(packet, offset, 16) || (sender.address6 && equals(packet, offset, bytesOf(*sender.address6)));
}

bool isHonestArp(const PortIdentity &sender, std::span<const std::byte> packet)
{
    const bool isEthernetV4 = packet.size() >= 28 && wordAt(packet, 0) == 1 && wordAt(packet, 2) == etherIpv4
        && byteAt(packet, 4) == 6 && byteAt(packet, 5) == 4;
    return isEthernetV4 && equals(packet, 8, sender.mac) && isOwnV4(sender, packet, 14);
}

bool isHonestIpv4(const PortIdentity &sender, std::span<const std::byte> packet)
{
    return packet.size() >= 20 && byteAt(packet, 0) >> 4 == 4 && isOwnV4(sender, packet, 12);
}

bool isHonestIpv6(const PortIdentity &sender, std::span<const std::byte> packet)
{
    if (packet.size() < ipv6HeaderSize || byteAt(packet, 0) >> 4 != 6 || !isOwnV6(sender, packet, 8))
        return false;
    // Neighbour discovery is not fragmented and has no extension header but hop-by-hop's.
    unsigned next = byteAt(packet, 6);
    std::size_t offset = ipv6HeaderSize;
    if (next == nextHopByHop) {
        next = byteAt(packet, offset);
        offset += (byteAt(packet, offset + 1) + 1) * std::size_t{8};
    }
    if (next != nextIcmpv6)
        return true;
    const unsigned type = byteAt(packet, offset);
    if (type == routerAdvertisement || type == redirect)
        return false; // no machine is a router here
    return type != neighbourAdvertisement || isOwnV6(sender, packet, offset + 8);
}

} // namespace

std::optional<MacAddress> parseMac(std::string_view text)
{
    if (text.size() != 17)
        return std::nullopt;
    MacAddress mac{};
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const char *begin = text.data() + i * 3;
        const auto [end, error] = std::from_chars(begin, begin + 2, mac.at(i), 16);
        if (error != std::errc() || end != begin + 2 || (i < 5 && *end != ':'))
            return std::nullopt;
    }
    return mac;
}

MacAddress destinationOf(std::span<const std::byte> frame)
{
    MacAddress mac{};
    for (std::size_t i = 0; i < mac.size(); ++i)
        mac.at(i) = static_cast<std::uint8_t>(byteAt(frame, i));
    return mac;
}

bool isHonest(const PortIdentity &sender, std::span<const std::byte> frame)
{
    if (frame.size() < shortestFrame || frame.size() > longestFrame || !equals(frame, 6, sender.mac))
        return false;
    const auto packet = frame.subspan(headerSize);
    switch (wordAt(frame, 12)) {
    case etherArp: return isHonestArp(sender, packet);
    case etherIpv4: return isHonestIpv4(sender, packet);
    case etherIpv6: return isHonestIpv6(sender, packet);
    default: return false;
    }
}

} // namespace firkin::network

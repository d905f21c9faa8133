// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/ip_network.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace firkin {

namespace {

/// The byte of a prefix's mask at `index`.
std::uint8_t maskByte(int prefix, std::size_t index)
{
    const int bits = std::clamp(prefix - static_cast<int>(index) * 8, 0, 8);
    return static_cast<std::uint8_t>(0xff00 >> bits);
}

} // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text)
{
    const std::string literal(text);
    if (literal.find('\0') != std::string::npos)
        return std::nullopt;
    IpAddress address;
    if (::inet_pton(AF_INET, literal.c_str(), address.m_bytes.data()) == 1)
        return address;
    address.m_v6 = true;
    if (::inet_pton(AF_INET6, literal.c_str(), address.m_bytes.data()) == 1)
        return address;
    return std::nullopt;
}

std::string IpAddress::str() const
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(m_v6 ? AF_INET6 : AF_INET, m_bytes.data(), text.data(), text.size());
    return text.data();
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    const auto address = IpAddress::parse(text.substr(0, slash));
    const std::string_view digits = text.substr(slash + 1);
    int prefix = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), prefix);
    if (!address || error != std::errc() || end != digits.data() + digits.size() || prefix < 0 || prefix > address->bits())
        return std::nullopt;
    IpNetwork network;
    network.m_base = *address;
    network.m_prefix = prefix;
    for (std::size_t i = 0; i < network.m_base.m_bytes.size(); ++i)
        network.m_base.m_bytes[i] &= maskByte(prefix, i);
    return network;
}

std::string IpNetwork::str() const
{
    return m_base.str() + "/" + std::to_string(m_prefix);
}

bool IpNetwork::contains(const IpAddress &address) const
{
    if (address.isV6() != isV6())
        return false;
    for (std::size_t i = 0; i < address.m_bytes.size(); ++i) {
        if ((address.m_bytes[i] & maskByte(m_prefix, i)) != m_base.m_bytes[i])
            return false;
    }
    return true;
}

bool IpNetwork::overlaps(const IpNetwork &other) const
{
    return contains(other.m_base) || other.contains(m_base);
}

IpAddress IpNetwork::host(std::uint64_t number) const
{
    IpAddress address = m_base;
    std::uint64_t rest = number;
    for (int i = m_base.bits() / 8 - 1; i >= 0 && rest > 0; --i, rest >>= 8)
        address.m_bytes[static_cast<std::size_t>(i)] |= static_cast<std::uint8_t>(rest & 0xff);
    return address;
}

std::uint64_t IpNetwork::hostCount() const
{
    return std::uint64_t{1} << std::min(m_base.bits() - m_prefix, 32);
}

} // namespace firkin

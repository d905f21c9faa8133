// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Addresses and networks of the internet protocol as values. Pure.
namespace firkin {

class IpAddress {
public:
    /// A literal: "10.1.2.3", "fd00::1"; no zone, no port.
    static std::optional<IpAddress> parse(std::string_view text);

    [[nodiscard]] bool isV6() const { return m_v6; }
    [[nodiscard]] int bits() const { return m_v6 ? 128 : 32; }
    [[nodiscard]] std::string str() const;
    /// Its bytes in network order; the first four of a v4 address.
    [[nodiscard]] const std::array<std::uint8_t, 16> &bytes() const { return m_bytes; }
    friend auto operator<=>(const IpAddress &, const IpAddress &) = default;

private:
    friend class IpNetwork;
    bool m_v6 = false;
    std::array<std::uint8_t, 16> m_bytes{};
};

/// An address range "10.1.2.0/24". Host bits of what is parsed are dropped.
class IpNetwork {
public:
    static std::optional<IpNetwork> parse(std::string_view text);

    [[nodiscard]] bool isV6() const { return m_base.isV6(); }
    [[nodiscard]] int prefix() const { return m_prefix; }
    [[nodiscard]] const IpAddress &base() const { return m_base; }
    [[nodiscard]] std::string str() const;
    [[nodiscard]] bool contains(const IpAddress &address) const;
    [[nodiscard]] bool overlaps(const IpNetwork &other) const;
    /// The number-th address; the caller keeps it below hostCount().
    [[nodiscard]] IpAddress host(std::uint64_t number) const;
    /// Addresses, network and broadcast included; at most 2^32.
    [[nodiscard]] std::uint64_t hostCount() const;
    friend bool operator==(const IpNetwork &, const IpNetwork &) = default;

private:
    IpAddress m_base;
    int m_prefix = 0;
};

} // namespace firkin

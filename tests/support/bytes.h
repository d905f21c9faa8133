// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace firkin::test {

/// The same for the same seed.
template <class Bytes = std::vector<std::byte>>
Bytes randomBytes(std::size_t size, unsigned seed)
{
    std::mt19937 random(seed);
    Bytes out(size, typename Bytes::value_type{});
    for (auto &byte : out)
        byte = static_cast<typename Bytes::value_type>(random());
    return out;
}

/// All that a socket gives until its end, or until it breaks.
template <class Bytes = std::vector<std::byte>>
Bytes readToEnd(int fd)
{
    Bytes all;
    std::array<typename Bytes::value_type, 65536> buffer;
    for (;;) {
        const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
        if (count <= 0)
            return all;
        all.insert(all.end(), buffer.begin(), buffer.begin() + count);
    }
}

} // namespace firkin::test

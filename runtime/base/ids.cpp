// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/ids.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace firkin {

bool isValidId(std::string_view text)
{
    if (text.empty() || text.size() > 64 || text == "." || text == "..")
        return false;
    return std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.'
               || c == '-';
    });
}

std::string randomId()
{
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    std::array<unsigned char, 12> bytes{};
    while (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        if (errno != EINTR)
            std::abort(); // a kernel without a random source: nothing here can be right
    }
    std::string id;
    for (const unsigned char byte : bytes)
        id += alphabet[byte % alphabet.size()];
    return id;
}

} // namespace firkin

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace firkin::cli {

/// Looks for the keys that detach in what is typed. Keys that might be the beginning are held back until the next one
/// tells. Pure.
class DetachKeys {
public:
    explicit DetachKeys(std::string sequence = "\x10\x11") : m_sequence(std::move(sequence)) {}

    struct Found {
        std::string forward; ///< to the program inside
        bool detach = false;  ///< what came after the sequence is dropped
    };
    [[nodiscard]] Found feed(std::string_view typed);

private:
    std::string m_sequence; // empty: never
    std::size_t m_matched = 0;
};

} // namespace firkin::cli

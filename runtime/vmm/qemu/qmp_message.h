// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace firkin::vmm::qemu {

/// What QEMU's monitor can say, one JSON object a line.
struct QmpGreeting {
    std::string version; ///< "10.0.13"
};
struct QmpReply {
    std::uint64_t id = 0;
    nlohmann::json value; ///< what "return" holds
};
struct QmpFailure {
    std::optional<std::uint64_t> id; ///< none: QEMU did not understand the line itself
    std::string errorClass;
    std::string description;
};
struct QmpEvent {
    std::string name;
    nlohmann::json data;
};
using QmpMessage = std::variant<QmpGreeting, QmpReply, QmpFailure, QmpEvent>;

/// Pure; never throws. ProtocolViolation for what is none of them.
[[nodiscard]] Result<QmpMessage> parseQmpMessage(std::string_view line);

/// `{"execute": …, "arguments": …, "id": …}` with its end of line.
[[nodiscard]] std::string qmpCommand(std::string_view name, const nlohmann::json &arguments, std::uint64_t id);

/// Cuts a byte stream into lines, however it arrives. An endless line is an error, not a growing buffer.
class LineSplitter {
public:
    explicit LineSplitter(std::size_t longest) : m_longest(longest) {}
    /// Adds bytes; the lines completed by them come out of next().
    Status add(std::string_view bytes);
    /// Without its end ("\n" or "\r\n").
    [[nodiscard]] std::optional<std::string> next();

private:
    std::size_t m_longest;
    std::string m_buffer;
    std::size_t m_start = 0;   ///< of the first line not yet given out
    std::size_t m_scanned = 0; ///< no newline before this
};

} // namespace firkin::vmm::qemu

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace firkin {

/// A validated identifier: 1 to 64 of [A-Za-z0-9_.-], neither "." nor "..". The tag keeps kinds apart.
template <class Tag>
class Id {
public:
    Id() = default; ///< empty: "none"
    static Result<Id> parse(std::string_view text);

    [[nodiscard]] const std::string &str() const { return m_text; }
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    friend auto operator<=>(const Id &, const Id &) = default;

private:
    explicit Id(std::string text) : m_text(std::move(text)) {}
    std::string m_text;
};

/// The rule itself, for callers that have no kind.
[[nodiscard]] bool isValidId(std::string_view text);
/// 12 characters of base32 from the kernel's random source.
[[nodiscard]] std::string randomId();

template <class Tag>
Result<Id<Tag>> Id<Tag>::parse(std::string_view text)
{
    if (!isValidId(text))
        return fail(Operation::ParseOptions, text.substr(0, 80), Reason::BadId);
    return Id(std::string(text));
}

using ContainerId = Id<struct ContainerIdTag>;
using ProcessId = Id<struct ProcessIdTag>;
using MachineId = Id<struct MachineIdTag>;
using PodId = Id<struct PodIdTag>; ///< its machine has the same text
using SessionId = Id<struct SessionIdTag>;

} // namespace firkin

template <class Tag>
struct std::hash<firkin::Id<Tag>> {
    std::size_t operator()(const firkin::Id<Tag> &id) const noexcept
    {
        return std::hash<std::string>()(id.str());
    }
};

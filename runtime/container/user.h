// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firkin::container {

/// Who a process runs as. Names are looked up in the container's own passwd and group, by the agent.
class User {
public:
    struct Named {
        std::string text; ///< user, user:group, uid:group …
        friend bool operator==(const Named &, const Named &) = default;
    };
    struct Numeric {
        std::uint32_t uid = 0;
        std::uint32_t gid = 0;
        friend bool operator==(const Numeric &, const Numeric &) = default;
    };

    User() : m_who(Numeric{}) {} ///< root
    static User named(std::string text) { return User(Named{std::move(text)}); }
    static User numeric(std::uint32_t uid, std::uint32_t gid) { return User(Numeric{uid, gid}); }
    /// "uid:gid" and "uid" (the group then being the agent's to find) are numeric; anything else is a name; empty: root.
    static User parse(std::string_view text);
    [[nodiscard]] User withExtraGroups(std::vector<std::uint32_t> groups) const;
    /// By name, looked up in the container's group file by our own agent.
    [[nodiscard]] User withExtraGroupNames(std::vector<std::string> groups) const;

    [[nodiscard]] const std::variant<Numeric, Named> &who() const { return m_who; }
    [[nodiscard]] const std::vector<std::uint32_t> &extraGroups() const { return m_extraGroups; }
    [[nodiscard]] const std::vector<std::string> &extraGroupNames() const { return m_extraGroupNames; }
    friend bool operator==(const User &, const User &) = default;

private:
    explicit User(std::variant<Numeric, Named> who) : m_who(std::move(who)) {}
    std::variant<Numeric, Named> m_who;
    std::vector<std::uint32_t> m_extraGroups;
    std::vector<std::string> m_extraGroupNames;
};

} // namespace firkin::container

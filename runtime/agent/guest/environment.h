// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace firkin::guest {

/// What the agent gives to the programs that it starts. Not libc's environment, which threads must not change.
/// Any thread.
class Environment {
public:
    /// Starts with the calling process' own.
    Environment();
    void set(const std::string &key, const std::string &value);
    [[nodiscard]] std::optional<std::string> find(const std::string &key) const;
    /// "K=V".
    [[nodiscard]] std::vector<std::string> entries() const;

private:
    mutable std::mutex m_mutex;
    std::map<std::string, std::string> m_values;
};

} // namespace firkin::guest

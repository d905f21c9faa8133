// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/environment.h"

#include <unistd.h>

namespace firkin::guest {

Environment::Environment()
{
    for (char **entry = environ; entry && *entry; ++entry) {
        const std::string text = *entry;
        if (const std::size_t at = text.find('='); at != std::string::npos)
            m_values[text.substr(0, at)] = text.substr(at + 1);
    }
}

void Environment::set(const std::string &key, const std::string &value)
{
    const std::lock_guard lock(m_mutex);
    m_values[key] = value;
}

std::optional<std::string> Environment::find(const std::string &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_values.find(key);
    return found == m_values.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> Environment::entries() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> out;
    for (const auto &[key, value] : m_values)
        out.push_back(key + "=" + value);
    return out;
}

} // namespace firkin::guest

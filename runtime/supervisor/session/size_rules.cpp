// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/session/size_rules.h"

#include <algorithm>
#include <tuple>

namespace firkin::supervisor {

namespace {

bool isUsable(TerminalSize size)
{
    return size.columns > 0 && size.rows > 0;
}

} // namespace

std::optional<TerminalSize> SizeRules::apply()
{
    const auto leader = std::ranges::max_element(m_viewers, {}, [](const auto &entry) {
        return std::tuple(entry.second.lastTyped, entry.second.cameAs);
    });
    if (leader == m_viewers.end() || leader->second.size == m_size || !isUsable(leader->second.size))
        return std::nullopt;
    m_size = leader->second.size;
    return m_size;
}

std::optional<TerminalSize> SizeRules::attached(ViewerId viewer, TerminalSize size)
{
    m_viewers[viewer] = {size, 0, ++m_clock};
    return apply();
}

std::optional<TerminalSize> SizeRules::resized(ViewerId viewer, TerminalSize size)
{
    const auto found = m_viewers.find(viewer);
    if (found == m_viewers.end())
        return std::nullopt;
    found->second.size = size;
    return apply();
}

std::optional<TerminalSize> SizeRules::typed(ViewerId viewer)
{
    const auto found = m_viewers.find(viewer);
    if (found == m_viewers.end())
        return std::nullopt;
    found->second.lastTyped = ++m_clock;
    return apply();
}

std::optional<TerminalSize> SizeRules::detached(ViewerId viewer)
{
    m_viewers.erase(viewer);
    return apply();
}

} // namespace firkin::supervisor

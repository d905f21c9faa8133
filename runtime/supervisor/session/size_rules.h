// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

#include <cstdint>
#include <map>
#include <optional>

namespace firkin::supervisor {

using engine::TerminalSize;

/// Whose window sets a session's size: the viewer who typed last; before anybody has typed, the one who came last. When
/// that one goes, the one who typed before. Pure.
class SizeRules {
public:
    using ViewerId = std::uint64_t;

    explicit SizeRules(TerminalSize initial) : m_size(initial) {}

    // Each returns the size to apply, if it changes.
    std::optional<TerminalSize> attached(ViewerId viewer, TerminalSize size);
    std::optional<TerminalSize> resized(ViewerId viewer, TerminalSize size);
    std::optional<TerminalSize> typed(ViewerId viewer);
    std::optional<TerminalSize> detached(ViewerId viewer);

    [[nodiscard]] TerminalSize size() const { return m_size; }

private:
    struct Viewer {
        TerminalSize size;
        std::uint64_t lastTyped = 0; ///< 0: never
        std::uint64_t cameAs = 0;
    };
    std::optional<TerminalSize> apply();

    TerminalSize m_size;
    std::uint64_t m_clock = 0;
    std::map<ViewerId, Viewer> m_viewers;
};

} // namespace firkin::supervisor

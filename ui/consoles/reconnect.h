#pragma once

#include <chrono>
#include <optional>

namespace firkin::ui {

/// When to try again after a connection was lost: 0.5, 1, 2, 4, 8 seconds, then only when asked.
[[nodiscard]] constexpr std::optional<std::chrono::milliseconds> retryDelay(int attempt)
{
    if (attempt < 0 || attempt > 4)
        return std::nullopt;
    return std::chrono::milliseconds(500 << attempt);
}

} // namespace firkin::ui

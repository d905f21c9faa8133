#pragma once

#include "runtime/engine/types.h"

#include <QString>

#include <chrono>

/// Numbers, sizes and times as the window shows them, by QLocale. One formatter for each.
namespace firkin::ui {

[[nodiscard]] QString formatSize(std::uint64_t bytes);       ///< "1.5 GiB": three digits, IEC
[[nodiscard]] QString formatRate(double bytesPerSecond);     ///< "1.5 MiB/s"
[[nodiscard]] QString formatPercent(double share);           ///< 0.123 → "12 %"; below ten per cent one decimal
[[nodiscard]] QString formatNumber(std::uint64_t number);
/// "4 s", "3 min", "2 h 5 min", "3 d 4 h": two units at most.
[[nodiscard]] QString formatDuration(std::chrono::milliseconds duration);
/// For short spans: "240 ms", "1.25 s", "4.2 s".
[[nodiscard]] QString formatShortDuration(std::chrono::microseconds duration);
[[nodiscard]] QString formatDateTime(engine::WallTime time);
[[nodiscard]] QString formatTime(engine::WallTime time);     ///< time of day with seconds
[[nodiscard]] QString formatAge(engine::WallTime since, engine::WallTime now); ///< "5 min ago"
/// "127.0.0.1:8080 → 80"
[[nodiscard]] QString formatPort(const engine::PortMapping &port);
[[nodiscard]] QString formatPorts(const std::vector<engine::PortMapping> &ports); ///< short: "8080→80, 53→53/udp"

} // namespace firkin::ui

#pragma once

/// Distances of the window, in device-independent pixels: multiples of four.
namespace firkin::ui::metrics {

inline constexpr int tight = 4;
inline constexpr int small = 8;
inline constexpr int medium = 12;
inline constexpr int large = 16;
inline constexpr int huge = 24;
inline constexpr int icon = 16;
inline constexpr int radius = 6;
inline constexpr int rowHeight = 32;
inline constexpr int sideBarWidth = 176;
inline constexpr int narrowListWidth = 260;

} // namespace firkin::ui::metrics

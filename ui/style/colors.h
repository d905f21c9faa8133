#pragma once

#include <QColor>
#include <QPalette>

namespace firkin::ui {

/// What a colour means. Each has a light and a dark variant in one table, with a contrast of at least 4.5 against
/// window and base (a test checks). State is never shown by colour alone.
enum class Tone : std::uint8_t {
    Running,
    Warning,
    Error,
    Info,
    Muted, ///< secondary text
    Series1,
    Series2,
    Series3,
    Series4,
    Series5,
    Series6,
};
inline constexpr int toneCount = 11;

/// Judged by the lightness of the palette's window colour.
[[nodiscard]] bool isDark(const QPalette &palette);
[[nodiscard]] QColor toneColor(Tone tone, const QPalette &palette);
/// Lines between areas and around cards.
[[nodiscard]] QColor borderColor(const QPalette &palette);
/// Ground of cards, side bar and headers: a step away from the base.
[[nodiscard]] QColor surfaceColor(const QPalette &palette);
[[nodiscard]] QColor hoverColor(const QPalette &palette);
/// A soft ground for a banner of that tone; text of the normal colour stays readable on it.
[[nodiscard]] QColor tintColor(Tone tone, const QPalette &palette);

/// WCAG contrast of two opaque colours, 1 … 21.
[[nodiscard]] double contrast(const QColor &a, const QColor &b);

} // namespace firkin::ui

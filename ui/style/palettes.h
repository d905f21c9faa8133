#pragma once

#include <QPalette>

class QApplication;

namespace firkin::ui {

enum class Theme : std::uint8_t { System, Light, Dark };

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// Light and Dark: Fusion with our style on top and our palettes. System: the platform's style and palette; where the
/// platform has none of its own (its style is Fusion), our palettes by its colour scheme.
void applyTheme(QApplication &application, Theme theme);

} // namespace firkin::ui

#pragma once

#include "ui/style/colors.h"

#include <QIcon>

#include <optional>

namespace firkin::ui {

/// Our own monochrome drawings, 16 units square, resources/icons/<name>.svg; painted in the palette's text colour
/// (disabled and selected included), whatever the theme. `name`: "play", "stop", "trash" …
[[nodiscard]] QIcon icon(QLatin1StringView name);
/// In a tone's colour.
[[nodiscard]] QIcon icon(QLatin1StringView name, Tone tone);
/// All names there are; a test walks them.
[[nodiscard]] QStringList iconNames();
/// Firkin's own mark, in colour.
[[nodiscard]] QIcon applicationIcon();

} // namespace firkin::ui

#pragma once

#include <QColor>
#include <QString>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

class QPalette;

namespace firkin::ui {

/// A colour as SGR names it: one of 16, of 256, or its own.
struct AnsiColor {
    enum class Kind : std::uint8_t { Default, Indexed, Rgb } kind = Kind::Default;
    std::uint32_t value = 0; ///< index or 0xRRGGBB
    friend bool operator==(AnsiColor, AnsiColor) = default;
};

struct AnsiStyle {
    AnsiColor foreground;
    AnsiColor background;
    bool bold = false;
    bool dim = false;
    bool underline = false;
    bool inverse = false;
    friend bool operator==(const AnsiStyle &, const AnsiStyle &) = default;
};

struct StyledSpan {
    int start = 0;
    int length = 0;
    AnsiStyle style;
};

/// A line as it is shown: colours interpreted (SGR), erase-to-end dropped, tabs expanded, everything else that does not
/// print escaped where it stands.
struct LineText {
    QString text;
    std::vector<StyledSpan> spans; ///< only where the style is not the default
};
[[nodiscard]] LineText toLineText(std::string_view bytes);

/// The colour on this palette's base; moved towards the text colour until it can be read there.
[[nodiscard]] std::optional<QColor> ansiForeground(AnsiColor color, const QPalette &palette);
[[nodiscard]] std::optional<QColor> ansiBackground(AnsiColor color, const QPalette &palette);

} // namespace firkin::ui

#include "ui/style/colors.h"

#include <array>
#include <cmath>

namespace firkin::ui {

namespace {

struct Pair {
    QRgb light;
    QRgb dark;
};

constexpr std::array<Pair, toneCount> tones = {{
    {0xff1a7f37, 0xff4cc46b}, // Running
    {0xff8a5a00, 0xffe0a93b}, // Warning
    {0xffc4232b, 0xffff7b72}, // Error
    {0xff2a66c9, 0xff7fb2ff}, // Info
    {0xff5f6874, 0xff9aa3ae}, // Muted
    {0xff2a66c9, 0xff7fb2ff}, // Series1: blue
    {0xff0b7a75, 0xff45c4b8}, // Series2: teal
    {0xff8f5b00, 0xffe5b454}, // Series3: amber
    {0xff7d4ac4, 0xffc49bff}, // Series4: violet
    {0xffb0306a, 0xffff8fb8}, // Series5: rose
    {0xff4c7300, 0xffa3cf52}, // Series6: leaf
}};

QColor mix(const QColor &a, const QColor &b, double share)
{
    const auto blend = [share](int x, int y) { return static_cast<int>(std::lround(x + (y - x) * share)); };
    return {blend(a.red(), b.red()), blend(a.green(), b.green()), blend(a.blue(), b.blue())};
}

double channel(double value)
{
    return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

QColor toneColor(Tone tone, const QPalette &palette)
{
    const Pair &pair = tones[static_cast<std::size_t>(tone)];
    return QColor::fromRgb(isDark(palette) ? pair.dark : pair.light);
}

QColor borderColor(const QPalette &palette)
{
    return mix(palette.color(QPalette::Window), palette.color(QPalette::WindowText), isDark(palette) ? 0.16 : 0.13);
}

QColor surfaceColor(const QPalette &palette)
{
    return palette.color(QPalette::Window);
}

QColor hoverColor(const QPalette &palette)
{
    QColor color = palette.color(QPalette::WindowText);
    color.setAlphaF(isDark(palette) ? 0.08f : 0.055f);
    return color;
}

QColor tintColor(Tone tone, const QPalette &palette)
{
    return mix(palette.color(QPalette::Base), toneColor(tone, palette), isDark(palette) ? 0.16 : 0.09);
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace firkin::ui

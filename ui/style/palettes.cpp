#include "ui/style/palettes.h"

#include "ui/style/firkin_style.h"

#include <QApplication>
#include <QStyleFactory>
#include <QStyleHints>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

struct Colors {
    QRgb window, base, alternate, text, muted, disabled, button, accent, accentText, link, visited, tip;
};

QPalette paletteOf(const Colors &c)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor::fromRgb(color)); };
    set(QPalette::Window, c.window);
    set(QPalette::WindowText, c.text);
    set(QPalette::Base, c.base);
    set(QPalette::AlternateBase, c.alternate);
    set(QPalette::Text, c.text);
    set(QPalette::PlaceholderText, c.muted);
    set(QPalette::Button, c.button);
    set(QPalette::ButtonText, c.text);
    set(QPalette::BrightText, 0xffffffff);
    set(QPalette::Highlight, c.accent);
    set(QPalette::Accent, c.accent);
    set(QPalette::HighlightedText, c.accentText);
    set(QPalette::Link, c.link);
    set(QPalette::LinkVisited, c.visited);
    set(QPalette::ToolTipBase, c.tip);
    set(QPalette::ToolTipText, c.text);
    const QColor button = QColor::fromRgb(c.button);
    palette.setColor(QPalette::Light, button.lighter(112));
    palette.setColor(QPalette::Midlight, button.lighter(106));
    palette.setColor(QPalette::Mid, button.darker(118));
    palette.setColor(QPalette::Dark, button.darker(140));
    palette.setColor(QPalette::Shadow, QColor(0, 0, 0, 160));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(c.disabled));
    return palette;
}

bool platformHasItsOwnLook(const QString &platformStyle)
{
    // Qt falls back to Fusion where no desktop says otherwise.
    return !platformStyle.isEmpty() && platformStyle.compare("fusion"_L1, Qt::CaseInsensitive) != 0;
}

} // namespace

QPalette lightPalette()
{
    return paletteOf({.window = 0xfff4f5f7,
                      .base = 0xffffffff,
                      .alternate = 0xfffafbfc,
                      .text = 0xff1b1f24,
                      .muted = 0xff5f6874,
                      .disabled = 0xff9aa1aa,
                      .button = 0xffffffff,
                      .accent = 0xff2a66c9,
                      .accentText = 0xffffffff,
                      .link = 0xff2a66c9,
                      .visited = 0xff7d4ac4,
                      .tip = 0xffffffff});
}

QPalette darkPalette()
{
    return paletteOf({.window = 0xff1c1f25,
                      .base = 0xff15181c,
                      .alternate = 0xff191c21,
                      .text = 0xffe3e6ea,
                      .muted = 0xff9aa3ae,
                      .disabled = 0xff6a727c,
                      .button = 0xff272b32,
                      .accent = 0xff3370d4,
                      .accentText = 0xffffffff,
                      .link = 0xff7fb2ff,
                      .visited = 0xffc49bff,
                      .tip = 0xff272b32});
}

void applyTheme(QApplication &application, Theme theme)
{
    // What the platform chose, remembered before the first change.
    static const QString platformStyle = application.style()->name();
    if (theme == Theme::System && platformHasItsOwnLook(platformStyle)) {
        QApplication::setStyle(QStyleFactory::create(platformStyle));
        QApplication::setPalette(QPalette());
        return;
    }
    const bool dark = theme == Theme::Dark
                      || (theme == Theme::System && QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark);
    QApplication::setStyle(new FirkinStyle);
    QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

} // namespace firkin::ui

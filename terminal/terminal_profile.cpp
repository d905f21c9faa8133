#include "terminal/terminal_profile.h"

#include <QFontDatabase>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace firkin::terminal {

TerminalProfile TerminalProfile::standard()
{
    TerminalProfile profile;
    profile.font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    profile.font.setStyleHint(QFont::Monospace);
    if (profile.font.pointSize() < 6)
        profile.font.setPointSize(10);
    return profile;
}

int TerminalProfile::clampedScrollback() const
{
    return std::clamp(scrollbackLines, 0, maxScrollback);
}

QByteArray TerminalProfile::save() const
{
    const char *names[] = {"automatic", "light", "dark"};
    return QJsonDocument(QJsonObject{{QStringLiteral("font"), font.family()},
                                     {QStringLiteral("size"), font.pointSize()},
                                     {QStringLiteral("scheme"), QString::fromLatin1(names[static_cast<int>(scheme)])},
                                     {QStringLiteral("scrollback"), scrollbackLines},
                                     {QStringLiteral("confirmPaste"), confirmMultiLinePaste},
                                     {QStringLiteral("copyOnSelect"), copyOnSelect},
                                     {QStringLiteral("bell"), bell}})
        .toJson(QJsonDocument::Compact);
}

TerminalProfile TerminalProfile::load(const QByteArray &bytes)
{
    TerminalProfile profile = standard();
    const QJsonObject object = QJsonDocument::fromJson(bytes).object();
    if (const QString family = object[QStringLiteral("font")].toString(); QFontDatabase::isFixedPitch(family))
        profile.font.setFamily(family);
    if (const int size = object[QStringLiteral("size")].toInt(); size >= 6 && size <= 40)
        profile.font.setPointSize(size);
    const QString scheme = object[QStringLiteral("scheme")].toString();
    profile.scheme = scheme == u"light" ? Scheme::Light : scheme == u"dark" ? Scheme::Dark : Scheme::Automatic;
    profile.scrollbackLines = std::clamp(object[QStringLiteral("scrollback")].toInt(defaultScrollback), 0, maxScrollback);
    profile.confirmMultiLinePaste = object[QStringLiteral("confirmPaste")].toBool(true);
    profile.copyOnSelect = object[QStringLiteral("copyOnSelect")].toBool(false);
    profile.bell = object[QStringLiteral("bell")].toBool(true);
    return profile;
}

} // namespace firkin::terminal

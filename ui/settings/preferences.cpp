#include "ui/settings/preferences.h"

#include <QSettings>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

Preferences::Preferences(const QString &file, QObject *parent)
    : QObject(parent)
    , m_settings(file.isEmpty() ? std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, u"firkin"_s, u"window"_s)
                                : std::make_unique<QSettings>(file, QSettings::IniFormat))
{
}

Preferences::~Preferences() = default;

Theme Preferences::theme() const
{
    const QString name = m_settings->value("theme"_L1).toString();
    return name == "light"_L1 ? Theme::Light : name == "dark"_L1 ? Theme::Dark : Theme::System;
}

void Preferences::setTheme(Theme theme)
{
    m_settings->setValue("theme"_L1, theme == Theme::Light ? u"light"_s : theme == Theme::Dark ? u"dark"_s : u"system"_s);
    Q_EMIT themeChanged(theme);
}

Preferences::QuitAnswer Preferences::quitAnswer() const
{
    const QString name = m_settings->value("quit"_L1).toString();
    return name == "keep"_L1 ? QuitAnswer::KeepRunning : name == "stop"_L1 ? QuitAnswer::StopAll : QuitAnswer::Ask;
}

void Preferences::setQuitAnswer(QuitAnswer answer)
{
    m_settings->setValue("quit"_L1, answer == QuitAnswer::KeepRunning ? u"keep"_s : answer == QuitAnswer::StopAll ? u"stop"_s : u"ask"_s);
}

QString Preferences::language() const
{
    return m_settings->value("language"_L1).toString();
}

void Preferences::setLanguage(const QString &language)
{
    m_settings->setValue("language"_L1, language);
}

int Preferences::liveSeconds() const
{
    return std::clamp(m_settings->value("liveSeconds"_L1, 1).toInt(), 1, 60);
}

void Preferences::setLiveSeconds(int seconds)
{
    m_settings->setValue("liveSeconds"_L1, seconds);
    Q_EMIT liveSecondsChanged(liveSeconds());
}

bool Preferences::notifies() const
{
    return m_settings->value("notify"_L1, true).toBool();
}

void Preferences::setNotifies(bool on)
{
    m_settings->setValue("notify"_L1, on);
}

bool Preferences::closeToTray() const
{
    return m_settings->value("closeToTray"_L1, true).toBool();
}

void Preferences::setCloseToTray(bool on)
{
    m_settings->setValue("closeToTray"_L1, on);
}

bool Preferences::toldAboutTray() const
{
    return m_settings->value("toldAboutTray"_L1).toBool();
}

void Preferences::setToldAboutTray()
{
    m_settings->setValue("toldAboutTray"_L1, true);
}

QByteArray Preferences::bytes(QLatin1StringView key) const
{
    return m_settings->value(key).toByteArray();
}

void Preferences::setBytes(QLatin1StringView key, const QByteArray &value)
{
    m_settings->setValue(key, value);
}

QString Preferences::text(QLatin1StringView key) const
{
    return m_settings->value(key).toString();
}

void Preferences::setText(QLatin1StringView key, const QString &value)
{
    m_settings->setValue(key, value);
}

} // namespace firkin::ui

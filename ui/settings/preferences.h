#pragma once

#include "ui/style/palettes.h"

#include <QByteArray>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>

class QSettings;

namespace firkin::ui {

/// Keys that others than their settings read.
inline constexpr QLatin1StringView terminalProfileKey("terminal");
inline constexpr QLatin1StringView editorKey("editor");

/// What the window remembers: theme, geometry, answers to questions. One file of its own; settings shared with fk are
/// not here. GUI thread.
class Preferences : public QObject {
    Q_OBJECT
public:
    enum class QuitAnswer : std::uint8_t { Ask, KeepRunning, StopAll };

    /// `file` empty: the user's own.
    explicit Preferences(const QString &file = {}, QObject *parent = nullptr);
    ~Preferences() override;

    [[nodiscard]] Theme theme() const;
    void setTheme(Theme theme);
    [[nodiscard]] QuitAnswer quitAnswer() const;
    void setQuitAnswer(QuitAnswer answer);
    /// "" as the system's locale; else "en", "de"; from the next start on.
    [[nodiscard]] QString language() const;
    void setLanguage(const QString &language);
    /// How often live values are shown.
    [[nodiscard]] int liveSeconds() const;
    void setLiveSeconds(int seconds);
    /// Whether the desktop is told of the end of what took long.
    [[nodiscard]] bool notifies() const;
    void setNotifies(bool on);
    [[nodiscard]] bool closeToTray() const;
    void setCloseToTray(bool on);
    [[nodiscard]] bool toldAboutTray() const;
    void setToldAboutTray();

    [[nodiscard]] QByteArray bytes(QLatin1StringView key) const;
    void setBytes(QLatin1StringView key, const QByteArray &value);
    [[nodiscard]] QString text(QLatin1StringView key) const;
    void setText(QLatin1StringView key, const QString &value);

Q_SIGNALS:
    void themeChanged(firkin::ui::Theme theme);
    void liveSecondsChanged(int seconds);

private:
    std::unique_ptr<QSettings> m_settings;
};

} // namespace firkin::ui

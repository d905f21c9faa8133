// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QProcess>
#include <QRect>
#include <QString>
#include <QWidget>

#include <memory>

namespace firkin::gui {

/// The other side of a drag: the pointer of the display that the test runs on, and a file manager beside our window.
/// Under X by xdotool; under sway by its own seat commands.
class Desktop {
public:
    static std::unique_ptr<Desktop> create();
    virtual ~Desktop() = default;

    virtual void moveTo(const QPoint &at) = 0;
    virtual void press() = 0;
    virtual void release() = 0;
    /// Puts a window there, by (a part of) its title. False: no such window.
    virtual bool place(const QString &title, const QRect &frame) = 0;
    /// Where a widget's point is on this display.
    [[nodiscard]] virtual QPoint onScreen(const QWidget &widget, const QPoint &at) = 0;
    /// What the display shows, to be looked at when a test fails.
    virtual void picture(const QString &file) = 0;

    /// Press, several moves, release: as a hand does it. Runs the event loop meanwhile.
    void drag(const QPoint &from, const QPoint &to);
};

/// pcmanfm-qt on a folder, with a home of its own.
class FileManager {
public:
    explicit FileManager(const QString &folder, const QString &home);
    ~FileManager();
    [[nodiscard]] QString title() const { return m_title; }

private:
    QProcess m_process;
    QString m_title;
};

} // namespace firkin::gui

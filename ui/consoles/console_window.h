// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace firkin::ui {

class Console;

/// A console in a window of its own. It stays when the main window is closed; closing it detaches, and the session waits in
/// the + menu. Deletes itself.
class ConsoleWindow : public QWidget {
    Q_OBJECT
public:
    /// Takes the console.
    ConsoleWindow(Console *console, const QString &containerName);
    ~ConsoleWindow() override;

    [[nodiscard]] Console *console() const { return m_console; }
    /// Hands the console back and closes.
    [[nodiscard]] Console *release();

Q_SIGNALS:
    /// The person wants it in the main window again.
    void attachRequested();


private:
    void updateTitle();
    Console *m_console;
    QString m_containerName;
};

} // namespace firkin::ui

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_window.h"

#include "terminal/terminal_view.h"
#include "ui/consoles/console.h"
#include "ui/consoles/console_shortcuts.h"
#include "ui/style/icons.h"

#include <QMenu>
#include <QShortcut>
#include <QVBoxLayout>

namespace firkin::ui {

ConsoleWindow::ConsoleWindow(Console *console, const QString &containerName)
    : QWidget(nullptr, Qt::Window), m_console(console), m_containerName(containerName)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowIcon(icon(QLatin1StringView("terminal")));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(console);
    console->show();
    setFocusProxy(console);
    resize(900, 560);
    connect(console, &Console::titleChanged, this, &ConsoleWindow::updateTitle);
    connect(console, &Console::closeRequested, this, &QWidget::close);
    connect(&console->view(), &terminal::TerminalView::menuAboutToShow, this, [this](QMenu *menu) {
        menu->addSeparator();
        menu->addAction(tr("Move to the Main Window"), this, &ConsoleWindow::attachRequested)
            ->setShortcut(shortcutOf(ConsoleCommand::Detach).keys);
    });
    const auto key = [this](ConsoleCommand command, auto action) {
        connect(new QShortcut(shortcutOf(command).keys, this), &QShortcut::activated, this, action);
    };
    key(ConsoleCommand::Detach, [this] { Q_EMIT attachRequested(); });
    key(ConsoleCommand::Close, [this] { close(); });
    updateTitle();
}

ConsoleWindow::~ConsoleWindow() = default;

void ConsoleWindow::updateTitle()
{
    setWindowTitle(QStringLiteral("%1 — %2").arg(m_console->title(), m_containerName));
}

Console *ConsoleWindow::release()
{
    Console *console = m_console;
    m_console = nullptr;
    console->disconnect(this);
    console->view().disconnect(this);
    setFocusProxy(nullptr);
    console->setParent(nullptr);
    close();
    return console;
}

} // namespace firkin::ui

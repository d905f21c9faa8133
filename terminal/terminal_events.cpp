// The part of TerminalView that stands between the emulator's widget and its events.
#include "terminal/terminal_view.h"

#include "terminal/qtermwidget_header.h"

#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>

namespace firkin::terminal {

bool TerminalView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_display)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::ShortcutOverride:
    case QEvent::KeyPress:
        return onKey(event);
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop:
        return onDrag(event);
    case QEvent::MouseButtonPress:
        return onMousePress(event);
    case QEvent::MouseButtonRelease:
        if (m_profile.copyOnSelect) // after the display has ended the selection
            QMetaObject::invokeMethod(this, [this] {
                if (m_hasSelection)
                    run(TerminalCommand::Copy);
            }, Qt::QueuedConnection);
        return false;
    case QEvent::Resize:
        m_sizeSettled.start();
        return false;
    default:
        return false;
    }
}

bool TerminalView::onKey(QEvent *event)
{
    auto *key = static_cast<QKeyEvent *>(event);
    const KeyRule rule = ruleFor(key->key(), key->modifiers());
    if (event->type() == QEvent::ShortcutOverride) {
        // Accepted: no shortcut of the window takes it, and it comes back as a key press.
        if (rule.owner == KeyOwner::Window)
            event->ignore();
        else
            event->accept();
        return true;
    }
    switch (rule.owner) {
    case KeyOwner::Program:
        if (!m_replaying)
            return false;
        // Past the display, so that it is known to be a key and not an answer to something replayed.
        m_passingKey = true;
        m_terminal->sendKeyEvent(key);
        m_passingKey = false;
        return true;
    case KeyOwner::Terminal:
        run(rule.command);
        return true;
    case KeyOwner::Window:
        event->ignore(); // no shortcut wanted it: nobody else here does either
        return true;
    }
    return false;
}

bool TerminalView::onDrag(QEvent *event)
{
    // As delivered the display types the paths of this host into the shell.
    auto *drop = static_cast<QDropEvent *>(event);
    const QMimeData *mime = drop->mimeData();
    const bool files = mime->hasUrls();
    if (!m_inputEnabled || !(files || mime->hasText())) {
        event->ignore();
        return true;
    }
    drop->setDropAction(Qt::CopyAction);
    event->accept();
    if (event->type() != QEvent::Drop)
        return true;
    if (files)
        Q_EMIT dropped(mime->urls()); // by value: the mime data goes with the drop
    else
        paste(mime->text());
    return true;
}

bool TerminalView::onMousePress(QEvent *event)
{
    auto *mouse = static_cast<QMouseEvent *>(event);
    // The display shows the text cursor exactly while the program does not listen to the mouse; there is no other way
    // to ask it.
    const bool programListens =
        m_display->cursor().shape() != Qt::IBeamCursor && !(mouse->modifiers() & Qt::ShiftModifier);
    if (programListens)
        return false;
    if (mouse->button() == Qt::MiddleButton) {
        run(TerminalCommand::PasteSelection);
        return true;
    }
    if (mouse->button() == Qt::RightButton) {
        showMenu(mouse->globalPosition().toPoint());
        return true;
    }
    return false;
}

void TerminalView::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, const char *keys, TerminalCommand command) {
        QAction *action = menu->addAction(text, this, [this, command] { run(command); });
        action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
        action->setShortcutContext(Qt::WidgetShortcut); // shown only: the key rule does the work
        return action;
    };
    add(tr("Copy"), "Ctrl+Shift+C", TerminalCommand::Copy)->setEnabled(m_hasSelection);
    add(tr("Paste"), "Ctrl+Shift+V", TerminalCommand::Paste)
        ->setEnabled(m_inputEnabled && !QGuiApplication::clipboard()->text().isEmpty());
    add(tr("Select All"), "Ctrl+Shift+A", TerminalCommand::SelectAll);
    menu->addSeparator();
    add(tr("Find…"), "Ctrl+Shift+F", TerminalCommand::Find);
    menu->addAction(tr("Clear Scrollback"), this, &TerminalView::clearScrollback);
    menu->addSeparator();
    add(tr("Larger Text"), "Ctrl++", TerminalCommand::ZoomIn);
    add(tr("Smaller Text"), "Ctrl+-", TerminalCommand::ZoomOut);
    add(tr("Normal Text Size"), "Ctrl+0", TerminalCommand::ZoomReset);
    Q_EMIT menuAboutToShow(menu);
    menu->popup(globalPosition);
}

} // namespace firkin::terminal

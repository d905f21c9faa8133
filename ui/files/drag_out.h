// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/async/operation.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QUrl>

#include <filesystem>
#include <string>
#include <vector>

class QMimeData;
class QWidget;

namespace firkin::ui {

class Services;

/// Files of a container offered to other programs, as paths below its served folder: by drag, on the clipboard. The folder is
/// asked for at `prepare()` (a press of the mouse), so that it is there when the drag begins.
///
/// This file holds the program's one nested event loop: QDrag::exec. The paths are never looked at here: what lies behind
/// them is the guest's to answer.
class DragOut : public QObject {
    Q_OBJECT
public:
    explicit DragOut(Services &services, QObject *parent = nullptr);

    void setContainer(const ContainerId &container);
    void prepare();
    /// Begins when the folder is there, if the button is still down by then. Returns at the drop, or at once.
    void drag(QWidget *source, const std::vector<std::string> &paths);
    /// Onto the clipboard, when the folder is there; where it cannot be, for this program alone.
    void copy(const std::vector<std::string> &paths);

Q_SIGNALS:
    void failed(const firkin::Error &error);
    void copied(int count);

private:
    using Action = std::function<void(const Result<std::filesystem::path> &)>;
    void whenServed(Action action);
    void exec(QWidget *source, const std::vector<std::string> &paths, const std::filesystem::path &folder);

    Services &m_services;
    ContainerId m_container;
    std::vector<Action> m_waiting;
    bool m_asking = false;
    bool m_dragging = false;
};

/// Addresses from the clipboard or a drag, ours for this program alone included.
[[nodiscard]] QList<QUrl> urlsOf(const QMimeData &mime);
/// As other programs understand it: addresses, and the containers' paths as text.
[[nodiscard]] std::unique_ptr<QMimeData> servedMime(const std::filesystem::path &folder, const std::vector<std::string> &paths);

} // namespace firkin::ui

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <QObject>

class QMenu;

namespace firkin::ui {

class Services;
class Toasts;

/// What one can do with a pod of the list. A failure becomes a toast, since a group has no banner of its own.
class PodCommands : public QObject {
    Q_OBJECT
public:
    PodCommands(Services &services, Toasts &toasts, QWidget *window);

    [[nodiscard]] QMenu *makeMenu(const PodId &id, QWidget *parent);
    void startAll(const PodId &id);
    void stopAll(const PodId &id);
    /// Asks first where something runs, or containers go along.
    void remove(const PodId &id);

private:
    Services &m_services;
    Toasts &m_toasts;
    QWidget *m_window;
};

} // namespace firkin::ui

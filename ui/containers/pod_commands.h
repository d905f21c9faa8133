// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <QObject>

class QMenu;

namespace firkin::ui {

class Services;

/// What one can do with a pod of the list. A failure stays on its row.
class PodCommands : public QObject {
    Q_OBJECT
public:
    PodCommands(Services &services, QWidget *window);

    [[nodiscard]] QMenu *makeMenu(const PodId &id, QWidget *parent);
    void startAll(const PodId &id);
    void stopAll(const PodId &id);
    /// Asks first where something runs, or containers go along.
    void remove(const PodId &id);

private:
    Services &m_services;
    QWidget *m_window;
};

} // namespace firkin::ui

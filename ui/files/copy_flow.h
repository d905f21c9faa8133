// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/files/copy_conflicts.h"
#include "ui/services/task_list.h"

#include <QObject>
#include <QPointer>

namespace firkin::ui {

class Services;

/// From "copy these there" to a copy that runs: looks which names are taken, asks once for each (or once for all), starts.
/// Deletes itself; goes with `window`, which the questions belong to.
class CopyFlow : public QObject {
    Q_OBJECT
public:
    /// `started` or `failed` follows, or neither when the person thinks better of it.
    static CopyFlow *start(Services &services, CopyJob job, QWidget *window);

Q_SIGNALS:
    void started(firkin::ui::TaskId task);
    void failed(const firkin::Error &error); ///< the target could not be looked at
    /// Nothing was left to be copied, or it was called off.
    void calledOff();

private:
    CopyFlow(Services &services, CopyJob job, QWidget *window);
    void look();
    void ask();
    void take(ConflictAnswer answer, bool forAll);
    void go();

    Services &m_services;
    CopyJob m_job;
    QWidget *m_window;
    std::set<std::string> m_taken;
    std::vector<std::size_t> m_conflicts; ///< still to be asked about
};

} // namespace firkin::ui

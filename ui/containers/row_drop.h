// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"
#include "ui/consoles/console_memory.h"

#include <QObject>
#include <QRect>

#include <string>
#include <vector>

namespace firkin::ui {

class Services;
class Toasts;

/// Files dropped on a container's row: a small sheet at the row asks where to and whose they shall be, then they are copied.
class RowDrop : public QObject {
    Q_OBJECT
public:
    RowDrop(Services &services, Toasts &toasts, ConsoleMemory memory, QWidget *page);
    /// `paths` of this computer; `row` in global coordinates.
    void ask(const ContainerId &id, const std::vector<std::string> &paths, const QRect &row);

private:
    Services &m_services;
    Toasts &m_toasts;
    ConsoleMemory m_memory;
    QWidget *m_page;
};

} // namespace firkin::ui

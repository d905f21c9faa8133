// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/error.h"
#include "runtime/base/ids.h"

#include <QObject>
#include <QTimer>

#include <map>
#include <string>
#include <vector>

namespace firkin::ui {

class Services;

/// Deletions that can still be undone: what is hidden now and deleted when the time is over. A window that goes before that
/// takes nothing along.
class PendingRemovals : public QObject {
    Q_OBJECT
public:
    PendingRemovals(Services &services, QObject *parent);

    void setMilliseconds(int milliseconds) { m_milliseconds = milliseconds; }
    /// The number to undo it by.
    int add(const ContainerId &container, const std::vector<std::string> &paths);
    void undo(int id);
    [[nodiscard]] std::vector<std::string> hiddenIn(const ContainerId &container) const;

Q_SIGNALS:
    /// To be shown again: undone, or tried and perhaps not gone.
    void over(const firkin::ContainerId &container, const std::vector<std::string> &paths);
    void failed(const firkin::ContainerId &container, const firkin::Error &error);

private:
    struct Removal {
        ContainerId container;
        std::vector<std::string> paths;
        QTimer *timer = nullptr;
    };
    void commit(int id);

    Services &m_services;
    std::map<int, Removal> m_removals;
    int m_next = 0;
    int m_milliseconds = 12'000; ///< a little longer than the toast is shown
};

} // namespace firkin::ui

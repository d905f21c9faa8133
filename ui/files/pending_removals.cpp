// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/pending_removals.h"

#include "ui/services/services.h"

namespace firkin::ui {

PendingRemovals::PendingRemovals(Services &services, QObject *parent) : QObject(parent), m_services(services) {}

int PendingRemovals::add(const ContainerId &container, const std::vector<std::string> &paths)
{
    const int id = m_next++;
    auto *timer = new QTimer(this);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this, id] { commit(id); });
    m_removals[id] = {container, paths, timer};
    timer->start(m_milliseconds);
    return id;
}

void PendingRemovals::undo(int id)
{
    auto found = m_removals.extract(id);
    if (!found)
        return; // too late: it is being deleted
    found.mapped().timer->deleteLater();
    Q_EMIT over(found.mapped().container, found.mapped().paths);
}

void PendingRemovals::commit(int id)
{
    auto found = m_removals.extract(id);
    if (!found)
        return;
    const Removal removal = found.mapped();
    removal.timer->deleteLater();
    for (const std::string &path : removal.paths) {
        m_services.files.remove(removal.container, path, true).then(this, [this, path, container = removal.container](const Status &removed) {
            Q_EMIT over(container, {path});
            if (!removed)
                Q_EMIT failed(container, removed.error());
        });
    }
}

std::vector<std::string> PendingRemovals::hiddenIn(const ContainerId &container) const
{
    std::vector<std::string> paths;
    for (const auto &[id, removal] : m_removals) {
        if (removal.container == container)
            paths.insert(paths.end(), removal.paths.begin(), removal.paths.end());
    }
    return paths;
}

} // namespace firkin::ui

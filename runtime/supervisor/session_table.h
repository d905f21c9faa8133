// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/sessions.h"
#include "runtime/supervisor/container_host.h"
#include "runtime/supervisor/session/session.h"

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace firkin::supervisor {

/// The terminal sessions of this machine, those that have ended included until they are closed. Any thread.
class SessionTable {
public:
    explicit SessionTable(EventHub &hub) : m_hub(hub) {}

    Result<engine::SessionInfo> open(ContainerHost &host, const engine::SessionSpec &spec, std::stop_token stop);
    void add(std::shared_ptr<Session> session);
    [[nodiscard]] std::vector<engine::SessionInfo> list() const;
    [[nodiscard]] Result<std::shared_ptr<Session>> find(std::string_view id) const;
    Status close(std::string_view id, std::stop_token stop);
    /// Those of a container that was removed.
    void forget(const ContainerId &container);

private:
    EventHub &m_hub;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<Session>, std::less<>> m_sessions;
};

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_table.h"

#include "runtime/base/error_text.h"
#include "runtime/engine/store/trash.h"

#include <algorithm>
#include <spdlog/spdlog.h>

namespace firkin::supervisor {

Result<std::shared_ptr<ContainerHost>> ContainerTable::find(std::string_view text)
{
    const auto unknown = [&] { return fail(Operation::ContactSupervisor, text.substr(0, 80), Reason::NoSuchContainer); };
    const auto id = ContainerId::parse(text);
    if (!id)
        return unknown();
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_hosts.find(*id); found != m_hosts.end())
            return found->second;
    }
    auto record = m_store.load(*id); // not with the mutex: every call passes there
    if (!record || record->machine != m_machine)
        return unknown();
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_hosts.find(*id); found != m_hosts.end())
        return found->second;
    return m_hosts.emplace(*id, std::make_shared<ContainerHost>(m_parts, std::move(*record))).first->second;
}

void ContainerTable::add(store::ContainerRecord record)
{
    const std::lock_guard lock(m_mutex);
    const ContainerId id = record.id;
    m_hosts.emplace(id, std::make_shared<ContainerHost>(m_parts, std::move(record)));
}

std::vector<std::shared_ptr<ContainerHost>> ContainerTable::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<ContainerHost>> hosts;
    for (const auto &[id, host] : m_hosts)
        hosts.push_back(host);
    return hosts;
}

std::vector<std::shared_ptr<ContainerHost>> ContainerTable::refresh()
{
    for (store::ContainerRecord &record : m_store.loadAllOf(m_machine).value_or(std::vector<store::ContainerRecord>()))
        (void)find(record.id.str());
    return all();
}

Status ContainerTable::remove(std::string_view text, bool now, std::stop_token stop)
{
    FIRKIN_ASSIGN(std::shared_ptr<ContainerHost> host, find(text));
    FIRKIN_ASSIGN(const store::ContainerRecord record, host->retire(std::move(stop)));
    if (const Status gone = now ? store::removeForGood(m_store, record) : store::moveToTrash(m_store, record); !gone) {
        host->reinstate();
        return gone;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_hosts.erase(record.id);
    }
    m_onRemoved(record.id);
    return {};
}

void ContainerTable::removeEnded()
{
    std::vector<ContainerId> ended;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, host] : m_hosts) {
            // Each call holds one: who still reads its output has not lost it.
            if (host.use_count() > 1 || !host->isIdle())
                continue;
            const store::ContainerRecord record = host->record();
            const bool isOver = record.exit && std::chrono::system_clock::now() - record.exit->at > std::chrono::seconds(2);
            if (record.spec.removeOnExit && record.state == engine::ContainerState::Exited && isOver)
                ended.push_back(id);
        }
    }
    for (const ContainerId &id : ended) {
        if (const Status removed = remove(id.str(), true, {}); !removed)
            spdlog::error("{}: cannot be removed: {}", id.str(), render(removed.error()));
    }
}

bool ContainerTable::isIdle() const
{
    return std::ranges::all_of(all(), [](const auto &host) { return host->isIdle(); });
}

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_table.h"

#include <algorithm>

namespace firkin::supervisor {

Result<std::shared_ptr<ContainerHost>> ContainerTable::find(std::string_view text)
{
    const auto unknown = [&] { return fail(Operation::ContactSupervisor, text.substr(0, 80), Reason::NoSuchContainer); };
    const auto id = ContainerId::parse(text);
    if (!id)
        return unknown();
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_hosts.find(*id); found != m_hosts.end())
        return found->second;
    auto record = m_store.load(*id);
    if (!record || record->machine != m_machine)
        return unknown();
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

bool ContainerTable::isIdle() const
{
    return std::ranges::all_of(all(), [](const auto &host) { return host->isIdle(); });
}

} // namespace firkin::supervisor

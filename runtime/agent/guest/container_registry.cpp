// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/container_registry.h"

#include "runtime/base/ids.h"

#include <utility>

namespace firkin::guest {

std::string bundleFolder(const std::string &containerId)
{
    return "/run/container/" + containerId;
}

GuestContainer::GuestContainer(std::string id, std::string rootPath, std::string cgroupPath, std::shared_ptr<GuestProcess> init)
    : m_id(std::move(id)), m_rootPath(std::move(rootPath)), m_cgroupPath(std::move(cgroupPath)), m_init(std::move(init))
{
}

std::string GuestContainer::bundle() const
{
    return bundleFolder(m_id);
}

std::string GuestContainer::execFolder(const std::string &processId) const
{
    return bundle() + "/execs/" + processId;
}

Result<std::shared_ptr<GuestProcess>> GuestContainer::process(const std::string &processId) const
{
    if (processId == m_id)
        return m_init;
    const std::lock_guard lock(m_mutex);
    const auto found = m_execs.find(processId);
    if (found == m_execs.end()) {
        Error error = makeError(Operation::WaitForProcess, processId, Reason::NoSuchProcess, "exec does not exist in container " + m_id);
        error.code = ErrorCode::InvalidState;
        return fail(std::move(error));
    }
    return found->second;
}

Status GuestContainer::addExec(std::shared_ptr<GuestProcess> process)
{
    const std::lock_guard lock(m_mutex);
    const std::string id = process->id();
    if (id == m_id || !m_execs.emplace(id, std::move(process)).second)
        return fail(Operation::StartProcess, id, Reason::NameTaken);
    return {};
}

Result<std::shared_ptr<GuestProcess>> GuestContainer::takeExec(const std::string &processId)
{
    FIRKIN_ASSIGN(auto found, process(processId));
    const std::lock_guard lock(m_mutex);
    m_execs.erase(processId);
    return found;
}

std::vector<std::shared_ptr<GuestProcess>> GuestContainer::takeAllExecs()
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<GuestProcess>> out;
    for (auto &[id, process] : std::exchange(m_execs, {}))
        out.push_back(std::move(process));
    return out;
}

std::shared_ptr<GuestContainer> ContainerRegistry::find(const std::string &id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_containers.find(id);
    return found == m_containers.end() ? nullptr : found->second;
}

Result<std::shared_ptr<GuestContainer>> ContainerRegistry::require(const std::string &id) const
{
    if (auto found = find(id))
        return found;
    return fail(Operation::InspectContainer, id, Reason::NoSuchContainer);
}

Status ContainerRegistry::add(std::shared_ptr<GuestContainer> container)
{
    const std::lock_guard lock(m_mutex);
    const std::string id = container->id();
    if (!m_containers.emplace(id, std::move(container)).second)
        return fail(Operation::CreateContainer, id, Reason::NameTaken);
    return {};
}

void ContainerRegistry::remove(const std::string &id)
{
    const std::lock_guard lock(m_mutex);
    m_containers.erase(id);
}

std::vector<std::shared_ptr<GuestContainer>> ContainerRegistry::all() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<GuestContainer>> out;
    for (const auto &[id, container] : m_containers)
        out.push_back(container);
    return out;
}

Result<RootedTree> ContainerRegistry::treeOf(const std::string &containerId) const
{
    if (!isValidId(containerId))
        return fail(Operation::StatFile, containerId.substr(0, 80), Reason::BadId);
    const auto container = find(containerId);
    if (container) {
        if (const auto pid = container->init()->pid()) {
            auto tree = RootedTree::open("/proc/" + std::to_string(*pid) + "/root");
            // Still the same process: its pid was not given to another before we opened.
            if (tree && container->init()->pid())
                return tree;
        }
    }
    return RootedTree::open(container ? container->rootPath() : bundleFolder(containerId) + "/rootfs");
}

Result<ContainerRegistry::Place> ContainerRegistry::resolve(const std::string &machinePath) const
{
    constexpr std::string_view prefix = "/run/container/", rootfs = "/rootfs";
    if (machinePath.starts_with(prefix)) {
        const std::size_t end = machinePath.find('/', prefix.size());
        const std::string id = machinePath.substr(prefix.size(), end - prefix.size());
        const std::string_view rest = end == std::string::npos ? std::string_view() : std::string_view(machinePath).substr(end);
        if (rest == rootfs || rest.starts_with("/rootfs/")) {
            FIRKIN_ASSIGN(RootedTree tree, treeOf(id));
            return Place{std::move(tree), "/" + std::string(rest.substr(rootfs.size()))};
        }
    }
    if (!machinePath.starts_with('/'))
        return fail(Operation::StatFile, machinePath.substr(0, 80), Reason::BadPath);
    FIRKIN_ASSIGN(RootedTree tree, RootedTree::open("/"));
    return Place{std::move(tree), machinePath};
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container_files.h"

#include "runtime/container/machine.h"

namespace firkin::container {

ContainerFiles::ContainerFiles(std::shared_ptr<MountedContainer> container) : m_container(std::move(container)) { }

namespace {

agent::AgentClient &agentOf(const std::shared_ptr<MountedContainer> &container) { return container->machine().agent(); }

/// Absolute, no NUL; what it leads to is resolved in the guest.
Status checkPath(Operation operation, std::string_view path)
{
    if (!path.starts_with('/') || path.find('\0') != std::string_view::npos)
        return fail(operation, path.substr(0, 200), Reason::BadPath);
    return {};
}

} // namespace

Status ContainerFiles::list(std::string_view path, const std::function<void(std::vector<FileEntry>)> &page, std::stop_token stop)
{
    FIRKIN_TRY(checkPath(Operation::ListDirectory, path));
    return agentOf(m_container).list(m_container->id().str(), path, page, std::move(stop));
}

Result<FileEntry> ContainerFiles::stat(std::string_view path, bool follow, std::stop_token stop)
{
    FIRKIN_TRY(checkPath(Operation::StatFile, path));
    FIRKIN_ASSIGN(auto found, agentOf(m_container).stat(m_container->id().str(), path, follow, std::move(stop)));
    return std::move(found.entry);
}

Result<agent::FileRange> ContainerFiles::read(std::string_view path, std::uint64_t offset, std::uint32_t length, std::stop_token stop)
{
    FIRKIN_TRY(checkPath(Operation::CopyOut, path));
    return agentOf(m_container).readFile(m_container->id().str(), path, offset, length, std::move(stop));
}

Status ContainerFiles::rename(std::string_view from, std::string_view to, bool replace, std::stop_token stop)
{
    FIRKIN_TRY(checkPath(Operation::RenameFile, from));
    FIRKIN_TRY(checkPath(Operation::RenameFile, to));
    return agentOf(m_container).rename(m_container->id().str(), from, to, replace, std::move(stop));
}

Status ContainerFiles::remove(std::string_view path, bool recursive, std::stop_token stop)
{
    FIRKIN_TRY(checkPath(Operation::RemoveFile, path));
    return agentOf(m_container).remove(m_container->id().str(), path, recursive, false, std::move(stop));
}

Status ContainerFiles::makeDirectory(std::string_view path, bool parents, std::stop_token stop)
{
    FIRKIN_TRY(checkPath(Operation::MakeDirectory, path));
    return agentOf(m_container).makeContainerDirectory(m_container->id().str(), path, 0755, parents, std::move(stop));
}

} // namespace firkin::container

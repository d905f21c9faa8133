// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/agent_client.h"

#include "runtime/agent/client/calls.h"
#include "runtime/agent/client/convert.h"
#include "runtime/base/limits.h"

#include <algorithm>

namespace firkin::agent {

using Sandbox = v3::SandboxContext::StubInterface;
using Own = v1::Agent::StubInterface;

namespace {

/// What an agent of others is told: the tree as the machine has it. It does not resolve links inside the container.
std::string machinePath(std::string_view containerId, std::string_view path)
{
    return "/run/container/" + std::string(containerId) + "/rootfs" + std::string(path);
}

/// Who lists joins names to paths: none may lead elsewhere.
bool isFileName(std::string_view name)
{
    return !name.empty() && name != "." && name != ".." && name.find('/') == name.npos && name.find('\0') == name.npos;
}

} // namespace

Status AgentClient::list(std::string_view containerId,
                         std::string_view path,
                         const std::function<void(std::vector<FileEntry>)> &page,
                         std::stop_token stop)
{
    std::size_t count = 0;
    v1::ListRequest request;
    request.set_container_id(std::string(containerId));
    request.set_path(std::string(path));
    return readStream<v1::ListResponse>(
        *m_connection,
        [&](Link &link, grpc::ClientContext *context, grpc::CompletionQueue *queue) {
            return link.agent().PrepareAsyncList(context, request, queue);
        },
        {Operation::ListDirectory, path, Repeat::No, Deadline::never()}, m_connection->deadlines().rpc,
        [&](const v1::ListResponse &reply) -> Status {
            std::vector<FileEntry> entries;
            entries.reserve(static_cast<std::size_t>(reply.entries_size()));
            for (const auto &entry : reply.entries()) {
                if (!isFileName(entry.name()))
                    return fail(Operation::ListDirectory, path, Reason::ProtocolViolation, "a name that is none");
                entries.push_back(toEntry(entry));
            }
            count += entries.size();
            if (count > limits::listedEntries)
                return fail(Operation::ListDirectory, path, Reason::LimitExceeded);
            page(std::move(entries));
            return {};
        },
        std::move(stop));
}

Result<StatResult> AgentClient::stat(std::string_view containerId, std::string_view path, bool follow, std::stop_token stop)
{
    const CallSpec spec{Operation::StatFile, path, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)};
    if (info().ours) {
        v1::StatPathRequest request;
        v1::StatPathResponse reply;
        request.set_container_id(std::string(containerId));
        request.set_path(std::string(path));
        request.set_follow(follow);
        FIRKIN_TRY(call(*m_connection, &Own::StatPath, request, reply, spec, std::move(stop)));
        return StatResult{toEntry(reply.entry()), reply.resolved_path()};
    }
    v3::StatRequest request;
    v3::StatResponse reply;
    request.set_path(machinePath(containerId, path));
    FIRKIN_TRY(call(*m_connection, &Sandbox::Stat, request, reply, spec, std::move(stop)));
    if (!reply.error().empty())
        return fail(Operation::StatFile, path, Reason::Unspecified, reply.error());
    return StatResult{toEntry(reply.stat(), std::string(path.substr(path.rfind('/') + 1))), {}};
}

Result<FileRange> AgentClient::readFile(std::string_view containerId, std::string_view path, std::uint64_t offset, std::uint32_t length, std::stop_token stop)
{
    v1::ReadFileRequest request;
    v1::ReadFileResponse reply;
    request.set_container_id(std::string(containerId));
    request.set_path(std::string(path));
    request.set_offset(offset);
    request.set_length(length);
    FIRKIN_TRY(call(*m_connection, &Own::ReadFile, request, reply,
                    {Operation::CopyOut, path, Repeat::Yes, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop)));
    if (reply.data().size() > length)
        return fail(Operation::CopyOut, path, Reason::ProtocolViolation, "more bytes than asked for");
    return FileRange{std::move(*reply.mutable_data()), reply.identity()};
}

Status AgentClient::rename(std::string_view containerId, std::string_view from, std::string_view to, bool replace, std::stop_token stop)
{
    v1::RenameRequest request;
    v1::RenameResponse reply;
    request.set_container_id(std::string(containerId));
    request.set_from(std::string(from));
    request.set_to(std::string(to));
    request.set_replace(replace);
    return call(*m_connection, &Own::Rename, request, reply,
                {Operation::RenameFile, from, Repeat::No, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop));
}

Status AgentClient::remove(std::string_view containerId, std::string_view path, bool recursive, bool allowMissing, std::stop_token stop)
{
    v1::RemoveRequest request;
    v1::RemoveResponse reply;
    request.set_container_id(std::string(containerId));
    request.set_path(std::string(path));
    request.set_recursive(recursive);
    request.set_allow_missing(allowMissing);
    // A large tree takes its time, and nothing tells how far it is: only the caller's patience bounds it.
    const Deadline deadline = recursive ? Deadline::never() : Deadline::after(m_connection->deadlines().rpc);
    return call(*m_connection, &Own::Remove, request, reply,
                {Operation::RemoveFile, path, recursive || allowMissing ? Repeat::Yes : Repeat::No, deadline}, std::move(stop));
}

Status AgentClient::makeContainerDirectory(std::string_view containerId, std::string_view path, std::uint32_t mode, bool parents, std::stop_token stop)
{
    v1::MakeDirectoryRequest request;
    v1::MakeDirectoryResponse reply;
    request.set_container_id(std::string(containerId));
    request.set_path(std::string(path));
    request.set_mode(mode);
    request.set_parents(parents);
    return call(*m_connection, &Own::MakeDirectory, request, reply,
                {Operation::MakeDirectory, path, parents ? Repeat::Yes : Repeat::No, Deadline::after(m_connection->deadlines().rpc)}, std::move(stop));
}

Status AgentClient::copy(const CopyCall &copyCall, const std::function<void(const CopyMetadata &)> &onMetadata, std::stop_token stop)
{
    const Operation operation = copyCall.direction == CopyDirection::In ? Operation::CopyIn : Operation::CopyOut;
    const auto request = toRequest(copyCall);
    bool complete = false;
    // Who moves the bytes watches whether they move; this stream is silent meanwhile.
    FIRKIN_TRY(readStream<v3::CopyResponse>(
        *m_connection,
        [&](Link &link, grpc::ClientContext *context, grpc::CompletionQueue *queue) {
            return link.sandbox().PrepareAsyncCopy(context, request, queue);
        },
        {operation, copyCall.path, Repeat::No, Deadline::never()}, std::nullopt,
        [&](const v3::CopyResponse &reply) -> Status {
            if (!reply.error().empty())
                return fail(operation, copyCall.path, Reason::Unspecified, reply.error());
            if (reply.status() == v3::CopyResponse::COMPLETE)
                complete = true;
            else if (reply.status() == v3::CopyResponse::METADATA && onMetadata)
                onMetadata({reply.is_archive(), reply.total_size()});
            return {};
        },
        std::move(stop)));
    if (!complete)
        return fail(operation, copyCall.path, Reason::ProtocolViolation, "the copy ended without a word");
    return {};
}

Status AgentClient::fillFolder(std::string_view rootfs, std::string_view source, std::string_view target, std::stop_token stop)
{
    v1::FillFolderRequest request;
    v1::FillFolderResponse reply;
    request.set_rootfs(std::string(rootfs));
    request.set_source(std::string(source));
    request.set_target(std::string(target));
    // As long as it takes: there may be gigabytes, and whoever waits can cancel.
    return call(*m_connection, &Own::FillFolder, request, reply,
                CallSpec{Operation::MountFileSystem, source, Repeat::No, Deadline::never()}, std::move(stop));
}

} // namespace firkin::agent

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/agent_service.h"
#include "runtime/agent/guest/file_tree.h"
#include "runtime/agent/guest/fill_folder.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/proto_convert.h"

namespace firkin::guest {

namespace {

constexpr std::size_t largestPage = 2000;
constexpr std::size_t fileRangeBytes = std::size_t{1} << 20;
/// A page must fit into a message whatever the names: each may have 255 bytes, and its link's target 4,096.
constexpr std::size_t largestMessage = std::size_t{1} << 20;

} // namespace

grpc::Status AgentService::List(grpc::ServerContext *context, const v1::ListRequest *request, grpc::ServerWriter<v1::ListResponse> *writer)
{
    return answer("list", [&]() -> Status {
        FIRKIN_ASSIGN(const RootedTree tree, m_state.containers.treeOf(request->container_id()));
        const std::size_t pageSize = request->page_size() ? std::min<std::size_t>(request->page_size(), largestPage) : largestPage;
        return listFolder(tree, request->path(), pageSize, [&](std::vector<FileInfo> page) {
            v1::ListResponse message;
            std::size_t size = 0;
            for (const auto &file : page) {
                fill(*message.add_entries(), file);
                size += file.name.size() + file.linkTarget.size() + 128;
                if (size > largestMessage) {
                    if (!writer->Write(message))
                        return false;
                    message.Clear();
                    size = 0;
                }
            }
            return (message.entries().empty() || writer->Write(message)) && !context->IsCancelled();
        });
    });
}

grpc::Status AgentService::StatPath(grpc::ServerContext *, const v1::StatPathRequest *request, v1::StatPathResponse *reply)
{
    return answer("statPath", [&]() -> Status {
        FIRKIN_ASSIGN(const RootedTree tree, m_state.containers.treeOf(request->container_id()));
        FIRKIN_ASSIGN(const FoundFile found, lookAt(tree, request->path(), request->follow()));
        fill(*reply->mutable_entry(), found.info);
        reply->set_resolved_path(found.resolvedPath);
        return {};
    });
}

grpc::Status AgentService::ReadFile(grpc::ServerContext *, const v1::ReadFileRequest *request, v1::ReadFileResponse *reply)
{
    return answer("readFile", [&]() -> Status {
        FIRKIN_ASSIGN(const RootedTree tree, m_state.containers.treeOf(request->container_id()));
        const auto length = std::min<std::size_t>(request->length(), fileRangeBytes);
        FIRKIN_ASSIGN(FileRange range, readRange(tree, request->path(), request->offset(), length));
        reply->set_data(std::move(range.bytes));
        reply->set_identity(range.identity);
        return {};
    });
}

grpc::Status AgentService::Rename(grpc::ServerContext *, const v1::RenameRequest *request, v1::RenameResponse *)
{
    return answer("rename", [&]() -> Status {
        FIRKIN_ASSIGN(const RootedTree tree, m_state.containers.treeOf(request->container_id()));
        return renameFile(tree, request->from(), request->to(), request->replace());
    });
}

grpc::Status AgentService::Remove(grpc::ServerContext *, const v1::RemoveRequest *request, v1::RemoveResponse *)
{
    return answer("remove", [&]() -> Status {
        FIRKIN_ASSIGN(const RootedTree tree, m_state.containers.treeOf(request->container_id()));
        return removeFile(tree, request->path(), request->recursive(), request->allow_missing());
    });
}

grpc::Status AgentService::MakeDirectory(grpc::ServerContext *, const v1::MakeDirectoryRequest *request, v1::MakeDirectoryResponse *)
{
    return answer("makeDirectory", [&]() -> Status {
        FIRKIN_ASSIGN(const RootedTree tree, m_state.containers.treeOf(request->container_id()));
        return makeFolder(tree, request->path(), request->mode() ? request->mode() & 07777 : 0755, request->parents());
    });
}

grpc::Status AgentService::FillFolder(grpc::ServerContext *, const v1::FillFolderRequest *request, v1::FillFolderResponse *)
{
    return answer("fillFolder", [&] { return fillFolder(request->rootfs(), request->source(), request->target()); });
}

} // namespace firkin::guest

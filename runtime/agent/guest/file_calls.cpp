// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/copy.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/agent/guest/sandbox_service.h"
#include "runtime/base/file.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

namespace firkin::guest {

namespace {

void setTime(google::protobuf::Timestamp &out, const timespec &time)
{
    out.set_seconds(time.tv_sec);
    out.set_nanos(static_cast<std::int32_t>(time.tv_nsec));
}

void fill(v3::Stat &out, const struct stat &status)
{
    out.set_dev(status.st_dev);
    out.set_ino(status.st_ino);
    out.set_mode(status.st_mode);
    out.set_nlink(status.st_nlink);
    out.set_uid(status.st_uid);
    out.set_gid(status.st_gid);
    out.set_rdev(status.st_rdev);
    out.set_size(status.st_size);
    out.set_blksize(status.st_blksize);
    out.set_blocks(status.st_blocks);
    setTime(*out.mutable_atime(), status.st_atim);
    setTime(*out.mutable_mtime(), status.st_mtim);
    setTime(*out.mutable_ctime(), status.st_ctim);
}

} // namespace

grpc::Status SandboxService::Mkdir(grpc::ServerContext *, const v3::MkdirRequest *request, v3::MkdirResponse *)
{
    return answer("mkdir", [&]() -> Status {
        const mode_t mode = request->perms() ? request->perms() & 07777 : 0755;
        if (request->all())
            return makeDirectories(request->path(), mode);
        if (::mkdir(request->path().c_str(), mode) != 0)
            return fail(systemError(Operation::MakeDirectory, request->path(), errno));
        return {};
    });
}

grpc::Status SandboxService::WriteFile(grpc::ServerContext *, const v3::WriteFileRequest *request, v3::WriteFileResponse *)
{
    return answer("writeFile", [&]() -> Status {
        const auto &flags = request->flags();
        FIRKIN_ASSIGN(const auto place, m_state.containers.resolve(request->path()));
        if (flags.create_parent_dirs())
            FIRKIN_TRY(place.tree.makeFolders(splitPath(place.path).folder));
        if (!flags.create_if_missing())
            FIRKIN_TRY(place.tree.find(place.path));
        // The protocol has no truncation: a longer file keeps its tail.
        FIRKIN_ASSIGN(const auto file, place.tree.createFile(place.path, request->mode() ? request->mode() & 07777 : 0644, false));
        if (flags.append() && ::lseek(file.fd.get(), 0, SEEK_END) < 0)
            return fail(systemError(Operation::CopyIn, request->path(), errno, "seek"));
        return writeAll(file.fd.get(), request->data(), request->path());
    });
}

grpc::Status SandboxService::Stat(grpc::ServerContext *, const v3::StatRequest *request, v3::StatResponse *reply)
{
    return answer("stat", [&]() -> Status {
        const auto look = [&]() -> Result<struct stat> {
            FIRKIN_ASSIGN(const auto place, m_state.containers.resolve(request->path()));
            FIRKIN_ASSIGN(const UniqueFd fd, place.tree.find(place.path));
            return statOf(fd.get());
        };
        const auto status = look();
        if (status)
            fill(*reply->mutable_stat(), *status);
        else if (status.error().reason == Reason::NoSuchFile)
            return fail(status.error());
        else
            reply->set_error(status.error().detail);
        return {};
    });
}

grpc::Status SandboxService::Copy(grpc::ServerContext *context, const v3::CopyRequest *request, grpc::ServerWriter<v3::CopyResponse> *writer)
{
    return answer("copy", [&]() -> Status {
        const CopyTask task{.path = request->path(), .mode = request->mode() & 07777, .createParents = request->create_parents(),
                            .archive = request->is_archive(), .port = request->vsock_port(),
                            .stopped = [context] { return context->IsCancelled(); }};
        v3::CopyResponse message;
        if (request->direction() == v3::CopyRequest::COPY_IN) {
            FIRKIN_TRY(copyIn(m_state.containers, task, dialHost));
        } else if (request->direction() == v3::CopyRequest::COPY_OUT) {
            FIRKIN_TRY(copyOut(m_state.containers, task, dialHost, [&](bool archive, std::uint64_t size) {
                message.set_status(v3::CopyResponse::METADATA);
                message.set_is_archive(archive);
                message.set_total_size(size);
                writer->Write(message);
            }));
        } else {
            return fail(Operation::CopyIn, request->path(), Reason::BadSyntax, "unknown direction");
        }
        message.Clear();
        message.set_status(v3::CopyResponse::COMPLETE);
        writer->Write(message);
        return {};
    });
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/service.h"

#include "runtime/base/file.h"
#include "runtime/supervisor/rpc/progress_to.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <thread>

namespace firkin::supervisor {

namespace {

constexpr std::size_t chunkSize = 256 * 1024;

engine::FileEntry toEntry(const agent::FileEntry &entry)
{
    // Both enumerations have the same values, in the same order.
    return {.name = entry.name,
            .type = static_cast<engine::FileType>(entry.type),
            .mode = entry.mode,
            .uid = entry.uid,
            .gid = entry.gid,
            .owner = entry.owner,
            .group = entry.group,
            .size = entry.size,
            .modified = entry.modified,
            .linkTarget = entry.linkTarget,
            .targetType = static_cast<engine::FileType>(entry.targetType)};
}

copy::CopyOptions toOptions(const v1::CopyOptions &in)
{
    const engine::CopyOptions options = fromWire(in);
    copy::CopyOptions out{options.keepOwners, options.followLink, options.sync, options.contentsOnly, {}};
    if (options.owner)
        out.owner = copy::Owner{options.owner->uid, options.owner->gid};
    return out;
}

struct Pipe {
    UniqueFd readEnd;
    UniqueFd writeEnd;
};
Result<Pipe> makePipe(Operation operation, std::string_view object)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(systemError(operation, object, errno, "pipe"));
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

/// A tree, with what keeps its machine up and a save away meanwhile.
struct HeldFiles {
    QuietGate::Pass pass;
    std::shared_ptr<void> use;
    container::ContainerFiles files;
    container::ContainerFiles *operator->() { return &files; }
};

Result<HeldFiles> filesOf(ContainerHost &host, Operation operation, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(QuietGate::Pass pass, host.enterGuest(stop));
    FIRKIN_ASSIGN(ContainerHost::Lease lease, host.files(operation, progress, std::move(stop)));
    return HeldFiles{std::move(pass), std::move(lease.use), lease.mounted->files()};
}

} // namespace

Service::Writer<v1::CopyProgress> *Service::CopyIn(Context *, const v1::CopyInRequest *request)
{
    return ServerStreamCall<v1::CopyProgress>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.container_id()));
            FIRKIN_ASSIGN(HeldFiles tree, filesOf(*host, Operation::CopyIn, progressTo(call), stop));
            return tree->copyIn(
                request.host_source(), request.target(), toOptions(request.options()), progressTo(call), stop);
        }());
    });
}

Service::Writer<v1::CopyProgress> *Service::CopyOut(Context *, const v1::CopyOutRequest *request)
{
    return ServerStreamCall<v1::CopyProgress>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.container_id()));
            FIRKIN_ASSIGN(HeldFiles tree, filesOf(*host, Operation::CopyOut, progressTo(call), stop));
            return tree->copyOut(
                request.source(), request.host_target(), toOptions(request.options()), progressTo(call), stop);
        }());
    });
}

Service::Bidi<v1::ExtractRequest, v1::ExtractResponse> *Service::Extract(Context *)
{
    using Call = BidiCall<v1::ExtractRequest, v1::ExtractResponse>;
    return Call::start(m_threads, [this](Call &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        v1::ExtractRequest request;
        if (!call.read(request) || !request.has_begin())
            return toGrpc(makeError(Operation::CopyIn, request.begin().container_id(), Reason::ProtocolViolation));
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.begin().container_id()));
            FIRKIN_ASSIGN(HeldFiles tree, filesOf(*host, Operation::CopyIn, {}, stop));
            FIRKIN_ASSIGN(Pipe pipe, makePipe(Operation::CopyIn, host->id().str()));
            std::atomic<bool> complete = false;
            std::jthread feeder([&, out = std::move(pipe.writeEnd)] {
                v1::ExtractRequest next;
                while (call.read(next)) {
                    if (next.has_end()) {
                        complete = true;
                        return;
                    }
                    if (!writeAll(out.get(), next.data(), "archive"))
                        return;
                }
            });
            Status status = tree->extract(pipe.readEnd.get(), request.begin().target_folder(), {}, {}, stop);
            pipe.readEnd.reset(); // a feeder that still writes gets EPIPE
            call.endReading();
            feeder.join();
            if (status && !complete)
                return fail(Operation::CopyIn, host->id().str(), Reason::Truncated);
            return status;
        }());
    });
}

Service::Writer<v1::ArchiveResponse> *Service::Archive(Context *, const v1::ArchiveRequest *request)
{
    return ServerStreamCall<v1::ArchiveResponse>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.container_id()));
            FIRKIN_ASSIGN(HeldFiles tree, filesOf(*host, Operation::CopyOut, {}, stop));
            FIRKIN_ASSIGN(Pipe pipe, makePipe(Operation::CopyOut, host->id().str()));
            std::jthread sender([&call, in = std::move(pipe.readEnd)] {
                v1::ArchiveResponse response;
                std::vector<char> buffer(chunkSize);
                for (;;) {
                    const ssize_t size = ::read(in.get(), buffer.data(), buffer.size());
                    if (size < 0 && errno == EINTR)
                        continue;
                    if (size <= 0)
                        return;
                    response.set_data(buffer.data(), static_cast<std::size_t>(size));
                    if (!call.write(response))
                        return;
                }
            });
            Status status = tree->archive(request.source(), pipe.writeEnd.get(), {}, {}, stop);
            pipe.writeEnd.reset();
            sender.join();
            return status;
        }());
    });
}

Service::Writer<v1::ListFilesResponse> *Service::ListFiles(Context *, const v1::ListFilesRequest *request)
{
    return ServerStreamCall<v1::ListFilesResponse>::start(m_threads, [this, request = *request](auto &call, std::stop_token stop) {
        const Lookers::Visit visit(m_lookers);
        return toGrpcStatus([&]() -> Status {
            FIRKIN_ASSIGN(const auto host, enter(visit, request.container_id()));
            FIRKIN_ASSIGN(HeldFiles tree, filesOf(*host, Operation::ListDirectory, {}, stop));
            return tree->list(
                request.path(),
                [&](const std::vector<agent::FileEntry> &page) {
                    v1::ListFilesResponse response;
                    for (const agent::FileEntry &entry : page)
                        toWire(toEntry(entry), *response.add_entries());
                    (void)call.write(response);
                },
                stop);
        }());
    });
}

grpc::ServerUnaryReactor *Service::StatFile(Context *, const v1::StatFileRequest *request, v1::StatFileResponse *response)
{
    return unary(request->container_id(), [path = request->path(), response](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(HeldFiles tree, filesOf(host, Operation::StatFile, {}, stop));
        FIRKIN_ASSIGN(const agent::FileEntry entry, tree->stat(path, false, stop));
        toWire(toEntry(entry), *response->mutable_entry());
        return {};
    });
}

grpc::ServerUnaryReactor *Service::RenameFile(Context *, const v1::RenameFileRequest *request, v1::RenameFileResponse *)
{
    return unary(request->container_id(), [from = request->from(), to = request->to()](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(HeldFiles tree, filesOf(host, Operation::RenameFile, {}, stop));
        return tree->rename(from, to, false, stop);
    });
}

grpc::ServerUnaryReactor *Service::RemoveFile(Context *, const v1::RemoveFileRequest *request, v1::RemoveFileResponse *)
{
    return unary(request->container_id(),
                 [path = request->path(), recursive = request->recursive()](ContainerHost &host, std::stop_token stop) -> Status {
                     FIRKIN_ASSIGN(HeldFiles tree, filesOf(host, Operation::RemoveFile, {}, stop));
                     return tree->remove(path, recursive, stop);
                 });
}

grpc::ServerUnaryReactor *
Service::MakeDirectory(Context *, const v1::MakeDirectoryRequest *request, v1::MakeDirectoryResponse *)
{
    return unary(request->container_id(), [path = request->path()](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(HeldFiles tree, filesOf(host, Operation::MakeDirectory, {}, stop));
        return tree->makeDirectory(path, false, stop);
    });
}

grpc::ServerUnaryReactor *Service::ReadFile(Context *, const v1::ReadFileRequest *request, v1::ReadFileResponse *response)
{
    return unary(request->container_id(), [request, response](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_ASSIGN(HeldFiles tree, filesOf(host, Operation::CopyOut, {}, stop));
        FIRKIN_ASSIGN(agent::FileRange range, tree->read(request->path(), request->offset(), request->length(), stop));
        response->set_data(std::move(range.bytes));
        response->set_identity(range.identity);
        return {};
    });
}

grpc::ServerUnaryReactor *Service::ServeFiles(Context *, const v1::ServeFilesRequest *request, v1::ServeFilesResponse *response)
{
    return unary(request->container_id(), [this, response](ContainerHost &host, std::stop_token stop) -> Status {
        FIRKIN_TRY(filesOf(host, Operation::MountFileSystem, {}, stop)); // there is something to be served
        FIRKIN_ASSIGN(const std::filesystem::path folder, m_fileServers.serve(host.id(), stop));
        response->set_host_path(folder.native());
        return {};
    });
}

} // namespace firkin::supervisor

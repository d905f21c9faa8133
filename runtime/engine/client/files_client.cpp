// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/files_client.h"

#include "runtime/base/file.h"
#include "runtime/base/stop_fd.h"
#include "runtime/supervisor/wire/convert.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace firkin::engine {

using Absent = MachineCalls::Absent;

namespace {

constexpr std::size_t chunkSize = 256 * 1024;

/// absolute() keeps "." and a trailing slash, which mean something to a copy.
std::string absolutePath(const std::filesystem::path &path)
{
    std::error_code error;
    return path.is_absolute() ? path.native() : (std::filesystem::current_path(error) / path).native();
}

} // namespace

Status FilesClient::list(const ContainerId &container,
                         std::string_view path,
                         const std::function<void(std::vector<FileEntry>)> &page,
                         std::stop_token stop)
{
    return m_calls.run(Operation::ListDirectory, container, Absent::Start, stop, [&](SupervisorLink &link) -> Status {
        CancellableContext call(stop);
        v1::ListFilesRequest request;
        request.set_container_id(container.str());
        request.set_path(std::string(path));
        const auto reader = link.stub().ListFiles(&call.context, request);
        v1::ListFilesResponse response;
        while (reader->Read(&response)) {
            std::vector<FileEntry> entries;
            for (const v1::FileEntry &entry : response.entries())
                entries.push_back(supervisor::fromWire(entry));
            page(std::move(entries));
        }
        if (const grpc::Status status = reader->Finish(); !status.ok())
            return fail(supervisor::fromGrpc(status, Operation::ListDirectory, path));
        return {};
    });
}

Result<FileEntry> FilesClient::stat(const ContainerId &container, std::string_view path, std::stop_token stop)
{
    v1::StatFileRequest request;
    v1::StatFileResponse response;
    request.set_container_id(container.str());
    request.set_path(std::string(path));
    FIRKIN_TRY(m_calls.unary(
        Operation::StatFile, container, Absent::Start, stop, &v1::Supervisor::Stub::StatFile, request, response));
    return supervisor::fromWire(response.entry());
}

Status FilesClient::copyIn(const ContainerId &container,
                           const std::filesystem::path &source,
                           std::string_view target,
                           const CopyOptions &options,
                           const ProgressFn &progress,
                           std::stop_token stop)
{
    v1::CopyInRequest request;
    request.set_container_id(container.str());
    request.set_host_source(absolutePath(source));
    request.set_target(std::string(target));
    supervisor::toWire(options, *request.mutable_options());
    return m_calls.withProgress(Operation::CopyIn, container, Absent::Start, stop, &v1::Supervisor::Stub::CopyIn, request, progress);
}

Status FilesClient::copyOut(const ContainerId &container,
                            std::string_view source,
                            const std::filesystem::path &target,
                            const CopyOptions &options,
                            const ProgressFn &progress,
                            std::stop_token stop)
{
    v1::CopyOutRequest request;
    request.set_container_id(container.str());
    request.set_source(std::string(source));
    request.set_host_target(absolutePath(target));
    supervisor::toWire(options, *request.mutable_options());
    return m_calls.withProgress(Operation::CopyOut, container, Absent::Start, stop, &v1::Supervisor::Stub::CopyOut, request, progress);
}

Status FilesClient::extract(const ContainerId &container, int tarFd, std::string_view targetFolder, std::stop_token stop)
{
    return m_calls.run(Operation::CopyIn, container, Absent::Start, stop, [&](SupervisorLink &link) -> Status {
        CancellableContext call(stop);
        const auto stream = link.stub().Extract(&call.context);
        v1::ExtractRequest request;
        request.mutable_begin()->set_container_id(container.str());
        request.mutable_begin()->set_target_folder(std::string(targetFolder));
        bool goesOn = stream->Write(request);
        Status readStatus;
        std::vector<char> buffer(chunkSize);
        while (goesOn) {
            readStatus = waitReady(tarFd, POLLIN, Deadline::never(), stop, Operation::CopyIn, "archive");
            const ssize_t size = readStatus ? ::read(tarFd, buffer.data(), buffer.size()) : -1;
            if (size < 0 && readStatus && errno == EINTR)
                continue;
            if (size < 0) {
                if (readStatus)
                    readStatus = fail(systemError(Operation::CopyIn, "archive", errno));
                call.context.TryCancel();
                break;
            }
            if (size == 0)
                request.set_end(true);
            else
                request.set_data(buffer.data(), static_cast<std::size_t>(size));
            goesOn = stream->Write(request) && size > 0;
        }
        stream->WritesDone();
        const grpc::Status status = stream->Finish();
        FIRKIN_TRY(readStatus);
        if (!status.ok())
            return fail(supervisor::fromGrpc(status, Operation::CopyIn, container.str()));
        return {};
    });
}

Status FilesClient::archive(const ContainerId &container, std::string_view source, int tarFd, std::stop_token stop)
{
    return m_calls.run(Operation::CopyOut, container, Absent::Start, stop, [&](SupervisorLink &link) -> Status {
        CancellableContext call(stop);
        v1::ArchiveRequest request;
        request.set_container_id(container.str());
        request.set_source(std::string(source));
        const auto reader = link.stub().Archive(&call.context, request);
        v1::ArchiveResponse response;
        Status written;
        while (reader->Read(&response)) {
            written = writeAll(tarFd, response.data(), "archive");
            if (!written) {
                call.context.TryCancel();
                break;
            }
        }
        const grpc::Status status = reader->Finish();
        FIRKIN_TRY(written);
        if (!status.ok())
            return fail(supervisor::fromGrpc(status, Operation::CopyOut, source));
        return {};
    });
}

Status FilesClient::rename(const ContainerId &container, std::string_view from, std::string_view to, std::stop_token stop)
{
    v1::RenameFileRequest request;
    v1::RenameFileResponse response;
    request.set_container_id(container.str());
    request.set_from(std::string(from));
    request.set_to(std::string(to));
    return m_calls.unary(
        Operation::RenameFile, container, Absent::Start, stop, &v1::Supervisor::Stub::RenameFile, request, response);
}

Status FilesClient::remove(const ContainerId &container, std::string_view path, bool recursive, std::stop_token stop)
{
    v1::RemoveFileRequest request;
    v1::RemoveFileResponse response;
    request.set_container_id(container.str());
    request.set_path(std::string(path));
    request.set_recursive(recursive);
    return m_calls.unary(
        Operation::RemoveFile, container, Absent::Start, stop, &v1::Supervisor::Stub::RemoveFile, request, response);
}

Status FilesClient::makeDirectory(const ContainerId &container, std::string_view path, std::stop_token stop)
{
    v1::MakeDirectoryRequest request;
    v1::MakeDirectoryResponse response;
    request.set_container_id(container.str());
    request.set_path(std::string(path));
    return m_calls.unary(
        Operation::MakeDirectory, container, Absent::Start, stop, &v1::Supervisor::Stub::MakeDirectory, request, response);
}

Result<FileRange> FilesClient::read(const ContainerId &container,
                                    std::string_view path,
                                    std::uint64_t offset,
                                    std::uint32_t length,
                                    std::stop_token stop)
{
    v1::ReadFileRequest request;
    v1::ReadFileResponse response;
    request.set_container_id(container.str());
    request.set_path(std::string(path));
    request.set_offset(offset);
    request.set_length(length);
    FIRKIN_TRY(m_calls.unary(
        Operation::CopyOut, container, Absent::Start, stop, &v1::Supervisor::Stub::ReadFile, request, response));
    return FileRange{std::move(*response.mutable_data()), response.identity()};
}

Result<std::filesystem::path> FilesClient::serve(const ContainerId &container, std::stop_token stop)
{
    v1::ServeFilesRequest request;
    v1::ServeFilesResponse response;
    request.set_container_id(container.str());
    FIRKIN_TRY(m_calls.unary(
        Operation::MountFileSystem, container, Absent::Start, stop, &v1::Supervisor::Stub::ServeFiles, request, response));
    return std::filesystem::path(response.host_path());
}

} // namespace firkin::engine

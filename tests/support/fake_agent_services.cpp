// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_agent_impl.h"

#include "runtime/copy/tar_reader.h"
#include "runtime/copy/tree_archiver.h"
#include "runtime/copy/tree_extractor.h"
#include "runtime/base/file.h"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::test {
namespace {

using Context = grpc::ServerContext;
using grpc::Status;

Status notFound() { return {grpc::StatusCode::NOT_FOUND, "no such process"}; }

std::string fromErrno(const char *what) { return std::string(what) + ": " + std::strerror(errno); }

#define NOTE(text)                                                                                                     \
    if (auto noted = m.note(context, text); !noted.ok())                                                               \
    return noted

class Sandbox : public v3::SandboxContext::Service {
public:
    explicit Sandbox(FakeAgent::Impl &impl) : m(impl) { }

    Status Mount(Context *context, const v3::MountRequest *r, v3::MountResponse *) override
    {
        NOTE("Mount " + r->type() + " " + r->source() + " " + r->destination());
        const std::lock_guard lock(m.mutex);
        m.mounts.push_back(r->destination());
        return Status::OK;
    }
    Status Umount(Context *context, const v3::UmountRequest *r, v3::UmountResponse *) override
    {
        NOTE("Umount " + r->path());
        const std::lock_guard lock(m.mutex);
        if (std::erase(m.mounts, r->path()) == 0)
            return {grpc::StatusCode::INVALID_ARGUMENT, "umount: Invalid argument"};
        return Status::OK;
    }
    Status Setenv(Context *context, const v3::SetenvRequest *r, v3::SetenvResponse *) override { NOTE("Setenv " + r->key()); return Status::OK; }
    Status Mkdir(Context *context, const v3::MkdirRequest *r, v3::MkdirResponse *) override { NOTE("Mkdir " + r->path()); return Status::OK; }
    Status SetTime(Context *context, const v3::SetTimeRequest *, v3::SetTimeResponse *) override { NOTE("SetTime"); return Status::OK; }
    Status WriteFile(Context *context, const v3::WriteFileRequest *r, v3::WriteFileResponse *) override { NOTE("WriteFile " + r->path()); return Status::OK; }
    Status Sync(Context *context, const v3::SyncRequest *, v3::SyncResponse *) override { NOTE("Sync"); return Status::OK; }
    Status IpLinkSet(Context *context, const v3::IpLinkSetRequest *r, v3::IpLinkSetResponse *) override { NOTE("IpLinkSet " + r->interface()); return Status::OK; }
    Status IpAddrAdd(Context *context, const v3::IpAddrAddRequest *r, v3::IpAddrAddResponse *) override { NOTE("IpAddrAdd " + r->interface() + " " + r->ipv4address()); return Status::OK; }
    Status IpRouteAddDefault(Context *context, const v3::IpRouteAddDefaultRequest *r, v3::IpRouteAddDefaultResponse *) override { NOTE("IpRouteAddDefault " + r->interface() + " " + r->ipv4gateway()); return Status::OK; }
    Status ConfigureDns(Context *context, const v3::ConfigureDnsRequest *r, v3::ConfigureDnsResponse *) override { NOTE("ConfigureDns " + r->location()); return Status::OK; }
    Status ConfigureHosts(Context *context, const v3::ConfigureHostsRequest *r, v3::ConfigureHostsResponse *) override { NOTE("ConfigureHosts " + r->location()); return Status::OK; }
    Status Kill(Context *context, const v3::KillRequest *r, v3::KillResponse *) override
    {
        NOTE("Kill " + std::to_string(r->pid()));
        std::vector<std::shared_ptr<FakeProcess>> all;
        {
            const std::lock_guard lock(m.mutex);
            for (auto &[key, process] : m.processes)
                all.push_back(process);
        }
        for (auto &process : all)
            m.kill(*process, r->signal());
        return Status::OK;
    }
    Status CreateProcess(Context *context, const v3::CreateProcessRequest *r, v3::CreateProcessResponse *) override
    {
        NOTE("CreateProcess " + r->id());
        v1::ProcessOptions options;
        options.ParseFromString(r->options());
        const auto port = [](bool has, std::uint32_t value) { return has ? std::optional(value) : std::nullopt; };
        return m.create({r->containerid(), r->id()}, r->configuration(), port(r->has_stdin(), r->stdin()), port(r->has_stdout(), r->stdout()),
                        port(r->has_stderr(), r->stderr()), options.resumable_stdio() && m.options.ours);
    }
    Status StartProcess(Context *context, const v3::StartProcessRequest *r, v3::StartProcessResponse *reply) override
    {
        NOTE("StartProcess " + r->id());
        const auto process = m.find(r->containerid(), r->id());
        reply->set_pid(42);
        return process ? m.start(*process) : notFound();
    }
    Status WaitProcess(Context *context, const v3::WaitProcessRequest *r, v3::WaitProcessResponse *reply) override
    {
        NOTE("WaitProcess " + r->id());
        const auto process = m.find(r->containerid(), r->id());
        if (!process)
            return notFound();
        const Status waited = m.wait(context, *process);
        reply->set_exitcode(process->code.value_or(-1));
        return waited;
    }
    Status KillProcess(Context *context, const v3::KillProcessRequest *r, v3::KillProcessResponse *) override
    {
        NOTE("KillProcess " + r->id() + " " + std::to_string(r->signal()));
        const auto process = m.find(r->containerid(), r->id());
        if (!process)
            return notFound();
        m.kill(*process, r->signal());
        return Status::OK;
    }
    Status ResizeProcess(Context *context, const v3::ResizeProcessRequest *r, v3::ResizeProcessResponse *) override
    {
        NOTE("ResizeProcess " + r->id() + " " + std::to_string(r->columns()) + "x" + std::to_string(r->rows()));
        return Status::OK;
    }
    Status DeleteProcess(Context *context, const v3::DeleteProcessRequest *r, v3::DeleteProcessResponse *) override
    {
        NOTE("DeleteProcess " + r->id());
        std::shared_ptr<FakeProcess> gone;
        {
            const std::lock_guard lock(m.mutex);
            const auto found = m.processes.find({r->containerid(), r->id()});
            if (found == m.processes.end())
                return notFound();
            gone = found->second;
            m.processes.erase(found);
        }
        gone->kill.request_stop();
        return Status::OK;
    }
    Status ContainerStatistics(Context *context, const v3::ContainerStatisticsRequest *r, v3::ContainerStatisticsResponse *reply) override
    {
        NOTE("ContainerStatistics");
        for (const auto &id : r->container_ids())
            m.fillStatistics(id, *reply->add_containers());
        return Status::OK;
    }
    Status Stat(Context *context, const v3::StatRequest *r, v3::StatResponse *reply) override
    {
        NOTE("Stat " + r->path());
        struct stat status{};
        if (::stat(m.hostPath(r->path()).c_str(), &status) != 0)
            return {grpc::StatusCode::NOT_FOUND, fromErrno("stat")};
        reply->mutable_stat()->set_mode(status.st_mode);
        reply->mutable_stat()->set_size(status.st_size);
        return Status::OK;
    }
    Status Copy(Context *context, const v3::CopyRequest *r, grpc::ServerWriter<v3::CopyResponse> *writer) override
    {
        NOTE("Copy " + r->path());
        return m.lie == Lie::None ? m.copy(*r, *writer) : m.lieAboutCopy(*r, *context, *writer);
    }

private:
    FakeAgent::Impl &m;
};

class Own : public v1::Agent::Service {
public:
    explicit Own(FakeAgent::Impl &impl) : m(impl) { }

    Status Hello(Context *context, const v1::HelloRequest *, v1::HelloResponse *reply) override
    {
        NOTE("Hello");
        reply->set_protocol_version(1);
        reply->set_agent_version("fake");
        reply->set_kernel_release("0.0");
        reply->set_uptime_ms(7);
        reply->add_capabilities("resumable-stdio");
        reply->add_capabilities("disk-serials");
        return Status::OK;
    }
    Status AttachStream(Context *context, const v1::AttachStreamRequest *r, v1::AttachStreamResponse *reply) override
    {
        NOTE("AttachStream " + r->process_id());
        const auto process = m.find(r->container_id(), r->process_id());
        if (!process)
            return notFound();
        auto &stream = r->stream() == v1::STREAM_KIND_STDIN ? process->in : r->stream() == v1::STREAM_KIND_STDOUT ? process->out : process->err;
        if (!stream)
            return notFound();
        auto connection = m.dial(r->vsock_port());
        if (!connection)
            return {grpc::StatusCode::UNAVAILABLE, "dial"};
        if (m.lie == Lie::BreakingStreams || m.lie == Lie::StreamFromFuture) {
            reply->set_offset(m.lie == Lie::BreakingStreams ? 0 : ~std::uint64_t{0} - 5);
            return Status::OK; // and the connection is closed
        }
        {
            std::unique_lock lock(stream->mutex);
            // Where to go on is known once the old connection has been read to its end.
            if (r->stream() == v1::STREAM_KIND_STDIN)
                stream->attached.wait_for(lock, std::chrono::seconds(5), [&] { return stream->waiting; });
            stream->fresh = std::move(*connection);
            stream->newOffset = r->offset();
            reply->set_offset(r->stream() == v1::STREAM_KIND_STDIN ? stream->reader.offset() : r->offset());
        }
        stream->attached.notify_all();
        return Status::OK;
    }
    Status WaitExit(Context *context, const v1::WaitExitRequest *r, v1::WaitExitResponse *reply) override
    {
        NOTE("WaitExit " + r->process_id());
        const auto process = m.find(r->container_id(), r->process_id());
        if (!process)
            return notFound();
        const Status waited = m.wait(context, *process);
        reply->set_exit_code(process->code.value_or(-1));
        reply->set_signal(process->signal);
        return waited;
    }
    Status GetForeground(Context *context, const v1::GetForegroundRequest *r, v1::GetForegroundResponse *reply) override
    {
        NOTE("GetForeground " + r->process_id());
        reply->set_pid(7);
        reply->set_command("vi");
        reply->set_working_directory("/srv");
        return Status::OK;
    }
    Status List(Context *context, const v1::ListRequest *r, grpc::ServerWriter<v1::ListResponse> *writer) override
    {
        NOTE("List " + r->path());
        if (m.lie == Lie::BadNames || m.lie == Lie::EndlessListing) {
            v1::ListResponse page;
            for (int i = 0; i < 2000; ++i)
                page.add_entries()->set_name(m.lie == Lie::BadNames ? "../../etc/passwd" : "file" + std::to_string(i));
            while (writer->Write(page) && m.lie == Lie::EndlessListing) { }
            return Status::OK;
        }
        std::error_code error;
        v1::ListResponse page;
        for (const auto &one : std::filesystem::directory_iterator(m.hostPath(r->path()), error)) {
            page.add_entries()->set_name(one.path().filename().string());
            if (page.entries_size() == 2) {
                writer->Write(page);
                page.Clear();
            }
        }
        if (error)
            return {grpc::StatusCode::NOT_FOUND, "list: No such file or directory"};
        if (page.entries_size() > 0)
            writer->Write(page);
        return Status::OK;
    }
    Status StatPath(Context *context, const v1::StatPathRequest *r, v1::StatPathResponse *reply) override
    {
        NOTE("StatPath " + r->path());
        if (m.lie == Lie::OversizedReply) {
            reply->mutable_entry()->set_name(std::string(std::size_t{8} << 20, 'x'));
            return Status::OK;
        }
        struct stat status{};
        const auto path = m.hostPath(r->path());
        if (::fstatat(AT_FDCWD, path.c_str(), &status, r->follow() ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
            return {grpc::StatusCode::NOT_FOUND, fromErrno("stat")};
        auto &entry = *reply->mutable_entry();
        entry.set_name(path.filename().string());
        entry.set_mode(status.st_mode & 07777);
        entry.set_size_bytes(static_cast<std::uint64_t>(status.st_size));
        entry.mutable_modified_at()->set_seconds(status.st_mtim.tv_sec);
        entry.set_type(S_ISDIR(status.st_mode) ? v1::FILE_TYPE_DIRECTORY : S_ISLNK(status.st_mode) ? v1::FILE_TYPE_SYMLINK : S_ISFIFO(status.st_mode) ? v1::FILE_TYPE_FIFO : v1::FILE_TYPE_REGULAR);
        if (S_ISLNK(status.st_mode))
            entry.set_link_target(std::filesystem::read_symlink(path).string());
        return Status::OK;
    }
    Status ReadFile(Context *context, const v1::ReadFileRequest *r, v1::ReadFileResponse *reply) override
    {
        NOTE("ReadFile " + r->path());
        std::ifstream in(m.hostPath(r->path()), std::ios::binary);
        if (!in)
            return {grpc::StatusCode::NOT_FOUND, fromErrno("readFile")};
        in.seekg(static_cast<std::streamoff>(r->offset()));
        std::string bytes(r->length(), '\0');
        in.read(bytes.data(), r->length());
        bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
        reply->set_data(bytes);
        reply->set_identity(1);
        return Status::OK;
    }
    Status Rename(Context *context, const v1::RenameRequest *r, v1::RenameResponse *) override { NOTE("Rename " + r->from() + " " + r->to()); return Status::OK; }
    Status Remove(Context *context, const v1::RemoveRequest *r, v1::RemoveResponse *) override { NOTE("Remove " + r->path()); return Status::OK; }
    Status MakeDirectory(Context *context, const v1::MakeDirectoryRequest *r, v1::MakeDirectoryResponse *) override { NOTE("MakeDirectory " + r->path()); return Status::OK; }
    Status WatchStatistics(Context *context, const v1::WatchStatisticsRequest *r, grpc::ServerWriter<v1::WatchStatisticsResponse> *writer) override
    {
        NOTE("WatchStatistics");
        while (m.lie == Lie::FloodOfSamples && !context->IsCancelled() && !m.over.stop_requested()) {
            v1::WatchStatisticsResponse sample;
            sample.set_monotonic_ns(~std::uint64_t{0});
            m.fillStatistics("somebody-else", *sample.add_containers());
            for (const auto &id : r->container_ids())
                m.fillStatistics(id, *sample.add_containers());
            if (!writer->Write(sample))
                return Status::OK;
        }
        for (std::uint64_t i = 1; !context->IsCancelled() && !m.over.stop_requested(); ++i) {
            v1::WatchStatisticsResponse sample;
            sample.set_monotonic_ns(i * 1'000'000);
            for (const auto &id : r->container_ids())
                m.fillStatistics(id, *sample.add_containers());
            if (!writer->Write(sample))
                break;
            std::this_thread::sleep_for(std::chrono::milliseconds(std::min(r->interval_ms(), 20U)));
        }
        return Status::OK;
    }
    Status CreateDebugProcess(Context *context, const v1::CreateDebugProcessRequest *r, v1::CreateDebugProcessResponse *) override
    {
        NOTE("CreateDebugProcess " + r->process_id());
        v1::ProcessOptions options;
        options.ParseFromString(r->options());
        return m.create({r->container_id(), r->process_id()}, {}, r->stdin_port(), r->stdout_port(), {}, options.resumable_stdio());
    }

private:
    FakeAgent::Impl &m;
};

Status statusOf(const firkin::Status &result)
{
    if (result)
        return Status::OK;
    return {grpc::StatusCode::INTERNAL, "copy: " + result.error().detail};
}

} // namespace

Status FakeAgent::Impl::copy(const v3::CopyRequest &request, grpc::ServerWriter<v3::CopyResponse> &writer)
{
    const auto path = hostPath(request.path());
    const auto receiveFrom = [](int fd) {
        return [fd](std::span<std::byte> buffer) -> Result<std::size_t> { return static_cast<std::size_t>(std::max<ssize_t>(0, ::read(fd, buffer.data(), buffer.size()))); };
    };
    v3::CopyResponse reply;
    Status outcome;
    if (request.direction() == v3::CopyRequest::COPY_IN) {
        std::error_code ignored;
        if (request.create_parents())
            std::filesystem::create_directories(path.parent_path(), ignored);
        auto connection = dial(request.vsock_port());
        if (!connection)
            return {grpc::StatusCode::INTERNAL, "copy: dial"};
        if (request.is_archive()) {
            std::filesystem::create_directories(path, ignored);
            const UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY));
            copy::TarReader reader(receiveFrom(connection->get()));
            outcome = statusOf(copy::extractTree(reader, {folder.get(), path.string(), true, UINT64_MAX}, {}, {}));
        } else {
            const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, request.mode()));
            if (!file)
                return {grpc::StatusCode::INTERNAL, fromErrno("copy")};
            std::array<std::byte, 64 * 1024> buffer;
            while (const std::size_t count = *receiveFrom(connection->get())(buffer))
                static_cast<void>(writeAll(file.get(), std::span<const std::byte>(buffer).first(count), {}));
        }
    } else {
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0)
            return {grpc::StatusCode::NOT_FOUND, fromErrno("copy")};
        reply.set_status(v3::CopyResponse::METADATA);
        reply.set_is_archive(S_ISDIR(status.st_mode));
        reply.set_total_size(S_ISDIR(status.st_mode) ? 0 : static_cast<std::uint64_t>(status.st_size));
        writer.Write(reply);
        auto connection = dial(request.vsock_port());
        if (!connection)
            return {grpc::StatusCode::INTERNAL, "copy: dial"};
        const auto send = [&](std::span<const std::byte> bytes) { return writeAll(connection->get(), bytes, {}); };
        if (!instead.empty()) {
            static_cast<void>(send(std::as_bytes(std::span(instead))));
        } else if (S_ISDIR(status.st_mode)) {
            copy::TarWriter tar(send, copy::TarCoding::GzipStored);
            auto sent = copy::archiveTree(tar, {path, {}, true, true, false}, {}, {}, {});
            if (sent)
                sent = tar.finish();
            outcome = statusOf(sent);
        } else {
            auto content = readFile(path, SIZE_MAX);
            if (content)
                static_cast<void>(send(std::as_bytes(std::span(*content))));
        }
    }
    if (!outcome.ok())
        return outcome;
    reply.Clear();
    reply.set_status(v3::CopyResponse::COMPLETE);
    writer.Write(reply);
    return Status::OK;
}

std::unique_ptr<v3::SandboxContext::Service> makeFakeSandbox(FakeAgent::Impl &impl) { return std::make_unique<Sandbox>(impl); }
std::unique_ptr<v1::Agent::Service> makeFakeOwnService(FakeAgent::Impl &impl) { return std::make_unique<Own>(impl); }

} // namespace firkin::test

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_agent_impl.h"

#include "runtime/base/file.h"

#include <array>
#include <unistd.h>

namespace firkin::test {

grpc::Status FakeAgent::Impl::lieAboutCopy(const v3::CopyRequest &request, grpc::ServerContext &context, grpc::ServerWriter<v3::CopyResponse> &writer)
{
    const Lie told = lie;
    const auto say = [&](v3::CopyResponse::Status status, bool archive, std::uint64_t size) {
        v3::CopyResponse reply;
        reply.set_status(status);
        reply.set_is_archive(archive);
        reply.set_total_size(size);
        writer.Write(reply);
    };
    const auto hang = [&] {
        std::unique_lock lock(mutex);
        while (!context.IsCancelled() && !over.stop_requested())
            changed.wait_for(lock, std::chrono::milliseconds(10));
        return grpc::Status::CANCELLED;
    };
    if (told == Lie::SilentCopy)
        return hang();
    if (told == Lie::NoMetadata) {
        say(v3::CopyResponse::COMPLETE, false, 0);
        return grpc::Status::OK;
    }
    if (request.direction() == v3::CopyRequest::COPY_OUT)
        say(v3::CopyResponse::METADATA, told == Lie::WrongKind, told == Lie::HugeMetadata ? ~std::uint64_t{0} : 10);
    auto connection = dial(request.vsock_port());
    if (!connection)
        return {grpc::StatusCode::INTERNAL, "copy: dial"};
    std::vector<std::byte> piece(256 * 1024, std::byte{'x'});
    if (request.direction() == v3::CopyRequest::COPY_IN) {
        while (::read(connection->get(), piece.data(), piece.size()) > 0) { }
    } else if (told == Lie::EndlessCopyOut) {
        while (writeAll(connection->get(), piece, {})) { }
    } else {
        static_cast<void>(writeAll(connection->get(), std::span(piece).first(10), {}));
    }
    connection->reset();
    if (told == Lie::NoComplete)
        return hang();
    say(v3::CopyResponse::COMPLETE, false, 0);
    return grpc::Status::OK;
}

} // namespace firkin::test

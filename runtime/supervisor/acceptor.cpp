// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/acceptor.h"

#include "runtime/base/socket.h"
#include "runtime/base/stop_fd.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/server_posix.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace firkin::supervisor {

namespace {

constexpr int backlog = 64;

} // namespace

Result<std::unique_ptr<Acceptor>> Acceptor::listen(const std::filesystem::path &socket, grpc::Server &server)
{
    FIRKIN_ASSIGN(UniqueFd listener, listenAt(socket, backlog, Operation::StartSupervisor));
    return std::unique_ptr<Acceptor>(new Acceptor(socket, std::move(listener), server));
}

Acceptor::Acceptor(std::filesystem::path socket, UniqueFd listener, grpc::Server &server)
    : m_path(std::move(socket))
    , m_listener(std::move(listener))
    , m_server(server)
    , m_thread([this](std::stop_token stop) { accept(stop); })
{
}

Acceptor::~Acceptor()
{
    ::unlink(m_path.c_str()); // first: who comes now finds nobody, not a queue that nobody serves
    m_thread.request_stop();
    m_thread.join();
}

void Acceptor::accept(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        auto connection =
            acceptFrom(m_listener.get(), Deadline::never(), stop, Operation::StartSupervisor, m_path.native());
        if (!connection) {
            // Out of descriptors, perhaps: give it time, but go on.
            if (!pauseFor(std::chrono::milliseconds(100), stop))
                return;
            continue;
        }
        const auto peer = peerOf(connection->get());
        if (!peer || peer->uid != ::geteuid()) {
            spdlog::warn("a connection of another user was refused");
            continue;
        }
        if (setNonBlocking(connection->get(), true))
            grpc::AddInsecureChannelFromFd(&m_server, connection->release());
    }
}

} // namespace firkin::supervisor

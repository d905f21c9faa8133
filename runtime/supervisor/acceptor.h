// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <filesystem>
#include <thread>

namespace grpc {
class Server;
}

namespace firkin::supervisor {

/// Listens on the supervisor's socket and hands the connections of this user's processes to the server; others are
/// closed. Owns a thread; unlinks the socket at its end.
class Acceptor {
public:
    static Result<std::unique_ptr<Acceptor>> listen(const std::filesystem::path &socket, grpc::Server &server);
    ~Acceptor();
    Acceptor(const Acceptor &) = delete;
    Acceptor &operator=(const Acceptor &) = delete;

private:
    Acceptor(std::filesystem::path socket, UniqueFd listener, grpc::Server &server);
    void accept(std::stop_token stop);

    const std::filesystem::path m_path;
    UniqueFd m_listener;
    grpc::Server &m_server;
    std::jthread m_thread;
};

} // namespace firkin::supervisor

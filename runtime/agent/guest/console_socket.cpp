// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/console_socket.h"

#include "runtime/agent/guest/kernel_file.h"
#include "runtime/base/socket.h"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

constexpr const char *folder = "/run/console";
constexpr int longestWait = 10'000; // milliseconds for a message of a program that we started

std::unexpected<Error> bad(std::string_view call)
{
    return fail(systemError(Operation::StartProcess, {}, errno, call));
}

} // namespace

Result<ConsoleSocket> ConsoleSocket::listen()
{
    static std::atomic<unsigned> counter = 0;
    FIRKIN_TRY(makeDirectories(folder, 0700));
    std::string path = std::string(folder) + "/" + std::to_string(++counter);
    FIRKIN_ASSIGN(UniqueFd listener, listenAt(path, 1, Operation::StartProcess));
    return ConsoleSocket(std::move(path), std::move(listener));
}

ConsoleSocket::~ConsoleSocket()
{
    if (m_listener)
        ::unlink(m_path.c_str());
}

Result<UniqueFd> ConsoleSocket::receiveMaster()
{
    const UniqueFd connection(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connection)
        return bad("accept");
    pollfd ready{.fd = connection.get(), .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, longestWait) != 1)
        return bad("no terminal was handed over");

    char name[4096];
    iovec data{.iov_base = name, .iov_len = sizeof name};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(connection.get(), &message, MSG_CMSG_CLOEXEC) < 0)
        return bad("recvmsg");
    const cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof(int)))
        return fail(Operation::StartProcess, {}, Reason::ProtocolViolation, "no terminal in the console message");
    int master = -1;
    std::memcpy(&master, CMSG_DATA(head), sizeof master);
    return UniqueFd(master);
}

} // namespace firkin::guest

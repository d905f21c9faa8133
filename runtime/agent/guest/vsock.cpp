// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/vsock.h"

#include <cerrno>
#include <string>
#include <sys/socket.h>
#include <sys/time.h>

#include <linux/vm_sockets.h>

namespace firkin::guest {

namespace {

sockaddr_vm address(std::uint32_t cid, std::uint32_t port)
{
    sockaddr_vm out{};
    out.svm_family = AF_VSOCK;
    out.svm_cid = cid;
    out.svm_port = port;
    return out;
}

const sockaddr *generic(const sockaddr_vm *vm)
{
    return reinterpret_cast<const sockaddr *>(vm);
}

} // namespace

Result<UniqueFd> listenOnVsock(std::uint32_t port)
{
    const auto bad = [&](std::string_view call) {
        return fail(systemError(Operation::ListenForGuest, std::to_string(port), errno, call));
    };
    UniqueFd fd(::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd)
        return bad("socket");
    const sockaddr_vm any = address(VMADDR_CID_ANY, port);
    if (::bind(fd.get(), generic(&any), sizeof any) != 0)
        return bad("bind");
    if (::listen(fd.get(), 128) != 0)
        return bad("listen");
    return fd;
}

Result<UniqueFd> acceptFromHost(int listener)
{
    for (;;) {
        sockaddr_vm peer{};
        socklen_t size = sizeof peer;
        UniqueFd fd(::accept4(listener, reinterpret_cast<sockaddr *>(&peer), &size, SOCK_CLOEXEC));
        if (fd && peer.svm_cid == VMADDR_CID_HOST)
            return fd;
        if (!fd && errno != EINTR && errno != ECONNABORTED)
            return fail(systemError(Operation::ListenForGuest, {}, errno, "accept"));
    }
}

Result<UniqueFd> dialHost(std::uint32_t port)
{
    const auto bad = [&](std::string_view call) {
        return fail(systemError(Operation::DialGuest, "host port " + std::to_string(port), errno, call));
    };
    UniqueFd fd(::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd)
        return bad("socket");
    // The default of 2 s is short for a host whose processors are all busy.
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(fd.get(), AF_VSOCK, SO_VM_SOCKETS_CONNECT_TIMEOUT, &limit, sizeof limit);
    const sockaddr_vm host = address(VMADDR_CID_HOST, port);
    if (::connect(fd.get(), generic(&host), sizeof host) != 0)
        return bad("connect");
    return fd;
}

} // namespace firkin::guest

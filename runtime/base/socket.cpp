// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/socket.h"

#include "runtime/base/stop_fd.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace firkin {
namespace {

Result<sockaddr_un> addressOf(const std::filesystem::path &path, Operation operation)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string &text = path.native();
    if (text.empty() || text.size() > longestSocketPath || text.find('\0') != std::string::npos)
        return fail(operation, text, Reason::BadPath, "a socket's path has 1 to 107 bytes");
    std::memcpy(address.sun_path, text.data(), text.size());
    return address;
}

Result<UniqueFd> newSocket(Operation operation, std::string_view object)
{
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return fail(systemError(operation, object, errno, "socket"));
    return fd;
}

} // namespace

Result<UniqueFd> listenAt(const std::filesystem::path &path, int backlog, Operation operation)
{
    FIRKIN_ASSIGN(const sockaddr_un address, addressOf(path, operation));
    FIRKIN_ASSIGN(UniqueFd fd, newSocket(operation, path.native()));
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        return fail(systemError(operation, path.native(), errno, "unlink"));
    // The mode of the socket's inode decides over that of its file; umask belongs to the whole process.
    if (::fchmod(fd.get(), 0600) != 0
        || ::bind(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
        || ::listen(fd.get(), backlog) != 0)
        return fail(systemError(operation, path.native(), errno, "listen"));
    return fd;
}

Result<UniqueFd> connectTo(const std::filesystem::path &path, Deadline deadline, std::stop_token stop, Operation operation)
{
    FIRKIN_ASSIGN(const sockaddr_un address, addressOf(path, operation));
    FIRKIN_ASSIGN(UniqueFd fd, newSocket(operation, path.native()));
    while (::connect(fd.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        if (errno == EINTR)
            continue;
        if (errno == EAGAIN) {
            // The listener's backlog is full; a unix socket gives no event for room in it.
            if (deadline.passed())
                return fail(timedOut(operation, path.native(), "its backlog is full"));
            if (!pauseFor(std::chrono::milliseconds(10), stop))
                return fail(cancelled(operation, path.native()));
            continue;
        }
        Error error = systemError(operation, path.native(), errno, "connect");
        if (errno == ECONNREFUSED || errno == ENOENT)
            error.code = ErrorCode::Unavailable;
        return fail(std::move(error));
    }
    FIRKIN_TRY(setNonBlocking(fd.get(), false));
    return fd;
}

Result<UniqueFd> acceptFrom(int listener, Deadline deadline, std::stop_token stop, Operation operation, std::string_view object)
{
    const StopFd stopFd(std::move(stop));
    for (;;) {
        FIRKIN_TRY(waitReady(listener, POLLIN, deadline, stopFd, operation, object));
        UniqueFd fd(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
        if (fd)
            return fd;
        if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
            return fail(systemError(operation, object, errno, "accept"));
    }
}

Result<Peer> peerOf(int socket)
{
    ucred credentials{};
    socklen_t length = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0)
        return fail(systemError(Operation::ContactSupervisor, "peer", errno, "SO_PEERCRED"));
    return Peer{credentials.pid, credentials.uid, credentials.gid};
}

Status setNonBlocking(int fd, bool on)
{
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0 || ::fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) != 0)
        return fail(systemError(Operation::RunHelper, "descriptor", errno, "fcntl"));
    return {};
}

} // namespace firkin

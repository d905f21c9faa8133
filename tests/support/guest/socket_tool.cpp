// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

/// A static program for containers that have no tool for unix sockets.
///   socket_tool answer PATH   for each connection: reads to its end, then sends it all back, backwards
///   socket_tool ask PATH      stdin to the socket, its end, then what comes back to stdout
namespace {

std::vector<char> readAll(int fd)
{
    std::vector<char> all;
    char buffer[65536];
    for (;;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count <= 0)
            return all;
        all.insert(all.end(), buffer, buffer + count);
    }
}

bool writeAll(int fd, const std::vector<char> &bytes)
{
    for (std::size_t at = 0; at < bytes.size();) {
        const ssize_t count = ::write(fd, bytes.data() + at, bytes.size() - at);
        if (count <= 0)
            return false;
        at += static_cast<std::size_t>(count);
    }
    return true;
}

sockaddr_un addressOf(const char *path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path, sizeof address.sun_path - 1);
    return address;
}

int answer(const char *path)
{
    ::unlink(path);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const sockaddr_un address = addressOf(path);
    if (::bind(listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0 || ::listen(listener, 16) != 0)
        return 1;
    for (;;) {
        const int connection = ::accept(listener, nullptr, nullptr);
        if (connection < 0)
            return 1;
        if (::fork() == 0) {
            const std::vector<char> bytes = readAll(connection);
            writeAll(connection, {bytes.rbegin(), bytes.rend()});
            ::_exit(0);
        }
        ::close(connection);
    }
}

int ask(const char *path)
{
    const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    const sockaddr_un address = addressOf(path);
    if (::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        std::perror("connect");
        return 1;
    }
    if (!writeAll(fd, readAll(0)))
        return 2;
    ::shutdown(fd, SHUT_WR);
    return writeAll(1, readAll(fd)) ? 0 : 3;
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGCHLD, SIG_IGN);
    if (argc != 3)
        return 64;
    return std::string(argv[1]) == "answer" ? answer(argv[2]) : ask(argv[2]);
}

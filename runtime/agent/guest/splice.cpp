// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/splice.h"

#include "runtime/agent/guest/connection.h"
#include "runtime/base/socket.h"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace firkin::guest {

Splice::Splice(EventLoop &loop, UniqueFd first, UniqueFd second)
    : m_sides{Side(loop, [this](std::uint32_t) { turn(); }), Side(loop, [this](std::uint32_t) { turn(); })}
{
    m_sides[0].fd = std::move(first);
    m_sides[1].fd = std::move(second);
}

void Splice::start(EventLoop &loop, UniqueFd first, UniqueFd second)
{
    static_cast<void>(setNonBlocking(first.get(), true));
    static_cast<void>(setNonBlocking(second.get(), true));
    std::shared_ptr<Splice> splice(new Splice(loop, std::move(first), std::move(second)));
    loop.post([splice] {
        splice->m_self = splice;
        splice->turn();
    });
}

/// False: the socket is broken.
bool Splice::readFrom(Side &side)
{
    if (side.ended || side.incoming.room() == 0)
        return true;
    const auto buffer = scratchBuffer().first(side.incoming.room());
    const ssize_t count = ::recv(side.fd.get(), buffer.data(), buffer.size(), 0);
    if (count > 0)
        side.incoming.append(buffer.first(static_cast<std::size_t>(count)));
    else if (count == 0)
        side.ended = true;
    else
        return errno == EAGAIN || errno == EINTR;
    return true;
}

bool Splice::writeTo(Side &side, Side &from)
{
    while (from.incoming.size() > 0) {
        const auto bytes = from.incoming.at(0);
        const ssize_t count = ::send(side.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0)
            return errno == EAGAIN || errno == EINTR;
        from.incoming.drop(static_cast<std::size_t>(count));
    }
    if (from.ended && !side.shut) {
        side.shut = true;
        ::shutdown(side.fd.get(), SHUT_WR);
    }
    return true;
}

void Splice::turn()
{
    const auto alive = m_self; // close() must not end us in here
    if (!alive)
        return;
    Side &first = m_sides[0], &second = m_sides[1];
    if (!readFrom(first) || !readFrom(second) || !writeTo(second, first) || !writeTo(first, second) || (first.shut && second.shut)) {
        close();
        return;
    }
    for (auto [side, other] : {std::pair{&first, &second}, {&second, &first}}) {
        const bool wantsInput = !side->ended && side->incoming.room() > 0, wantsOutput = other->incoming.size() > 0;
        side->watch.set(side->fd.get(), (wantsInput ? std::uint32_t{EPOLLIN} : 0u) | (wantsOutput ? std::uint32_t{EPOLLOUT} : 0u));
    }
}

void Splice::close()
{
    for (Side &side : m_sides) {
        side.watch.clear();
        side.fd.reset();
    }
    m_self.reset();
}

} // namespace firkin::guest

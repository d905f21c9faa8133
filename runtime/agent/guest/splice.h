// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/stream/byte_ring.h"

#include <array>
#include <memory>

namespace firkin::guest {

/// Two stream sockets joined: what one sends, the other gets, in both directions, with back-pressure. An end of file is handed on
/// as a half-close once the bytes before it are through. Keeps itself alive on the loop until both directions have ended
/// or a socket breaks.
class Splice : public std::enable_shared_from_this<Splice> {
public:
    /// Any thread.
    static void start(EventLoop &loop, UniqueFd first, UniqueFd second);

private:
    struct Side {
        Side(EventLoop &loop, EventLoop::Handler handler) : watch(loop, std::move(handler)) {}
        UniqueFd fd;
        FdWatch watch;
        agent::ByteRing incoming{64 * 1024}; ///< read from here, not yet written to the other side
        bool ended = false;                  ///< its end of file was read
        bool shut = false;                   ///< the other side's end was handed on to it
    };

    Splice(EventLoop &loop, UniqueFd first, UniqueFd second);
    void turn();
    bool readFrom(Side &side);
    bool writeTo(Side &side, Side &from);
    void close();

    std::array<Side, 2> m_sides;
    std::shared_ptr<Splice> m_self; ///< until close()
};

} // namespace firkin::guest

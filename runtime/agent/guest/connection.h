// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/event_loop.h"
#include "runtime/base/result.h"

#include <functional>
#include <span>

namespace firkin::guest {

/// A non-blocking connection to the host in an event loop: reads once, writes until it would block. Owned by a relay;
/// on the loop's thread.
class Connection {
public:
    Connection(EventLoop &loop, EventLoop::Handler onEvent) : m_watch(loop, std::move(onEvent)) {}

    void open(UniqueFd fd);
    void close();
    [[nodiscard]] bool isOpen() const { return static_cast<bool>(m_fd); }

    enum class Outcome { Done, WouldBlock, Lost };
    /// Writes what an end has pending.
    template <class End>
    Outcome flush(End &end)
    {
        for (;;) {
            const auto bytes = end.pending();
            if (bytes.empty())
                return Outcome::Done;
            const ssize_t count = send(bytes);
            if (count < 0)
                return count == wouldBlock ? Outcome::WouldBlock : Outcome::Lost;
            end.consumed(static_cast<std::size_t>(count));
        }
    }
    /// One read of at most 64 KiB into a buffer of the calling thread; valid until the next call. Empty and Lost: the
    /// host closed or it broke.
    [[nodiscard]] std::span<const std::byte> receive(Outcome &outcome);

    void wantEvents(bool input, bool output);

private:
    static constexpr ssize_t wouldBlock = -2;
    ssize_t send(std::span<const std::byte> bytes);

    UniqueFd m_fd;
    FdWatch m_watch;
};

/// For one read or write of a relay; each loop has one thread, each thread one buffer.
[[nodiscard]] std::span<std::byte> scratchBuffer();

} // namespace firkin::guest

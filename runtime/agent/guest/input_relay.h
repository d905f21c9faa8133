// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/connection.h"
#include "runtime/agent/guest/stream_ends.h"

namespace firkin::guest {

/// Carries the host's input to a process: connection → InputEnd → pipe or terminal. A process that does not read
/// slows the host's sender down, and nobody else; one that closed its input lets it be thrown away.
/// On the loop's thread.
class InputRelay {
public:
    InputRelay(EventLoop &loop, bool resumable, UniqueFd connection);
    ~InputRelay();

    void setSink(UniqueFd sink);
    /// CloseProcessStdin: what is still on its way is carried, and the process' input ends when nothing came for a moment.
    /// The call travels on another connection than the bytes and may overtake them.
    void closeSoon();
    /// The process has ended.
    void end();
    /// Returns the offset where the host has to go on.
    Result<std::uint64_t> attach(UniqueFd connection);

private:
    void turn();
    void onConnection();
    void drainToSink();
    void armCloseTimer();
    void closeSink();

    EventLoop &m_loop;
    std::unique_ptr<InputEnd> m_end;
    Connection m_connection;
    UniqueFd m_sink;
    FdWatch m_sinkWatch;
    EventLoop::TimerId m_closeTimer = 0;
    bool m_sinkGone = false; ///< closed by us or by the process: bytes are thrown away
    bool m_closing = false;
    bool m_closeDue = false;
};

} // namespace firkin::guest

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/connection.h"
#include "runtime/agent/guest/stream_ends.h"

namespace firkin::guest {

/// Carries a process' output to the host: pipe or terminal → OutputEnd → connection. Reads only what the end has room
/// for: a host that does not read slows its process down, and nobody else. On the loop's thread.
///
/// States of the source: absent (a terminal before the start) → open → over. It is over at its end of file (a
/// terminal: EIO after the process' end), or when the process has ended and cutOff() was called: then what can be read at
/// that moment is still carried, and a child of the process that keeps the pipe open loses it.
class OutputRelay {
public:
    OutputRelay(EventLoop &loop, bool resumable, UniqueFd connection);

    void setSource(UniqueFd source);
    /// The process has ended: an EIO of a terminal means the end now.
    void processEnded();
    void cutOff();
    /// Ends the stream without a source: a process that never started.
    void end();
    Status attach(UniqueFd connection, std::uint64_t offset);

    /// The source is over and all its bytes are safe.
    [[nodiscard]] bool isDrained() const { return m_over && m_end->isDelivered(); }
    /// Called once, when isDrained() becomes true.
    void setOnDrained(std::function<void()> callback);

private:
    void turn();
    void fill();
    void finishSource();
    void onConnection();
    void loseConnection();

    std::unique_ptr<OutputEnd> m_end;
    Connection m_connection;
    UniqueFd m_source;
    FdWatch m_sourceWatch;
    std::function<void()> m_onDrained;
    std::size_t m_left = SIZE_MAX; ///< after the cut-off: bytes still to be carried
    bool m_hostSilent = false;     ///< the host has shut down its direction
    bool m_quiet = false;          ///< a terminal that nobody has open
    bool m_processEnded = false;
    bool m_over = false;
};

} // namespace firkin::guest

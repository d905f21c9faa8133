// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/duplex_stream.h"
#include "runtime/base/unique_fd.h"

#include <optional>

namespace firkin::agent {

/// Joins a local socket and a connection across the machine's border that carries a DuplexStream. Both non-blocking; never
/// waits: its owner polls for what it wants. The same for event loops (guest) and threads (host).
class SocketPump {
public:
    SocketPump(UniqueFd local, UniqueFd border) : m_local(std::move(local)), m_border(std::move(border)) {}

    [[nodiscard]] int localFd() const { return m_local.get(); }
    [[nodiscard]] int borderFd() const { return m_border.get(); }

    /// poll()'s events; 0: do not watch it now.
    struct Wanted {
        short local = 0;
        short border = 0;
    };
    /// Moves what moves. Nothing: it is over, in good order or not; the sockets close with this object.
    std::optional<Wanted> turn();

private:
    bool moveOnce(bool &moved);
    bool readLocal(bool &moved);
    bool writeLocal(bool &moved);
    bool readBorder(bool &moved);
    bool writeBorder(bool &moved);
    [[nodiscard]] Wanted wanted() const;

    UniqueFd m_local;
    UniqueFd m_border;
    DuplexStream m_stream;
    bool m_localEnded = false; ///< it sends no more
    bool m_localShut = false;  ///< it was told that no more comes
    bool m_borderEnded = false;
    bool m_borderDeaf = false; ///< closed by the other side: it may have been through before us
};

/// The same without frames, for agents that know none: raw bytes both ways, and the first end of either side ends the relay
/// once what was sent before it is through.
class RawPump {
public:
    RawPump(UniqueFd local, UniqueFd border) : m_local(std::move(local)), m_border(std::move(border)) {}

    [[nodiscard]] int localFd() const { return m_local.get(); }
    [[nodiscard]] int borderFd() const { return m_border.get(); }
    std::optional<SocketPump::Wanted> turn();

private:
    static constexpr std::size_t bufferSize = 64 * 1024;
    static bool pull(int fd, ByteRing &into, bool &ended);
    static bool push(int fd, ByteRing &from);

    UniqueFd m_local;
    UniqueFd m_border;
    ByteRing m_in{bufferSize};  ///< from the border
    ByteRing m_out{bufferSize}; ///< to it
    bool m_localEnded = false;
    bool m_borderEnded = false;
};

} // namespace firkin::agent

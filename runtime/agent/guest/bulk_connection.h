// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/vsock.h"

#include <cstddef>
#include <functional>
#include <span>

namespace firkin::guest {

/// A connection for one bulk transfer. Blocks, and looks now and then whether the host has given up the call: its
/// transfer is cancelled then, and what was written is no end of data. One thread.
class BulkConnection {
public:
    using Stopped = std::function<bool()>;
    static Result<BulkConnection> dial(std::uint32_t port, HostDialer dialer, Stopped stopped);

    /// At least one byte, or 0 at the end.
    Result<std::size_t> read(std::span<std::byte> buffer);
    Status write(std::span<const std::byte> bytes);
    /// All was written: closes.
    Status finish();

private:
    BulkConnection(UniqueFd fd, Stopped stopped) : m_fd(std::move(fd)), m_stopped(std::move(stopped)) {}
    Status waitFor(short events);
    UniqueFd m_fd;
    Stopped m_stopped;
};

} // namespace firkin::guest

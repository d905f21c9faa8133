// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"

#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

/// The host's ends of a process' standard streams. Where the agent can do it, they survive the loss of their
/// connection: they attach again at their offset, and their user sees a pause.
namespace firkin::agent {

/// Bytes that a process writes. One thread reads at a time. What nobody reads stops the writer (back-pressure).
/// A handle that a container or process gave out may be dropped before its end: the rest is then thrown away.
class OutputStream {
public:
    virtual ~OutputStream() = default;
    /// Blocks for at least one byte; 0 is the regular end, and stays.
    virtual Result<std::size_t> read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop) = 0;
    /// Bytes read so far.
    [[nodiscard]] virtual std::uint64_t offset() const = 0;
};

/// Bytes that a process reads. One thread writes at a time.
class InputStream {
public:
    virtual ~InputStream() = default;
    /// All of it, or an error; blocks while the process does not read. A process that has closed its input is an
    /// error with Reason::ConnectionLost.
    virtual Status write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop) = 0;
    /// End of file, after everything written. Idempotent; the destructor does it, too.
    virtual Status close() = 0;
};

/// Everything up to the end, but an error beyond `limit`.
Result<std::string> readToEnd(OutputStream &stream, std::size_t limit, Deadline deadline, std::stop_token stop);
Status writeText(InputStream &stream, std::string_view text, std::stop_token stop);

} // namespace firkin::agent

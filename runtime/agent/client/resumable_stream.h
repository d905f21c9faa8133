// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/stdio_port.h"
#include "runtime/agent/stream/stream_reader.h"
#include "runtime/agent/stream/stream_sender.h"
#include "runtime/base/stop_fd.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace firkin::agent {

/// Has the guest dial again at `offset`. Tries until it succeeds, the stream is no more, or the deadline for a call is
/// over: a lost device takes a moment to be healed.
struct Reattached {
    UniqueFd connection;
    std::uint64_t offset = 0;
};
Result<Reattached> attachAgain(const StreamContext &context, StreamKind kind, std::uint64_t offset, std::stop_token stop);

/// Whether it is worth attaching once more: a guest whose connections all break at once may not keep us busy for ever.
class Attachments {
public:
    [[nodiscard]] bool mayTryAgain();

private:
    Deadline::Clock::time_point m_last;
    int m_short = 0; ///< that lived shortly, in a row
};

/// Framed output. Its reader attaches it again: read() just takes longer then.
class ResumableOutput : public OutputStream {
public:
    ResumableOutput(StreamContext context, StreamKind kind, UniqueFd connection);
    /// One that somebody else has read up to `offset`; attached by the first read.
    ResumableOutput(StreamContext context, StreamKind kind, std::uint64_t offset);
    Result<std::size_t> read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop) override;
    [[nodiscard]] std::uint64_t offset() const override { return m_delivered; }

private:
    StreamContext m_context;
    StreamKind m_kind;
    StreamReader m_reader;
    std::uint64_t m_delivered = 0;
    Attachments m_attachments;
};

/// Framed input. write() fills the window; a thread of its own moves it to the guest and attaches again, so that what
/// was accepted arrives whoever waits.
class ResumableInput : public InputStream {
public:
    ResumableInput(StreamContext context, UniqueFd connection);
    /// One that somebody else has written to: goes on where the guest is.
    explicit ResumableInput(StreamContext context);
    ~ResumableInput() override;
    Status write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop) override;
    Status close() override;

private:
    void run(const std::stop_token &stop);
    Status pump(const std::stop_token &stop);

    StreamContext m_context;
    WakeFd m_wake;
    std::mutex m_mutex;
    std::condition_variable_any m_moved;
    StreamSender m_sender;         ///< guarded
    bool m_begun = true;           ///< the thread's; false: another's stream, not yet taken up
    std::optional<Error> m_broken; ///< guarded; final
    UniqueFd m_connection;         ///< the thread's
    Attachments m_attachments;     ///< the thread's
    std::jthread m_thread;         // last: it uses the rest
};

} // namespace firkin::agent

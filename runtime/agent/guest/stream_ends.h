// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/stream/byte_ring.h"
#include "runtime/agent/stream/stream_receiver.h"
#include "runtime/agent/stream/stream_sender.h"

#include <memory>

/// The two ways in which a stdio connection carries bytes: raw, as the protocol has it, or framed, so that it can be
/// attached again. State machines without descriptors; relays do the reading and writing.
namespace firkin::guest {

/// Output on its way to the host.
class OutputEnd {
public:
    virtual ~OutputEnd() = default;
    [[nodiscard]] virtual std::size_t room() const = 0;
    virtual void append(std::span<const std::byte> bytes) = 0;
    virtual void end() = 0;
    /// What to write to the connection next.
    [[nodiscard]] virtual std::span<const std::byte> pending() = 0;
    virtual void consumed(std::size_t count) = 0;
    virtual Status received(std::span<const std::byte> bytes) = 0;
    /// The end of the host's direction is no broken connection: perhaps it was only shut down; a lost one shows at
    /// the next write.
    [[nodiscard]] virtual bool hostMayFallSilent() const = 0;
    virtual void disconnected() = 0;
    virtual Status resume(std::uint64_t offset) = 0;
    /// Nothing is left to be sent or acknowledged.
    [[nodiscard]] virtual bool isFinished() const = 0;
    /// All that was appended is safe from the process' end: out on the wire, or kept for the next connection.
    [[nodiscard]] virtual bool isDelivered() const = 0;
};

/// Input that comes from the host.
class InputEnd {
public:
    virtual ~InputEnd() = default;
    [[nodiscard]] virtual std::span<const std::byte> readable() const = 0;
    virtual void take(std::size_t count) = 0;
    [[nodiscard]] virtual bool isAtEnd() const = 0;
    /// Whether the connection should be read now.
    [[nodiscard]] virtual bool wantsInput() const = 0;
    virtual Status received(std::span<const std::byte> bytes) = 0;
    /// The connection was closed by the host, or broke.
    virtual void disconnected() = 0;
    virtual Result<std::uint64_t> resume() = 0;
    [[nodiscard]] virtual std::span<const std::byte> pending() = 0;
    virtual void consumed(std::size_t count) = 0;
    /// Nothing is owed to the host.
    [[nodiscard]] virtual bool isFinished() const = 0;
};

[[nodiscard]] std::unique_ptr<OutputEnd> makeOutputEnd(bool resumable);
[[nodiscard]] std::unique_ptr<InputEnd> makeInputEnd(bool resumable);

} // namespace firkin::guest

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/stream_ends.h"

namespace firkin::guest {

namespace {

constexpr std::size_t plainBuffer = 64 * 1024;

std::unexpected<Error> notResumable()
{
    return fail(Operation::RelayStream, {}, Reason::UnsupportedHere, "the stream is not resumable");
}

/// Raw bytes. When nobody listens any more they are dropped: the process must not die of a host that went away.
class PlainOutput final : public OutputEnd {
public:
    [[nodiscard]] std::size_t room() const override { return m_lost ? plainBuffer : m_ring.room(); }
    void append(std::span<const std::byte> bytes) override
    {
        if (!m_lost)
            m_ring.append(bytes);
    }
    void end() override { m_ended = true; }
    [[nodiscard]] std::span<const std::byte> pending() override { return m_ring.at(0); }
    void consumed(std::size_t count) override { m_ring.drop(count); }
    Status received(std::span<const std::byte>) override { return {}; }
    [[nodiscard]] bool hostMayFallSilent() const override { return true; }
    void disconnected() override
    {
        m_lost = true;
        m_ring.drop(m_ring.size());
    }
    Status resume(std::uint64_t) override { return notResumable(); }
    [[nodiscard]] bool isFinished() const override { return m_ended && m_ring.size() == 0; }
    [[nodiscard]] bool isDelivered() const override { return m_ring.size() == 0; }

private:
    agent::ByteRing m_ring{plainBuffer};
    bool m_ended = false;
    bool m_lost = false;
};

class FramedOutput final : public OutputEnd {
public:
    FramedOutput() { static_cast<void>(m_sender.resume(0)); }
    [[nodiscard]] std::size_t room() const override { return m_sender.room(); }
    void append(std::span<const std::byte> bytes) override { m_sender.append(bytes); }
    void end() override { m_sender.end(); }
    [[nodiscard]] std::span<const std::byte> pending() override { return m_sender.pending(); }
    void consumed(std::size_t count) override { m_sender.consumed(count); }
    Status received(std::span<const std::byte> bytes) override { return m_sender.received(bytes); }
    [[nodiscard]] bool hostMayFallSilent() const override { return false; }
    void disconnected() override { m_sender.disconnected(); }
    Status resume(std::uint64_t offset) override { return m_sender.resume(offset); }
    [[nodiscard]] bool isFinished() const override { return m_sender.isFinished(); }
    [[nodiscard]] bool isDelivered() const override { return true; }

private:
    agent::StreamSender m_sender;
};

class PlainInput final : public InputEnd {
public:
    [[nodiscard]] std::span<const std::byte> readable() const override { return m_ring.at(0); }
    void take(std::size_t count) override { m_ring.drop(count); }
    [[nodiscard]] bool isAtEnd() const override { return m_ended && m_ring.size() == 0; }
    [[nodiscard]] bool wantsInput() const override { return !m_ended && m_ring.size() == 0; }
    Status received(std::span<const std::byte> bytes) override
    {
        m_ring.append(bytes);
        return {};
    }
    void disconnected() override { m_ended = true; }
    Result<std::uint64_t> resume() override { return notResumable(); }
    [[nodiscard]] std::span<const std::byte> pending() override { return {}; }
    void consumed(std::size_t) override {}
    [[nodiscard]] bool isFinished() const override { return isAtEnd(); }

private:
    agent::ByteRing m_ring{plainBuffer};
    bool m_ended = false;
};

class FramedInput final : public InputEnd {
public:
    FramedInput() { m_receiver.resume(); }
    [[nodiscard]] std::span<const std::byte> readable() const override { return m_receiver.readable(); }
    void take(std::size_t count) override { m_receiver.take(count); }
    [[nodiscard]] bool isAtEnd() const override { return m_receiver.isAtEnd(); }
    [[nodiscard]] bool wantsInput() const override { return true; }
    Status received(std::span<const std::byte> bytes) override { return m_receiver.received(bytes); }
    void disconnected() override { m_receiver.disconnected(); }
    Result<std::uint64_t> resume() override
    {
        m_receiver.resume();
        return m_receiver.offset();
    }
    [[nodiscard]] std::span<const std::byte> pending() override { return m_receiver.pending(); }
    void consumed(std::size_t count) override { m_receiver.consumed(count); }
    [[nodiscard]] bool isFinished() const override { return m_receiver.isFinished(); }

private:
    agent::StreamReceiver m_receiver;
};

} // namespace

std::unique_ptr<OutputEnd> makeOutputEnd(bool resumable)
{
    if (resumable)
        return std::make_unique<FramedOutput>();
    return std::make_unique<PlainOutput>();
}

std::unique_ptr<InputEnd> makeInputEnd(bool resumable)
{
    if (resumable)
        return std::make_unique<FramedInput>();
    return std::make_unique<PlainInput>();
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/agent/stream/frame_codec.h"
#include "runtime/agent/stream/stream_receiver.h"
#include "runtime/agent/stream/stream_sender.h"

#include <string>

using namespace firkin;

namespace {

/// Writes down what was decoded; data without regard to how it was cut.
class Notes final : public agent::FrameSink {
public:
    std::string text;
    Status onData(std::span<const std::byte> piece) override
    {
        text.append(reinterpret_cast<const char *>(piece.data()), piece.size());
        return {};
    }
    Status onEnd() override
    {
        text += "<end>";
        return {};
    }
    Status onAck(std::uint64_t offset) override
    {
        text += "<" + std::to_string(offset) + ">";
        return {};
    }
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto bytes = fuzz::asBytes(data, size);
    Notes whole;
    agent::FrameDecoder decoder;
    const bool fine = decoder.decode(bytes, whole).has_value();

    Notes pieces;
    agent::FrameDecoder again;
    bool fineAgain = true;
    for (std::size_t at = 0, length = 1; at < size && fineAgain; at += length, length = 1 + (length * 5) % 7)
        fineAgain = again.decode(bytes.subspan(at, std::min(length, size - at)), pieces).has_value();
    fuzz::expect(fine == fineAgain && whole.text == pieces.text);

    // A receiver holds at most a window, whatever it is sent.
    agent::StreamReceiver receiver;
    receiver.resume();
    static_cast<void>(receiver.received(bytes));
    fuzz::expect(receiver.buffered() <= agent::streamWindow);
    receiver.take(receiver.buffered());
    static_cast<void>(receiver.pending());

    // A sender believes no acknowledgement of what it never sent, and keeps what was not acknowledged.
    agent::StreamSender sender;
    sender.append(std::as_bytes(std::span("what the other end may acknowledge")));
    const std::uint64_t total = sender.total();
    fuzz::expect(sender.resume(0).has_value());
    sender.consumed(sender.pending().size());
    const bool believed = sender.received(bytes).has_value();
    fuzz::expect(sender.acknowledged() <= total && sender.total() == total);
    fuzz::expect(!sender.isFinished()); // it has not said that it has ended
    if (believed) {
        sender.disconnected();
        fuzz::expect(!sender.resume(total + 1));
        fuzz::expect(sender.resume(sender.acknowledged()).has_value());
    }
    return 0;
}

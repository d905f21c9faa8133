// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/duplex_stream.h"

#include <utility>

namespace firkin::agent {

void DuplexStream::append(std::span<const std::byte> bytes)
{
    if (bytes.empty())
        return;
    appendData(m_out, bytes); // a window is less than a frame's limit
    m_sent += bytes.size();
}

void DuplexStream::end()
{
    if (!std::exchange(m_ended, true))
        appendEnd(m_out);
}

void DuplexStream::take(std::size_t count)
{
    m_buffer.drop(count);
    m_taken += count;
    acknowledge();
}

/// In good time for the sender, and at the end everything.
void DuplexStream::acknowledge()
{
    if (m_taken == m_told || (m_taken - m_told < acknowledgeEvery && !isAtEnd()))
        return;
    appendAck(m_out, m_taken);
    m_told = m_taken;
}

void DuplexStream::consumed(std::size_t count)
{
    m_outTaken += count;
    if (m_outTaken == m_out.size()) {
        m_out.clear();
        m_outTaken = 0;
    } else if (m_outTaken > 4 * window) { // a flow that never pauses must not keep what it has sent
        m_out.erase(m_out.begin(), m_out.begin() + static_cast<std::ptrdiff_t>(m_outTaken));
        m_outTaken = 0;
    }
}

Status DuplexStream::received(std::span<const std::byte> bytes)
{
    FIRKIN_TRY(m_decoder.decode(bytes, *this));
    // Whoever sends has read our acknowledgements; these would pile up for one that never does.
    if (pending().size() > mostPending)
        return fail(streamViolation("it reads nothing"));
    return {};
}

Status DuplexStream::onData(std::span<const std::byte> piece)
{
    if (m_endReceived)
        return fail(streamViolation("data after the end"));
    if (piece.size() > m_buffer.room())
        return fail(streamViolation("more than the window"));
    m_buffer.append(piece);
    return {};
}

Status DuplexStream::onEnd()
{
    if (std::exchange(m_endReceived, true))
        return fail(streamViolation("two ends"));
    acknowledge();
    return {};
}

Status DuplexStream::onAck(std::uint64_t offset)
{
    if (offset < m_acknowledged || offset > m_sent)
        return fail(streamViolation("an acknowledgement of what was not sent"));
    m_acknowledged = offset;
    return {};
}

static_assert(DuplexStream::window <= maxFramePayload);

} // namespace firkin::agent

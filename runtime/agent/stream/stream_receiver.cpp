// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/stream_receiver.h"

#include <cassert>

namespace firkin::agent {

void StreamReceiver::take(std::size_t count)
{
    m_buffer.drop(count);
    m_taken += count;
}

void StreamReceiver::resume()
{
    disconnected();
    m_connected = true;
}

void StreamReceiver::disconnected()
{
    m_connected = false;
    m_out.clear();
    m_outTaken = 0;
    // Acknowledgements may have been lost with the connection, and a sender with a full window waits for them:
    // make them again.
    m_acknowledged = 0;
    m_endAcknowledged = false;
    m_decoder.reset();
}

Status StreamReceiver::received(std::span<const std::byte> bytes)
{
    return m_decoder.decode(bytes, *this);
}

std::span<const std::byte> StreamReceiver::pending()
{
    if (!m_connected)
        return {};
    if (m_outTaken == m_out.size()) {
        m_out.clear();
        m_outTaken = 0;
        if (isAtEnd()) {
            if (!m_endAcknowledged)
                appendAck(m_out, m_taken);
            m_endAcknowledged = true;
        } else if (m_taken - m_acknowledged > acknowledgeEvery) {
            // One byte behind: the full length is acknowledged only after the End (frame.h).
            m_acknowledged = m_taken - 1;
            appendAck(m_out, m_acknowledged);
        }
    }
    return std::span(m_out).subspan(m_outTaken);
}

void StreamReceiver::consumed(std::size_t count)
{
    assert(count <= m_out.size() - m_outTaken);
    m_outTaken += count;
}

bool StreamReceiver::isFinished() const
{
    return m_endAcknowledged && m_outTaken == m_out.size();
}

Status StreamReceiver::onData(std::span<const std::byte> piece)
{
    if (m_endReceived)
        return fail(streamViolation("data after the end"));
    if (piece.size() > m_buffer.room())
        return fail(streamViolation("more than the window"));
    m_buffer.append(piece);
    return {};
}

Status StreamReceiver::onEnd()
{
    m_endReceived = true;
    return {};
}

Status StreamReceiver::onAck(std::uint64_t)
{
    return fail(streamViolation("acknowledgement for the receiver"));
}

} // namespace firkin::agent

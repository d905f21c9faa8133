// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/stream_sender.h"

#include <algorithm>
#include <cassert>

namespace firkin::agent {

void StreamSender::append(std::span<const std::byte> bytes)
{
    if (bytes.empty())
        return;
    assert(!m_ended);
    m_window.append(bytes);
}

Status StreamSender::resume(std::uint64_t offset)
{
    if (offset < m_acknowledged || offset > total())
        return fail(streamViolation("resume offset outside of the window"));
    // The window keeps what was not acknowledged: the receiver has it, but its buffer may still be full of it.
    disconnected();
    m_framed = offset;
    m_connected = true;
    m_finished = false;
    return {};
}

Status StreamSender::takeUp(std::uint64_t offset)
{
    if (m_acknowledged != 0)
        return resume(offset);
    m_acknowledged = offset;
    return resume(offset);
}

void StreamSender::disconnected()
{
    m_connected = false;
    m_out.clear();
    m_outTaken = 0;
    m_endFramed = false;
    m_decoder.reset();
}

std::span<const std::byte> StreamSender::pending()
{
    if (!m_connected || m_finished)
        return {};
    if (m_outTaken == m_out.size()) {
        m_out.clear();
        m_outTaken = 0;
        const auto piece = m_window.at(static_cast<std::size_t>(m_framed - m_acknowledged));
        if (!piece.empty()) {
            const auto payload = piece.first(std::min(piece.size(), maxFramePayload));
            appendData(m_out, payload);
            m_framed += payload.size();
        } else if (m_ended && !m_endFramed) {
            appendEnd(m_out);
            m_endFramed = true;
        }
    }
    return std::span(m_out).subspan(m_outTaken);
}

void StreamSender::consumed(std::size_t count)
{
    assert(count <= m_out.size() - m_outTaken);
    m_outTaken += count;
}

Status StreamSender::received(std::span<const std::byte> bytes)
{
    return m_decoder.decode(bytes, *this);
}

Status StreamSender::onData(std::span<const std::byte>)
{
    return fail(streamViolation("data for the sender"));
}

Status StreamSender::onEnd()
{
    return fail(streamViolation("end for the sender"));
}

Status StreamSender::onAck(std::uint64_t offset)
{
    if (offset > m_framed)
        return fail(streamViolation("acknowledgement of what was not sent"));
    if (offset > m_acknowledged) {
        m_window.drop(static_cast<std::size_t>(offset - m_acknowledged));
        m_acknowledged = offset;
    }
    // Receivers acknowledge the last byte only after the End: this is no older acknowledgement.
    if (m_endFramed && offset == total())
        m_finished = true;
    return {};
}

} // namespace firkin::agent

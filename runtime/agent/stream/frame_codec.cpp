// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/stream/frame_codec.h"

#include <algorithm>
#include <cassert>

namespace firkin::agent {

namespace {

void appendHead(std::vector<std::byte> &out, FrameKind kind, std::size_t length)
{
    out.push_back(static_cast<std::byte>(length));
    out.push_back(static_cast<std::byte>(length >> 8));
    out.push_back(static_cast<std::byte>(length >> 16));
    out.push_back(static_cast<std::byte>(kind));
}

} // namespace

Error streamViolation(std::string_view what)
{
    return makeError(Operation::RelayStream, {}, Reason::ProtocolViolation, what);
}

void appendData(std::vector<std::byte> &out, std::span<const std::byte> payload)
{
    assert(!payload.empty() && payload.size() <= maxFramePayload);
    out.reserve(out.size() + frameHeadSize + payload.size());
    appendHead(out, FrameKind::Data, payload.size());
    out.insert(out.end(), payload.begin(), payload.end());
}

void appendEnd(std::vector<std::byte> &out)
{
    appendHead(out, FrameKind::End, 0);
}

void appendAck(std::vector<std::byte> &out, std::uint64_t offset)
{
    appendHead(out, FrameKind::Ack, 8);
    for (unsigned shift = 0; shift < 64; shift += 8)
        out.push_back(static_cast<std::byte>(offset >> shift));
}

void FrameDecoder::reset()
{
    m_headFill = 0;
    m_ackFill = 0;
    m_payloadLeft = 0;
}

Status FrameDecoder::onHead(FrameSink &sink)
{
    const std::size_t length = std::to_integer<std::size_t>(m_head[0])
                               | std::to_integer<std::size_t>(m_head[1]) << 8
                               | std::to_integer<std::size_t>(m_head[2]) << 16;
    m_kind = static_cast<FrameKind>(m_head[3]);
    m_headFill = 0;
    switch (m_kind) {
    case FrameKind::Data:
        if (length == 0 || length > maxFramePayload)
            return fail(streamViolation("length of a data frame"));
        m_payloadLeft = length;
        return {};
    case FrameKind::Ack:
        if (length != m_ack.size())
            return fail(streamViolation("length of an acknowledgement"));
        m_payloadLeft = length;
        m_ackFill = 0;
        return {};
    case FrameKind::End:
        if (length != 0)
            return fail(streamViolation("length of an end frame"));
        return sink.onEnd();
    }
    return fail(streamViolation("unknown frame kind"));
}

Status FrameDecoder::decode(std::span<const std::byte> bytes, FrameSink &sink)
{
    while (!bytes.empty()) {
        if (m_payloadLeft == 0) {
            const std::size_t n = std::min(bytes.size(), m_head.size() - m_headFill);
            std::copy_n(bytes.begin(), n, m_head.begin() + static_cast<std::ptrdiff_t>(m_headFill));
            m_headFill += n;
            bytes = bytes.subspan(n);
            if (m_headFill == m_head.size())
                FIRKIN_TRY(onHead(sink));
            continue;
        }
        const auto piece = bytes.first(std::min(bytes.size(), m_payloadLeft));
        bytes = bytes.subspan(piece.size());
        m_payloadLeft -= piece.size();
        if (m_kind == FrameKind::Data) {
            FIRKIN_TRY(sink.onData(piece));
            continue;
        }
        std::copy_n(piece.begin(), piece.size(),
                    m_ack.begin() + static_cast<std::ptrdiff_t>(m_ackFill));
        m_ackFill += piece.size();
        if (m_payloadLeft == 0) {
            std::uint64_t offset = 0;
            for (std::size_t i = 0; i < m_ack.size(); ++i)
                offset |= std::to_integer<std::uint64_t>(m_ack[i]) << (8 * i);
            FIRKIN_TRY(sink.onAck(offset));
        }
    }
    return {};
}

} // namespace firkin::agent

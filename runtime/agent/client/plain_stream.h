// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/stdio_stream.h"
#include "runtime/base/unique_fd.h"

#include <mutex>
#include <string>

/// Streams of agents that know no framing: the bytes themselves; the end of the connection is the end of the stream.
namespace firkin::agent {

class PlainOutput : public OutputStream {
public:
    PlainOutput(UniqueFd connection, std::string object) : m_connection(std::move(connection)), m_object(std::move(object)) { }
    Result<std::size_t> read(std::span<std::byte> buffer, Deadline deadline, std::stop_token stop) override;
    [[nodiscard]] std::uint64_t offset() const override { return m_offset; }

private:
    UniqueFd m_connection;
    std::string m_object;
    std::uint64_t m_offset = 0;
};

class PlainInput : public InputStream {
public:
    PlainInput(UniqueFd connection, std::string object);
    Status write(std::span<const std::byte> bytes, Deadline deadline, std::stop_token stop) override;
    Status close() override;

private:
    UniqueFd m_connection;
    std::string m_object;
};

} // namespace firkin::agent

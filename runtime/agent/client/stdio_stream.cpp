// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/stdio_stream.h"

#include <array>

namespace firkin::agent {

Result<std::string> readToEnd(OutputStream &stream, std::size_t limit, Deadline deadline, std::stop_token stop)
{
    std::string all;
    std::array<std::byte, 64 * 1024> buffer;
    for (;;) {
        FIRKIN_ASSIGN(const std::size_t count, stream.read(buffer, deadline, stop));
        if (count == 0)
            return all;
        if (count > limit - all.size())
            return fail(Operation::RelayStream, {}, Reason::LimitExceeded);
        all.append(reinterpret_cast<const char *>(buffer.data()), count);
    }
}

Status writeText(InputStream &stream, std::string_view text, std::stop_token stop)
{
    return stream.write(std::as_bytes(std::span(text)), Deadline::never(), std::move(stop));
}

} // namespace firkin::agent

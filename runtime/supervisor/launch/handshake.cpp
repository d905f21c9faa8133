// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/launch/handshake.h"

#include "runtime/base/stop_fd.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace firkin::supervisor {

Result<std::string> readHandshake(int fd, Operation operation, std::string_view object, Deadline deadline, std::stop_token stop)
{
    std::string bytes;
    for (;;) {
        FIRKIN_TRY(waitReady(fd, POLLIN, deadline, stop, operation, object));
        std::array<char, 4096> buffer;
        const ssize_t size = ::read(fd, buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return bytes;
        bytes.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

} // namespace firkin::supervisor

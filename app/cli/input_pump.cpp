// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/input_pump.h"

#include "runtime/base/stop_fd.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace firkin::cli {

InputPump::InputPump(int fd, OnBytes onBytes, std::function<void()> onEnd)
    : m_thread([fd, onBytes = std::move(onBytes), onEnd = std::move(onEnd)](std::stop_token stop) {
          const StopFd stopFd(stop);
          std::array<std::byte, 65536> buffer;
          while (!stop.stop_requested()) {
              pollfd fds[] = {{fd, POLLIN, 0}, {stopFd.fd(), POLLIN, 0}};
              if (::poll(fds, 2, -1) < 0 && errno != EINTR)
                  break;
              if (stop.stop_requested() || (fds[0].revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) == 0)
                  continue;
              const ssize_t got = ::read(fd, buffer.data(), buffer.size());
              if (got < 0 && (errno == EINTR || errno == EAGAIN))
                  continue;
              if (got <= 0)
                  break;
              if (!onBytes({buffer.data(), static_cast<std::size_t>(got)}, stop))
                  return;
          }
          if (!stop.stop_requested())
              onEnd();
      })
{
}

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

namespace firkin {

/// An eventfd: written once or more, readable until drained. For waking a thread out of poll().
class WakeFd {
public:
    WakeFd();
    [[nodiscard]] int fd() const { return m_fd.get(); }
    void wake() const; ///< any thread; async-signal-safe
    void drain() const;

private:
    UniqueFd m_fd;
};

/// Readable once a stop is requested: brings a std::stop_token into poll(). Its fd is -1, which poll()
/// ignores, for a token that can never be stopped.
class StopFd {
public:
    explicit StopFd(std::stop_token stop);
    StopFd(const StopFd &) = delete;
    StopFd &operator=(const StopFd &) = delete;
    [[nodiscard]] int fd() const { return m_wake ? m_wake->fd() : -1; }

private:
    std::optional<WakeFd> m_wake;
    std::optional<std::stop_callback<std::function<void()>>> m_callback; // dies before what it writes to
};

/// Blocks until `fd` shows one of poll()'s `events` (or an error or hang-up, which the next call will tell).
/// Cancelled or Timeout otherwise.
Status waitReady(int fd, short events, Deadline deadline, std::stop_token stop, Operation operation, std::string_view object);

/// As above, with a StopFd that the caller keeps over many waits.
Status waitReady(int fd, short events, Deadline deadline, const StopFd &stop, Operation operation, std::string_view object);

/// Blocks for `time`; false when stopped before its end. What a retry loop waits with.
bool pauseFor(std::chrono::milliseconds time, std::stop_token stop);

} // namespace firkin

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <string>

namespace firkin::guest {

/// The unix socket on which crun hands over the master of a new terminal. Removed with this object.
class ConsoleSocket {
public:
    /// At a short path of its own: a container's folder may have a name too long for a socket.
    static Result<ConsoleSocket> listen();
    ConsoleSocket(ConsoleSocket &&) noexcept = default;
    ConsoleSocket &operator=(ConsoleSocket &&) = delete;
    ~ConsoleSocket();

    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] int fd() const { return m_listener.get(); }
    /// When fd() is readable. Blocks until the message has come.
    Result<UniqueFd> receiveMaster();

private:
    ConsoleSocket(std::string path, UniqueFd listener) : m_path(std::move(path)), m_listener(std::move(listener)) {}
    std::string m_path;
    UniqueFd m_listener;
};

} // namespace firkin::guest

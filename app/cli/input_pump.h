// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <thread>

namespace firkin::cli {

/// Reads a descriptor on a thread of its own until its end, until `onBytes` says false, or until it is destroyed.
class InputPump {
public:
    using OnBytes = std::function<bool(std::span<const std::byte>, std::stop_token)>;
    InputPump(int fd, OnBytes onBytes, std::function<void()> onEnd);

private:
    std::jthread m_thread; // stopped and joined by its destructor
};

} // namespace firkin::cli

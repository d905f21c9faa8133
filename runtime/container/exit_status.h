// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/signal.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace firkin::container {

enum class KilledReason : std::uint8_t {
    OutOfMemory,
    SignalFromHost,  ///< by kill() or stop() of this library
    SignalFromGuest,
};

/// How a process ended.
struct ExitStatus {
    int code = 0; ///< 128 + signal when killed
    std::optional<Signal> signal;
    std::optional<KilledReason> killedReason;
    bool coreDumped = false;
    std::chrono::system_clock::time_point at;

    [[nodiscard]] bool success() const { return code == 0 && !signal; }
};

/// All that a process wrote, and how it ended. A terminal's bytes are all in `standardOutput`.
struct Output {
    ExitStatus status;
    std::string standardOutput;
    std::string standardError;
};

} // namespace firkin::container

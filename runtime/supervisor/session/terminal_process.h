// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/sessions.h"

#include <cstddef>
#include <span>
#include <stop_token>

namespace firkin::supervisor {

/// What a session needs of a process with a terminal: a container's in the product, a fake in tests. One thread reads,
/// one writes, any resizes and asks.
class TerminalProcess {
public:
    virtual ~TerminalProcess() = default;
    /// At least one byte; 0 is the end.
    virtual Result<std::size_t> read(std::span<std::byte> buffer, std::stop_token stop) = 0;
    virtual Status write(std::span<const std::byte> bytes, std::stop_token stop) = 0;
    virtual Status resize(engine::TerminalSize size, std::stop_token stop) = 0;
    virtual Result<engine::ProcessStatus> wait(std::stop_token stop) = 0;
    virtual Status hangUp(std::stop_token stop) = 0;
    virtual Result<engine::Foreground> foreground(std::stop_token stop) = 0;
};

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/stdio.h"

#include <memory>

namespace firkin::container {

class ProcessCore;

/// The host's end of a process' terminal. One thread may read while another writes and a third resizes.
class Pty {
public:
    static constexpr bool terminal = true;

    Pty(std::shared_ptr<ProcessCore> process, std::unique_ptr<InputStream> input, std::unique_ptr<OutputStream> output, TerminalSize size);
    Pty(Pty &&) noexcept;
    Pty &operator=(Pty &&) noexcept;
    ~Pty(); ///< hangs nothing up: the process keeps its terminal

    /// Blocks for at least one byte; 0 is the end.
    Result<std::size_t> read(std::span<std::byte> buffer, std::stop_token stop);
    Status write(std::span<const std::byte> bytes, std::stop_token stop);
    Status resize(TerminalSize size, std::stop_token stop);
    [[nodiscard]] TerminalSize size() const;

    /// The streams by themselves, for owners that keep them apart; the Pty can then only resize.
    std::unique_ptr<InputStream> takeInput();
    std::unique_ptr<OutputStream> takeOutput();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace firkin::container

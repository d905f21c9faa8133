// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/stdio_stream.h"

#include <concepts>
#include <cstdint>

namespace firkin::container {

using agent::InputStream;
using agent::OutputStream;

/// What a standard stream of a process is joined to.
enum class Stdio : std::uint8_t {
    Null,    ///< /dev/null in the guest
    Piped,   ///< taken by takeStdin(), takeStdout(), takeStderr(); what is piped must be read
    Inherit, ///< this process' own; wait() returns after its last byte is through
};

struct StdioConfig {
    Stdio standardInput = Stdio::Null;
    Stdio standardOutput = Stdio::Null;
    Stdio standardError = Stdio::Null;
};

struct TerminalSize {
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
    friend bool operator==(TerminalSize, TerminalSize) = default;
};

/// How far the readers of a process' outputs have got, in bytes since its start.
struct StreamOffsets {
    std::uint64_t standardOutput = 0;
    std::uint64_t standardError = 0;
    friend bool operator==(StreamOffsets, StreamOffsets) = default;
};

/// Marks containers and processes that have three streams.
struct Streams {
    static constexpr bool terminal = false;
};
class Pty;

/// What a container or a process talks through: three streams, or one terminal.
template <class S>
concept ContainerStdio = std::same_as<S, Streams> || std::same_as<S, Pty>;

} // namespace firkin::container

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <cstdint>
#include <optional>
#include <string>

namespace firkin::container {

enum class SocketDirection : std::uint8_t { Into, OutOf };

/// A unix socket that is seen on the other side of the machine's border. Into: the host's `hostPath` appears in the container
/// at `containerPath`; OutOf: the container's appears on the host. Absolute paths.
struct SocketConfig {
    SocketDirection direction = SocketDirection::Into;
    std::string hostPath;
    std::string containerPath;
    std::optional<std::uint32_t> mode; ///< of the socket that is made; default 0666 in the container, 0600 on the host
};

/// How the agent calls the number-th relay of a container, and where an Into socket lies in the machine: outside of the
/// container, which gets it by a bind mount. Short enough for a socket's path whatever the id.
[[nodiscard]] inline std::string relayId(const ContainerId &container, std::size_t number)
{
    return container.str() + "-" + std::to_string(number);
}
[[nodiscard]] inline std::string guestSocketPath(const ContainerId &container, std::size_t number)
{
    return "/run/sockets/" + relayId(container, number) + ".sock";
}

} // namespace firkin::container

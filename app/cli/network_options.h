// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace firkin::cli {

/// The options of `run` and `create` about networks and sockets, as typed.
struct NetworkOptions {
    std::vector<std::string> networks;
    std::vector<std::string> aliases;
    std::string address;
    bool hostLoopback = false;
    std::vector<std::string> sockets;

    void addTo(CLI::App &verb);
    Status applyTo(engine::ContainerSpec &spec) const;
};

/// "none", "default", "NAME", "NAME:ip=10.89.0.7,alias=db,alias=store"; what `--network` says. Pure.
Result<engine::NetworkAttachment> parseNetwork(std::string_view text);
/// "HOST:GUEST[:MODE]": a socket of the container's at a path of this host; MODE is octal. Pure but for making the host's path
/// absolute.
Result<engine::SocketMapping> parsePublishSocket(std::string_view text);

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "runtime/engine/sessions.h"

#include <optional>
#include <string>

/// The terminal of fk becomes a viewer of a container's process.
namespace firkin::cli {

struct AttachOptions {
    bool input = true;
    bool forwardSignals = true;      ///< of streams; to a terminal signals come as keys
    std::string detachKeys = "\x10\x11"; ///< of a terminal; empty: none
    bool replay = false;             ///< of a terminal: what it has printed before, too
};

/// How it came to an end.
struct AttachEnd {
    std::optional<engine::ProcessStatus> status; ///< nothing: detached
};

/// A terminal session: raw, with its size followed, until it ends, is detached from, or is lost.
Result<AttachEnd> attachTerminal(Context &context,
                                 engine::Sessions &sessions,
                                 const ContainerId &container,
                                 const SessionId &session,
                                 const AttachOptions &options);

/// Opens the streams of a process with the given events.
using OpenStreams = std::function<Result<std::unique_ptr<engine::Exec>>(engine::ExecEvents, std::stop_token)>;
/// Plain streams: standard output and error apart, input to its end. `kill` sends a signal to the process.
Result<AttachEnd> attachStreams(Context &context,
                                const std::string &object,
                                const AttachOptions &options,
                                const OpenStreams &open,
                                const std::function<void(engine::Exec &, int signal)> &kill);

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/container/machine.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <stop_token>

namespace firkin::supervisor {

/// Where the parts of a saved machine go.
struct SaveTarget {
    std::filesystem::path memory;
    std::filesystem::path disk;     ///< the writable one …
    std::filesystem::path diskCopy; ///< … and its copy of the same moment
    /// While it stands still: what has to be of that moment, too.
    std::function<void()> onStill;
};

/// Saves a machine that runs, in this order: sync, vsock out (it alone cannot be saved), pause, memory and disk together,
/// resume, vsock in, the clock set. However it ends, the machine runs as it did before; how long it stood still. A call
/// that the guest has open waits meanwhile, streams are attached again at their offsets.
Result<std::chrono::milliseconds>
saveMachine(container::Machine &machine, const SaveTarget &target, const ProgressFn &progress, std::stop_token stop);

} // namespace firkin::supervisor

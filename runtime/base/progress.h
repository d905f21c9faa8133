// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace firkin {

enum class Phase : std::uint8_t {
    Preparing,
    Downloading,
    Uploading, ///< how much has gone is not told
    Verifying,
    Unpacking,
    BuildingRootfs,
    StartingMachine,
    BootingKernel,
    ConnectingAgent,
    MountingRootfs,
    StartingProcess,
    Stopping,
    Copying,
    Syncing,
    Finishing,
};

/// How far something long has come. Bytes unless the phase counts something else.
struct Progress {
    Phase phase = Phase::Preparing;
    std::uint64_t done = 0;
    std::optional<std::uint64_t> total;
    std::string item;
};

/// Called on the worker that does the work; cheap; may be skipped.
using ProgressFn = std::function<void(const Progress &)>;

inline void report(const ProgressFn &progress, Progress value)
{
    if (progress)
        progress(value);
}

} // namespace firkin

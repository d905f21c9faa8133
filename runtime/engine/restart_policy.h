// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

#include <chrono>

/// When a container is started again. Pure.
namespace firkin::engine {

/// After an end; `restarts`: how often in a row its policy has done so already.
[[nodiscard]] bool restartsAfter(const RestartPolicy &policy, const ExitInfo &exit, unsigned restarts);

/// How long to wait before it: 100 ms, twice that after each short run, a minute at most; 100 ms again after a run of 10 s.
[[nodiscard]] std::chrono::milliseconds nextDelay(std::chrono::milliseconds previous, std::chrono::milliseconds lasted);

/// Whether `fk system restore` starts it: one that ran, is to run always, and was not stopped by its user, or is to run
/// always all the same.
[[nodiscard]] bool startsAtRestore(const ContainerView &container);

/// "no", "on-failure", "on-failure:3", "always", "unless-stopped".
[[nodiscard]] std::string toString(const RestartPolicy &policy);
[[nodiscard]] std::optional<RestartPolicy> parseRestartPolicy(std::string_view text);

} // namespace firkin::engine

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/container.h"
#include "runtime/engine/types.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

namespace firkin::supervisor {

/// How one check went.
struct CheckOutcome {
    bool passed = false;
    std::string output; ///< the first KiB
};

/// What a container's health is after a check, `running` after its start. Pure: Docker's rules. In the start period a
/// failure does not count, until the first success.
[[nodiscard]] engine::Health judge(const engine::HealthCheck &check,
                                   const engine::Health &before,
                                   const CheckOutcome &outcome,
                                   std::chrono::milliseconds running);
/// How long to wait before the next check: 5 s at most while it is starting in its start period.
[[nodiscard]] std::chrono::milliseconds
pauseBefore(const engine::HealthCheck &check, const engine::Health &health, std::chrono::milliseconds running);

/// Checks a container's health at its intervals, on a thread of its own, from its start on. Empty outcomes (the container
/// stands still, or ends) count for nothing.
class HealthMonitor {
public:
    using Probe = std::function<std::optional<CheckOutcome>(std::stop_token)>;
    HealthMonitor(engine::HealthCheck check, Probe probe, std::function<void(const engine::Health &)> onChange);

private:
    const engine::HealthCheck m_check;
    const Probe m_probe;
    const std::function<void(const engine::Health &)> m_onChange;
    std::jthread m_thread; // last: it uses the rest
};

/// Runs the check's command in the container; past its timeout it is killed, and has failed.
[[nodiscard]] std::optional<CheckOutcome>
runCheck(container::ContainerBase &container, const engine::HealthCheck &check, std::stop_token stop);

} // namespace firkin::supervisor

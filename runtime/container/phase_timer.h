// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/deadline.h"
#include "runtime/container/startup_timing.h"

namespace firkin::container {

/// Adds the time of its life to a phase.
class PhaseTimer {
public:
    explicit PhaseTimer(StartupTiming::Duration &phase) : m_phase(phase), m_begin(Deadline::Clock::now()) { }
    ~PhaseTimer() { m_phase += std::chrono::duration_cast<StartupTiming::Duration>(Deadline::Clock::now() - m_begin); }
    PhaseTimer(const PhaseTimer &) = delete;
    PhaseTimer &operator=(const PhaseTimer &) = delete;

private:
    StartupTiming::Duration &m_phase;
    Deadline::Clock::time_point m_begin;
};

} // namespace firkin::container

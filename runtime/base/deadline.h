// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <optional>

namespace firkin {

/// A point in monotonic time by which something must be done; default: never.
class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    Deadline() = default;
    explicit Deadline(Clock::time_point at) : m_at(at) {}
    static Deadline after(Clock::duration duration) { return Deadline(Clock::now() + duration); }
    static Deadline never() { return {}; }

    [[nodiscard]] bool isNever() const { return !m_at; }
    [[nodiscard]] bool passed() const { return m_at && Clock::now() >= *m_at; }
    /// What is left, never negative; for poll(): -1 means for ever.
    [[nodiscard]] int pollMilliseconds() const;
    [[nodiscard]] Clock::time_point timePoint() const { return m_at.value_or(Clock::time_point::max()); }
    [[nodiscard]] Deadline sooner(Deadline other) const
    {
        return timePoint() <= other.timePoint() ? *this : other;
    }

private:
    std::optional<Clock::time_point> m_at;
};

enum class Accelerator { Kvm, Tcg };

/// Every time limit of the runtime, made from the accelerator: no constants in bodies.
struct Deadlines {
    std::chrono::milliseconds bootSilence;    ///< a boot failed when nothing moved for so long
    std::chrono::milliseconds rpc;            ///< a call that does no long work in the guest
    std::chrono::milliseconds startProcess;   ///< create and start, crun included
    std::chrono::milliseconds stdioConnect;   ///< the guest dials the host's ports
    std::chrono::milliseconds outputDrain;    ///< end of output after the process' end
    std::chrono::milliseconds transferStall;  ///< a copy that moves no byte
    std::chrono::milliseconds transferEnd;    ///< the guest's last word on a copy, which it may have to sync first
    std::chrono::milliseconds helperStart;    ///< a helper shows its socket
    std::chrono::milliseconds machineStop;    ///< from asking to killing

    static Deadlines forAccelerator(Accelerator accelerator);
};

} // namespace firkin

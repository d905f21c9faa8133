// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace firkin::supervisor {

/// Between what cannot live through a save (copies, the start of a process) and the save: many of the former, or one of
/// the latter. Who waits for quiet goes first, so that it comes. Any thread.
class QuietGate {
public:
    /// Held while it lasts; movable, empty after.
    class Pass {
    public:
        Pass() = default;
        Pass(QuietGate *gate, bool quiet) : m_gate(gate), m_quiet(quiet) {}
        Pass(Pass &&other) noexcept : m_gate(std::exchange(other.m_gate, nullptr)), m_quiet(other.m_quiet) {}
        Pass &operator=(Pass &&other) noexcept
        {
            std::swap(m_gate, other.m_gate);
            std::swap(m_quiet, other.m_quiet);
            return *this;
        }
        ~Pass()
        {
            if (m_gate)
                m_gate->leave(m_quiet);
        }

    private:
        QuietGate *m_gate = nullptr;
        bool m_quiet = false;
    };

    Result<Pass> enter(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [this] { return !m_isQuiet && m_quietWanted == 0; }))
            return fail(cancelled(Operation::ContactSupervisor, {}));
        ++m_inside;
        return Pass(this, false);
    }
    Result<Pass> quiet(std::stop_token stop)
    {
        std::unique_lock lock(m_mutex);
        ++m_quietWanted;
        const bool isQuiet = m_changed.wait(lock, stop, [this] { return !m_isQuiet && m_inside == 0; });
        --m_quietWanted;
        m_isQuiet |= isQuiet;
        m_changed.notify_all();
        if (!isQuiet)
            return fail(cancelled(Operation::SaveSnapshot, {}));
        return Pass(this, true);
    }

private:
    void leave(bool quiet)
    {
        const std::lock_guard lock(m_mutex);
        if (quiet)
            m_isQuiet = false;
        else
            --m_inside;
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    int m_inside = 0;
    int m_quietWanted = 0;
    bool m_isQuiet = false;
};

} // namespace firkin::supervisor

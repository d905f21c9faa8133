// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/machine.h"
#include "runtime/engine/store/store.h"
#include "runtime/supervisor/main_loop.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

namespace firkin::supervisor {

/// The machine of this supervisor, and how many need it: booted for the first, ended after the last.
///
///   Off → enter → Booting → Up → (the last leave →) Ending → Off
///
/// Boots on the main loop, notes down the helpers of the machine, keeps the guest's clock right. Any thread.
class MachineHost {
public:
    struct Parts {
        store::Store store;
        MachineId id;
        vmm::MachineFactory *machines = nullptr;
        MainLoop *loop = nullptr;
        /// Once a second while it runs; whether the guest was heard lately.
        std::function<bool()> onTick;
    };
    struct Boot {
        vmm::MachineConfig machine;
        std::vector<container::GuestInterface> interfaces;
        container::Machine::Renewal renewal = {}; ///< of a machine that is restored
    };

    explicit MachineHost(Parts parts) : m_parts(std::move(parts)) {}
    ~MachineHost();

    /// The machine that runs, or one booted as `boot` says. Each success wants its leave(). A cancelled or failed boot
    /// leaves nothing running.
    Result<std::shared_ptr<container::Machine>> enter(const Boot &boot, const ProgressFn &progress, std::stop_token stop);
    /// The machine if it is up, else NotRunning; wants its leave(), too.
    Result<std::shared_ptr<container::Machine>> join();
    /// After the last one the machine is stopped when it returns.
    void leave();
    /// Null unless it is up.
    [[nodiscard]] std::shared_ptr<container::Machine> machine() const;
    /// Ends its processes at once.
    Status forceOff();
    [[nodiscard]] bool isIdle() const;

private:
    Result<std::shared_ptr<container::Machine>> bootNow(const Boot &boot, const ProgressFn &progress, std::stop_token stop);
    void recordHelpers(bool up);
    void keepAlive(container::Machine &machine, std::stop_token stop) const;

    enum class State : std::uint8_t { Off, Booting, Up, Ending };
    const Parts m_parts;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    State m_state = State::Off;
    int m_uses = 0;
    std::shared_ptr<container::Machine> m_machine;
    std::jthread m_keepAlive;
};

} // namespace firkin::supervisor

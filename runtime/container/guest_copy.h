// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/vmm/virtual_machine.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace firkin::container {

class Machine;
class MountedContainer;

/// Internal: one Copy call under way. The call runs on a thread of its own while its owner takes the guest's connection
/// and moves the bytes; whichever ends first with a failure ends the other. The destructor cancels and joins.
class GuestCopy {
public:
    /// Listens and calls. Errors name the path as the container has it.
    static Result<std::unique_ptr<GuestCopy>> begin(const MountedContainer &container, agent::CopyCall call, std::stop_token stop);
    ~GuestCopy();

    /// What the guest is going to send (copy out only).
    Result<agent::CopyMetadata> metadata();
    /// The guest's connection; fails with the call's error when that comes first.
    Status connect();
    Status send(std::span<const std::byte> bytes);
    Result<std::size_t> receive(std::span<std::byte> buffer);
    /// Closes the connection and waits for the guest's COMPLETE. After a failure of the bytes `moved` says which: the
    /// call's own error is what counts, if there is one.
    Status finish(Status moved);

private:
    GuestCopy(const MountedContainer &container, agent::CopyCall call, std::stop_token stop);
    void run();
    [[nodiscard]] Operation operation() const;

    Machine &m_machine;
    const agent::CopyCall m_call;
    const std::string m_path; ///< of the call, in the container
    std::unique_ptr<vmm::VsockListener> m_listener;
    UniqueFd m_connection;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::optional<agent::CopyMetadata> m_metadata; ///< guarded
    std::optional<Status> m_outcome;               ///< guarded

    std::stop_source m_abandon; ///< for the call
    std::stop_source m_ended;   ///< for whoever waits for the guest: the caller's stop, or the call's end
    struct Forward {
        GuestCopy *copy;
        void operator()() const noexcept;
    };
    std::stop_token m_caller;
    std::optional<std::stop_callback<Forward>> m_forward;
    std::jthread m_thread; // last: it uses the rest
};

} // namespace firkin::container

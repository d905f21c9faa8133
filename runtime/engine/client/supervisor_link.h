// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"
#include "runtime/supervisor/wire/grpc_status.h"

#include "supervisor.grpc.pb.h"

#include <functional>
#include <grpcpp/grpcpp.h>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

namespace firkin::engine {

namespace v1 = supervisor::v1;

/// A connection to one machine's supervisor. Its channel is this machine's alone: a silent one holds up no other.
class SupervisorLink {
public:
    explicit SupervisorLink(std::shared_ptr<grpc::Channel> channel)
        : m_channel(std::move(channel)), m_stub(v1::Supervisor::NewStub(m_channel))
    {
    }
    [[nodiscard]] v1::Supervisor::Stub &stub() const { return *m_stub; }

private:
    std::shared_ptr<grpc::Channel> m_channel;
    std::unique_ptr<v1::Supervisor::Stub> m_stub;
};

/// A context whose call a stop token cancels. Declared before the callback, so that the callback dies first.
class CancellableContext {
public:
    explicit CancellableContext(std::stop_token stop) : m_onStop(std::move(stop), [this] { context.TryCancel(); }) {}
    grpc::ClientContext context;

private:
    std::stop_callback<std::function<void()>> m_onStop;
};

/// Finds, makes and forgets connections. Any thread; calls on different machines never wait for each other.
class SupervisorLinks {
public:
    SupervisorLinks(store::Store store, store::SocketLayout sockets) : m_store(std::move(store)), m_sockets(std::move(sockets)) {}

    /// To the supervisor that is there; NotRunning when there is none.
    Result<std::shared_ptr<SupervisorLink>> find(const MachineId &machine, std::stop_token stop);
    /// To it, or to one started for it.
    Result<std::shared_ptr<SupervisorLink>> findOrStart(const MachineId &machine, std::stop_token stop);
    /// After a failed call: the next one connects anew.
    void forget(const MachineId &machine, const std::shared_ptr<SupervisorLink> &link);

    [[nodiscard]] const store::Store &store() const { return m_store; }
    [[nodiscard]] const store::SocketLayout &sockets() const { return m_sockets; }

private:
    Result<std::shared_ptr<SupervisorLink>> connect(const MachineId &machine, std::stop_token stop);

    const store::Store m_store;
    const store::SocketLayout m_sockets;
    std::mutex m_mutex;
    std::map<MachineId, std::shared_ptr<SupervisorLink>> m_links;
};

} // namespace firkin::engine

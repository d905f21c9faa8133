// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/containers.h"
#include "runtime/engine/pods.h"

namespace firkin::engine {

/// Pods on the store and through their supervisors.
class PodsClient final : public Pods {
public:
    PodsClient(MachineCalls &calls, Containers &containers) : m_calls(calls), m_containers(containers) {}

    Result<std::vector<PodView>> list(std::stop_token stop) override;
    Result<PodView> find(std::string_view idOrName, std::stop_token stop) override;
    Result<PodId> create(const PodSpec &spec, std::stop_token stop) override;
    Status start(const PodId &id, const ProgressFn &progress, std::stop_token stop) override;
    Status stop(const PodId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop) override;
    Status remove(const PodId &id, bool force, std::stop_token stop) override;
    Status rename(const PodId &id, std::string_view name, std::stop_token stop) override;
    Result<std::string> inspect(const PodId &id, std::stop_token stop) override;

private:
    [[nodiscard]] const store::Store &store() const { return m_calls.store(); }
    /// A record whose supervisor, if it says to have one, lives.
    Result<store::PodRecord> loadTrue(const PodId &id);
    Result<PodView> view(const PodId &id);

    MachineCalls &m_calls;
    Containers &m_containers;
};

} // namespace firkin::engine

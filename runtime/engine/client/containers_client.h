// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/client/observer.h"
#include "runtime/engine/containers.h"

namespace firkin::image {
class ImageStore;
}

namespace firkin::engine {

/// Containers on the store and through their supervisors.
class ContainersClient final : public Containers {
public:
    ContainersClient(MachineCalls &calls, Observer &observer, image::ImageStore &images)
        : m_calls(calls), m_observer(observer), m_images(images)
    {
    }

    Result<ContainerList> list(std::stop_token stop) override;
    Result<std::unique_ptr<Subscription>> watch(ContainerListFn onChange) override;
    Result<ContainerView> find(std::string_view idOrName, std::stop_token stop) override;
    Result<ContainerId> create(const ContainerSpec &spec, const ProgressFn &progress, std::stop_token stop) override;
    Status start(const ContainerId &id, const ProgressFn &progress, std::stop_token stop) override;
    Status stop(const ContainerId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop) override;
    Status restart(const ContainerId &id,
                   std::optional<std::chrono::milliseconds> grace,
                   const ProgressFn &progress,
                   std::stop_token stop) override;
    Status pause(const ContainerId &id, std::stop_token stop) override;
    Status resume(const ContainerId &id, std::stop_token stop) override;
    Status kill(const ContainerId &id, int signal, std::stop_token stop) override;
    Status forceOff(const ContainerId &id, std::stop_token stop) override;
    Result<ProcessStatus> wait(const ContainerId &id, std::stop_token stop) override;
    Result<std::vector<ProcessEntry>> top(const ContainerId &id, std::stop_token stop) override;
    Status update(const ContainerId &id, const ContainerUpdate &changes, std::stop_token stop) override;
    Status remove(const ContainerId &id, bool force, bool now, std::stop_token stop) override;
    Result<std::vector<TrashEntry>> trash(std::stop_token stop) override;
    Status restore(const ContainerId &id, std::stop_token stop) override;
    Status purge(const ContainerId &id, std::stop_token stop) override;
    Status rename(const ContainerId &id, std::string_view name, std::stop_token stop) override;
    Result<std::string> inspect(const ContainerId &id, std::stop_token stop) override;

    /// A record whose supervisor, if it says to have one, lives.
    Result<store::ContainerRecord> loadTrue(const ContainerId &id);
    /// Changes the record of one that does not run; StillRunning otherwise.
    Status editStopped(const ContainerId &id, Operation operation, const std::function<Status(store::ContainerRecord &)> &edit, std::stop_token stop);

private:
    [[nodiscard]] const store::Store &store() const { return m_calls.store(); }

    MachineCalls &m_calls;
    Observer &m_observer;
    image::ImageStore &m_images;
};

} // namespace firkin::engine

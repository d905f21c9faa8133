// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/container/machine.h"
#include "runtime/engine/output/output_writer.h"
#include "runtime/engine/store/store.h"
#include "runtime/supervisor/event_hub.h"
#include "runtime/supervisor/home.h"
#include "runtime/supervisor/session/session.h"
#include "runtime/supervisor/statistics_sampler.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace firkin::supervisor {

/// A container while it runs; shared by the calls that use it, so that none of its parts goes under one of them.
struct RunningContainer {
    Place place;
    std::shared_ptr<container::Machine> machine; ///< the place's
    std::shared_ptr<container::MountedContainer> mounted;
    std::shared_ptr<container::ContainerBase> process;
    std::shared_ptr<agent::InputStream> input; ///< of a container with -i and without -t
    std::shared_ptr<Session> session;          ///< of a container with -t
    std::vector<std::jthread> pumps;           ///< its output into the segments
    container::HostsConfig ownHosts;           ///< without the members of its networks
};

/// A container of this machine: its record, its verbs, what it takes to run it. Alone writes the record (the supervisor
/// holds the machine's lock). Where it runs is its home's business.
///
///   Created/Exited → start → Starting → Running → (stop → Stopping) → Exited
///   a failed start → Exited (StartFailed); a cancelled one → as before
///
/// Exited is recorded as soon as the process has ended and all of its output is in the segments; leaving its home (which
/// unmounts, and ends a machine of its own) comes after it (windingDown), and the next start waits for it. Any thread;
/// verbs may overlap: a stop during a start cancels it.
class ContainerHost {
public:
    struct Parts {
        store::Store store;
        Home *home = nullptr;
        EventHub *hub = nullptr;
        std::function<void(std::shared_ptr<Session>)> onInitSession;
        std::function<void()> onIdle; ///< nothing runs any more and nothing is left to be done
    };
    ContainerHost(Parts parts, store::ContainerRecord record);
    ~ContainerHost();

    Status start(const ProgressFn &progress, std::stop_token stop);
    Status stop(std::optional<std::chrono::milliseconds> grace, std::stop_token stop);
    Status kill(int signal, std::stop_token stop);
    Status forceOff(std::stop_token stop);
    /// Until it does not run.
    Result<engine::ProcessStatus> wait(std::stop_token stop);
    Status rename(const std::string &name);
    /// See engine::Ports; while it runs.
    Result<std::vector<engine::PortMapping>> publish(const std::vector<engine::PortMapping> &ports);
    Status unpublish(const std::vector<engine::PortMapping> &ports);

    [[nodiscard]] const ContainerId &id() const { return m_id; }
    [[nodiscard]] store::ContainerRecord record() const;
    /// NotRunning unless it runs.
    [[nodiscard]] Result<std::shared_ptr<RunningContainer>> running() const;
    /// Nothing runs and nothing is left to be done.
    [[nodiscard]] bool isIdle() const;
    [[nodiscard]] std::uint64_t outputEnd() const;
    void waitUntilIdle();
    /// For its removal: waits for what winds down, then refuses every start until reinstate(). StillRunning.
    Result<store::ContainerRecord> retire(std::stop_token stop);
    void reinstate();
    /// Notices when the guest falls silent, and when it is heard again. Called once a second; whether it is heard.
    bool lookForSilence();

private:
    Result<std::shared_ptr<RunningContainer>> run(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop);
    Status launch(RunningContainer &running, std::stop_token stop);
    void pumpOutput(RunningContainer &running, std::unique_ptr<agent::OutputStream> stream, engine::OutputStream kind);
    void startFailed(const Error &error, const store::ContainerRecord &before);
    void startSucceeded(std::shared_ptr<RunningContainer> running);
    void followMembers(RunningContainer &running);
    void watchExit(const std::shared_ptr<RunningContainer> &running);
    engine::ExitInfo exitInfoFor(RunningContainer &running, const Result<container::ExitStatus> &status);

    void saveAndPublish(std::unique_lock<std::mutex> &lock);
    void setPending(std::optional<engine::PendingVerb> verb);

    const Parts m_parts;
    const ContainerId m_id;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    store::ContainerRecord m_record;
    std::optional<engine::PendingVerb> m_pending;
    engine::WallTime m_pendingSince;
    std::optional<engine::WallTime> m_silentSince;
    std::optional<std::stop_source> m_startStop;
    std::shared_ptr<RunningContainer> m_running;
    std::shared_ptr<output::OutputWriter> m_output;
    bool m_endedByUser = false;
    bool m_windingDown = false;
    bool m_retired = false;

    std::unique_ptr<StatisticsSampler> m_sampler;
    std::jthread m_exitWatch;
};

} // namespace firkin::supervisor

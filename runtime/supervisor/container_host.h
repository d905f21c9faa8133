// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/container/machine.h"
#include "runtime/engine/output/output_writer.h"
#include "runtime/engine/snapshots.h"
#include "runtime/engine/store/store.h"
#include "runtime/supervisor/event_hub.h"
#include "runtime/supervisor/health_monitor.h"
#include "runtime/supervisor/home.h"
#include "runtime/supervisor/quiet_gate.h"
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
///   Running → pause → Paused → resume → Running
///   Created/Exited → restore → Starting → Running; a failed one → as before
///   Exited (restartAt) → Starting, when its policy says so; a stop cancels it
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
    Status restart(std::optional<std::chrono::milliseconds> grace, const ProgressFn &progress, std::stop_token stop);
    /// The machine stands still, and with it everything that asks the guest. What ends the container resumes it first.
    Status pause();
    /// On failure it is Running all the same if its machine runs, though out of reach.
    Status resume(std::stop_token stop);
    Status kill(int signal, std::stop_token stop);
    /// Its files while it runs; else those of its machine, which is booted for them and stays up for a minute after the last
    /// use. `use` keeps it.
    struct Lease {
        std::shared_ptr<container::MountedContainer> mounted;
        std::shared_ptr<void> use;
    };
    Result<Lease> files(Operation operation, const ProgressFn &progress, std::stop_token stop);
    /// Ends a machine that is up for its files only: InUse while somebody uses them, unless `force`.
    Status stopLooking(bool force);
    /// The supervisor is to end: stops the container, starts nothing any more.
    void quit(std::stop_token stop);
    Status forceOff(std::stop_token stop);
    /// Until it does not run.
    Result<engine::ProcessStatus> wait(std::stop_token stop);
    Status rename(const std::string &name);
    /// See engine::Ports; while it runs.
    Result<std::vector<engine::PortMapping>> publish(const std::vector<engine::PortMapping> &ports);
    Status unpublish(const std::vector<engine::PortMapping> &ports);
    /// All or nothing.
    Status update(const engine::ContainerUpdate &changes, std::stop_token stop);
    Result<std::vector<engine::ProcessEntry>> top(std::stop_token stop);

    /// Its name; `host`: what is written down of this one. See engine::Snapshots.
    Result<std::string>
    takeSnapshot(const engine::SnapshotSpec &spec, const store::SnapshotHost &host, const ProgressFn &progress, std::stop_token stop);
    /// Ends what runs, if it may, and goes on from the saved state, which was checked.
    Status restore(const Restoration &from, bool force, const ProgressFn &progress, std::stop_token stop);
    /// To be held over what does not live through a save. Before asking whether it runs, since it may take a save's time.
    Result<QuietGate::Pass> enterGuest(std::stop_token stop) { return m_gate.enter(std::move(stop)); }

    [[nodiscard]] const ContainerId &id() const { return m_id; }
    [[nodiscard]] const store::Store &store() const { return m_parts.store; }
    [[nodiscard]] store::ContainerRecord record() const;
    /// NotRunning unless it runs.
    [[nodiscard]] Result<std::shared_ptr<RunningContainer>> running() const;
    /// The same for what the guest has to answer: IsPaused while it cannot.
    [[nodiscard]] Result<std::shared_ptr<RunningContainer>> usable(Operation operation) const;
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
    /// Its machine, up for its files while it does not run.
    ///   Wanted → Opening → Open (→ taken by a start, or closed); Opening → Failed
    struct Look {
        enum class State : std::uint8_t { Wanted, Opening, Open, Failed };
        State state = State::Wanted;
        std::stop_source stop; ///< requested: it is to end
        int users = 0;
        std::chrono::steady_clock::time_point lastUse;
        Progress progress;
        unsigned steps = 0;
        std::optional<Error> error;
        Place place;
        std::shared_ptr<container::MountedContainer> mounted;
    };
    struct LookUse;
    void openLook(std::unique_lock<std::mutex> &lock);
    void closeLook(std::unique_lock<std::mutex> &lock);
    Status endLook(const std::shared_ptr<Look> &look, std::stop_token stop);
    Result<bool> takeLook(std::shared_ptr<Look> look, RunningContainer &running, const store::ContainerRecord &record, std::stop_token stop);
    void scheduleRestart(const engine::ExitInfo &exit);
    void forgetRestarts();
    void restartNow(std::unique_lock<std::mutex> &lock, std::stop_token stop);
    void tend(std::stop_token stop);
    void watchHealth(const std::shared_ptr<RunningContainer> &running);

    Result<std::shared_ptr<RunningContainer>>
    run(const store::ContainerRecord &record, std::shared_ptr<Look> look, const ProgressFn &progress, std::stop_token stop);
    Status launch(RunningContainer &running, std::stop_token stop);
    /// How it comes to run: from what its record says; the machine that is up for its files, if any, is then the body's.
    using RunFn =
        std::function<Result<std::shared_ptr<RunningContainer>>(const store::ContainerRecord &, std::shared_ptr<Look>, std::stop_token)>;
    /// `lock`: the mutex's, held, so that nothing comes between a decision to start and the start.
    Status startBy(std::unique_lock<std::mutex> lock, Operation operation, engine::PendingVerb verb, const RunFn &body, std::stop_token stop);
    Result<std::shared_ptr<RunningContainer>>
    goOn(const store::ContainerRecord &record, const Restoration &from, const ProgressFn &progress, std::stop_token stop);
    Status openOutput();
    Status joinTerminal(RunningContainer &running, container::Container<container::Pty> process);
    void joinStreams(RunningContainer &running, container::Container<container::Streams> process);
    Result<store::SnapshotRecord> describe(const RunningContainer &running, const engine::SnapshotSpec &spec) const;
    void pumpOutput(RunningContainer &running, std::unique_ptr<agent::OutputStream> stream, engine::OutputStream kind);
    void startFailed(const Error &error, const store::ContainerRecord &before, bool putBack);
    void startSucceeded(std::shared_ptr<RunningContainer> running);
    void followMembers(RunningContainer &running);
    void watchExit(const std::shared_ptr<RunningContainer> &running);
    engine::ExitInfo exitInfoFor(RunningContainer &running, const Result<container::ExitStatus> &status);

    Status start(std::unique_lock<std::mutex> lock, engine::PendingVerb verb, const ProgressFn &progress, std::stop_token stop);
    Status stop(engine::PendingVerb verb, std::optional<std::chrono::milliseconds> grace, std::stop_token stop);
    /// Before it is ended: a machine that stands still could not.
    Status wake(RunningContainer &running, std::stop_token stop);
    void saveAndPublish(std::unique_lock<std::mutex> &lock);
    void setPending(std::optional<engine::PendingVerb> verb);

    const Parts m_parts;
    const ContainerId m_id;

    std::mutex m_pausing; ///< held over pausing, resuming and saving the machine: one at a time; taken before m_mutex, after m_gate
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    store::ContainerRecord m_record;
    std::optional<engine::PendingVerb> m_pending;
    engine::WallTime m_pendingSince;
    std::optional<engine::WallTime> m_silentSince;
    engine::WallTime m_awakeSince; ///< the last moment that the machine is known to have stood still
    std::optional<std::stop_source> m_startStop;
    std::shared_ptr<RunningContainer> m_running;
    std::shared_ptr<output::OutputWriter> m_output;
    QuietGate m_gate;
    bool m_endedByUser = false;
    bool m_windingDown = false;
    bool m_retired = false;
    bool m_quitting = false;
    std::shared_ptr<Look> m_look;
    std::chrono::milliseconds m_restartDelay{0};
    std::chrono::steady_clock::time_point m_restartDue;

    std::unique_ptr<StatisticsSampler> m_sampler;
    std::unique_ptr<HealthMonitor> m_health;
    std::jthread m_exitWatch;
    std::jthread m_tender; ///< last: it uses the rest
};

} // namespace firkin::supervisor

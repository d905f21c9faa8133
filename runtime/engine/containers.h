#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/types.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace firkin::engine {

/// A running stream of callbacks; its destructor stops it and joins its thread.
class Subscription {
public:
    virtual ~Subscription() = default;
};

/// The list at one moment, complete.
struct ContainerList {
    std::vector<ContainerView> containers;
    std::vector<PodView> pods; ///< by name
};
/// Called on the subscription's own thread, first with what is known now, then after changes (coalesced).
using ContainerListFn = std::function<void(const ContainerList &)>;

struct TrashEntry {
    ContainerId id;
    std::string name;
    WallTime removedAt;
    ByteSize size;
};

/// Everything one can do with containers as a whole. Every call blocks; any thread; a call on one machine never waits
/// for another machine.
class Containers {
public:
    virtual ~Containers() = default;

    virtual Result<ContainerList> list(std::stop_token stop) = 0;
    virtual Result<std::unique_ptr<Subscription>> watch(ContainerListFn onChange) = 0;
    /// By id, unique id prefix, or name.
    virtual Result<ContainerView> find(std::string_view idOrName, std::stop_token stop) = 0;

    /// Makes the record and its disk; runs nothing.
    virtual Result<ContainerId> create(const ContainerSpec &spec, const ProgressFn &progress, std::stop_token stop) = 0;
    /// Boots the machine, starts the container; returns once its program runs. A failed or cancelled start leaves the
    /// container stopped, with nothing running.
    virtual Status start(const ContainerId &id, const ProgressFn &progress, std::stop_token stop) = 0;
    /// Signals, waits up to the grace (empty: the container's), kills; returns as soon as it has ended.
    virtual Status stop(const ContainerId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop) = 0;
    /// Stops it if it runs, then starts it: one verb, so that nobody comes between.
    virtual Status restart(const ContainerId &id,
                           std::optional<std::chrono::milliseconds> grace,
                           const ProgressFn &progress,
                           std::stop_token stop) = 0;
    /// Its whole machine stands still. Until it is resumed, verbs that need it are refused with IsPaused; stop, kill with
    /// SIGKILL and remove by force resume it first.
    virtual Status pause(const ContainerId &id, std::stop_token stop) = 0;
    virtual Status resume(const ContainerId &id, std::stop_token stop) = 0;
    virtual Status kill(const ContainerId &id, int signal, std::stop_token stop) = 0;
    /// Ends the machine's processes themselves, whatever state the guest is in. The containers of a pod have one machine: all end.
    virtual Status forceOff(const ContainerId &id, std::stop_token stop) = 0;
    virtual Result<ProcessStatus> wait(const ContainerId &id, std::stop_token stop) = 0;
    /// Its processes, oldest first.
    virtual Result<std::vector<ProcessEntry>> top(const ContainerId &id, std::stop_token stop) = 0;
    /// All of it or nothing. Limits of a running one change within its machine's size, else MachineTooSmall.
    virtual Status update(const ContainerId &id, const ContainerUpdate &changes, std::stop_token stop) = 0;

    /// Into the trash (one rename; the name is free at once), or away for good with `now`. Refuses a running one unless
    /// `force`, which stops it first.
    virtual Status remove(const ContainerId &id, bool force, bool now, std::stop_token stop) = 0;
    virtual Result<std::vector<TrashEntry>> trash(std::stop_token stop) = 0;
    virtual Status restore(const ContainerId &id, std::stop_token stop) = 0;
    virtual Status purge(const ContainerId &id, std::stop_token stop) = 0;

    virtual Status rename(const ContainerId &id, std::string_view name, std::stop_token stop) = 0;
    /// Record, OCI spec and machine, as JSON text.
    virtual Result<std::string> inspect(const ContainerId &id, std::stop_token stop) = 0;
};

} // namespace firkin::engine

#pragma once

#include "tests/support/fake_engine.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <set>
#include <thread>

namespace firkin::engine {

struct FakeFile {
    FileEntry entry;
    std::string content;
};

struct FakeSession;

struct FakeSnapshot {
    SnapshotView view;
    std::map<std::string, FakeFile> files;
};

/// One container and all that belongs to it.
struct FakeContainer {
    ContainerView view;
    std::map<std::string, FakeFile> files; ///< by absolute path; "/" is there
    std::vector<LogRecord> log;
    std::uint64_t logOffset = 0;
    std::vector<Sample> history;
    std::map<SessionId, std::shared_ptr<FakeSession>> sessions;
    std::vector<FakeSnapshot> snapshots;
    double phase = 0; ///< of its made-up load
};

/// Everything, under one mutex; `changed` wakes readers of logs and those who wait for an end.
struct FakeWorld {
    mutable std::mutex mutex;
    std::condition_variable_any changed;
    std::map<ContainerId, FakeContainer> containers;
    std::map<ContainerId, std::pair<FakeContainer, TrashEntry>> trash;
    std::map<PodId, PodView> pods;
    std::vector<ImageView> images;
    std::vector<NetworkView> networks;
    std::map<std::string, VolumeView> volumes; ///< usedBy is made from the containers
    std::set<std::string> logins;
    std::map<Operation, FakeFault> faults;
    std::map<Operation, int> calls;
    std::chrono::milliseconds workTime{0};
    std::function<Result<std::filesystem::path>(const ContainerId &)> serve; ///< instead of writing the tree out
    std::uint64_t generation = 0;
    std::uint64_t ids = 0;
    bool ticking = true;

    // Watchers are called outside `mutex`, under their own, which keeps their order and their end clean.
    std::recursive_mutex watchMutex;
    std::map<std::uint64_t, ContainerListFn> listWatchers;
    std::map<std::uint64_t, LiveSamplesFn> sampleWatchers;
    std::uint64_t nextWatcher = 1;

    /// Counts the call and does what was injected. Takes the mutex for a moment only.
    Status enter(Operation operation, std::string_view object, std::stop_token stop);
    /// Sleeps, unless stopped first: then Cancelled.
    Status pause(Operation operation, std::string_view object, std::chrono::milliseconds duration, std::stop_token stop);
    /// Works for `workTime`, in ten steps with progress.
    Status work(Operation operation, std::string_view object, std::initializer_list<Phase> phases, std::uint64_t total,
                const std::string &item, const ProgressFn &progress, std::stop_token stop);

    /// With the mutex held: the container, by id.
    FakeContainer *find(const ContainerId &id);
    Result<FakeContainer *> need(Operation operation, const ContainerId &id);
    Result<FakeContainer *> needRunning(Operation operation, const ContainerId &id);
    [[nodiscard]] ContainerList snapshot() const;
    /// With the mutex held: by id, unique prefix or name.
    Result<PodView *> findPod(Operation operation, std::string_view idOrName);
    [[nodiscard]] PodView podView(const PodView &pod) const;
    void end(FakeContainer &container, ExitCause cause, int code, int signal);

    /// Without the mutex: tells all watchers what the list is now.
    void announce();
    void tick(WallTime now);
};

/// One terminal session with a shell that echoes: `echo WORDS`, `exit`, anything else is "not found".
struct FakeSession : std::enable_shared_from_this<FakeSession> {
    struct Viewer {
        AttachmentEvents events;
        std::mutex calling; ///< held around every callback
        bool gone = false;
    };
    std::mutex mutex;
    SessionInfo info;
    std::string ring;
    std::string line;
    std::string typed;
    std::list<std::shared_ptr<Viewer>> viewers;

    void print(std::string_view bytes);
    void type(std::string_view bytes);
    void finish(ProcessStatus status);
};

std::unique_ptr<Containers> makeFakeContainers(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Pods> makeFakePods(std::shared_ptr<FakeWorld> world, Containers &containers);
std::unique_ptr<Sessions> makeFakeSessions(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Processes> makeFakeProcesses(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Logs> makeFakeLogs(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Statistics> makeFakeStatistics(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Files> makeFakeFiles(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Registries> makeFakeRegistries(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Images> makeFakeImages(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Networks> makeFakeNetworks(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Ports> makeFakePorts(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Snapshots> makeFakeSnapshots(std::shared_ptr<FakeWorld> world);
std::unique_ptr<Volumes> makeFakeVolumes(std::shared_ptr<FakeWorld> world);

void fillFiles(FakeContainer &container);
Sample makeSample(const FakeContainer &container, WallTime at);

} // namespace firkin::engine

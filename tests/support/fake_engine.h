#pragma once

#include "runtime/engine/engine.h"

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

/// An engine in memory: works as the real one does by contract, without machines, fast and scripted. No Qt.
/// Any thread may call; a test scripts it through FakeEngine's own functions at any time.
namespace firkin::engine {

struct FakeWorld; ///< the state that all parts share; tests/support/fake_world.h

/// What a call of one kind does before it does its work.
struct FakeFault {
    std::chrono::milliseconds delay{0}; ///< ended early by the stop token
    bool hang = false;                  ///< until stopped
    std::optional<Error> error = {};    ///< instead of working
    int times = -1;                     ///< so many calls; -1: all
};

class FakeEngine : public Engine {
public:
    /// `tick`: how often statistics come; 0: only by `tickNow`.
    explicit FakeEngine(std::chrono::milliseconds tick = std::chrono::milliseconds(0));
    ~FakeEngine() override;

    Containers &containers() override;
    Pods &pods() override;
    Sessions &sessions() override;
    Processes &processes() override;
    Logs &logs() override;
    Statistics &statistics() override;
    Files &files() override;
    Images &images() override;
    Networks &networks() override;
    Ports &ports() override;
    Volumes &volumes() override;
    Registries &registries() override;
    Snapshots &snapshots() override;
    Status check(const std::function<void(const CheckResult &)> &onResult, std::stop_token stop) override;

    // Scripting.

    /// A container as given (its id, if empty, is made), with files and, when it runs, statistics.
    ContainerId add(ContainerView view);
    /// A ready one: `name`, running `image`, started a while ago.
    ContainerId addRunning(const std::string &name, const std::string &image = "localhost/starter:latest");
    /// Changes a container and tells the watchers.
    void change(const ContainerId &id, const std::function<void(ContainerView &)> &edit);
    /// A pod as given; its containers are those added with its id in `pod`.
    PodId addPod(PodView view);
    void addImage(ImageView image);
    /// As it is; who is on it comes from the containers.
    void addNetwork(NetworkView network);
    void addVolume(VolumeView volume);
    void addSnapshot(SnapshotView snapshot);
    /// Output as its program would write it.
    void print(const ContainerId &id, OutputStream stream, const std::string &bytes);
    /// Text that the session's program prints.
    void printInSession(const ContainerId &id, const SessionId &session, const std::string &bytes);
    /// All viewers of a session lose their connection.
    void loseAttachments(const ContainerId &id, const Error &error);
    void addFile(const ContainerId &id, const std::string &path, FileEntry entry, const std::string &content = {});
    [[nodiscard]] std::optional<std::string> fileContent(const ContainerId &id, const std::string &path) const;
    /// One statistics tick, delivered before it returns.
    void tickNow();
    /// As many ticks, a second apart up to now, delivered before it returns.
    void playSeconds(int count);
    /// Statistics stop (a gap in the history) or go on.
    void setTicking(bool ticking);
    /// Every call of that operation from now on.
    void inject(Operation operation, FakeFault fault);
    void clearFaults();
    /// How long starts, stops, pulls and copies take, in steps with progress. Default: at once.
    void setWorkTime(std::chrono::milliseconds duration);
    /// History that is there before the first live sample: `seconds` back from now, with a gap in the middle.
    void makeHistory(const ContainerId &id, std::chrono::seconds seconds);

    /// What Files::serve does instead of writing the tree out below the runtime folder; on the caller's thread.
    void setServe(std::function<Result<std::filesystem::path>(const ContainerId &)> serve);

    /// How often an operation was called.
    [[nodiscard]] int calls(Operation operation) const;
    [[nodiscard]] std::string typedInto(const SessionId &session) const;

private:
    std::shared_ptr<FakeWorld> m_world;
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// A busy, varied world for screenshots: a dozen containers in every state, images, files, logs, hostile names.
void populate(FakeEngine &engine);

} // namespace firkin::engine

#include "tests/support/fake_engine.h"

#include "tests/support/fake_world.h"

#include <cmath>
#include <format>

namespace firkin::engine {

using namespace std::chrono_literals;

struct FakeEngine::Parts {
    std::unique_ptr<Containers> containers;
    std::unique_ptr<Pods> pods;
    std::unique_ptr<Sessions> sessions;
    std::unique_ptr<Processes> processes;
    std::unique_ptr<Logs> logs;
    std::unique_ptr<Statistics> statistics;
    std::unique_ptr<Files> files;
    std::unique_ptr<Images> images;
    std::unique_ptr<Networks> networks;
    std::unique_ptr<Ports> ports;
    std::unique_ptr<Volumes> volumes;
    std::unique_ptr<Registries> registries;
    std::unique_ptr<Snapshots> snapshots;
    std::jthread ticker;
};

FakeEngine::FakeEngine(std::chrono::milliseconds tick) : m_world(std::make_shared<FakeWorld>()), m_parts(std::make_unique<Parts>())
{
    m_parts->containers = makeFakeContainers(m_world);
    m_parts->pods = makeFakePods(m_world, *m_parts->containers);
    m_parts->sessions = makeFakeSessions(m_world);
    m_parts->processes = makeFakeProcesses(m_world);
    m_parts->logs = makeFakeLogs(m_world);
    m_parts->statistics = makeFakeStatistics(m_world);
    m_parts->files = makeFakeFiles(m_world);
    m_parts->images = makeFakeImages(m_world);
    m_parts->networks = makeFakeNetworks(m_world);
    m_parts->ports = makeFakePorts(m_world);
    m_parts->volumes = makeFakeVolumes(m_world);
    m_parts->registries = makeFakeRegistries(m_world);
    m_parts->snapshots = makeFakeSnapshots(m_world);
    if (tick > 0ms)
        m_parts->ticker = std::jthread([world = m_world, tick](std::stop_token stop) {
            std::mutex mutex;
            std::condition_variable_any never;
            std::unique_lock lock(mutex);
            while (!stop.stop_requested()) {
                never.wait_for(lock, stop, tick, [] { return false; });
                if (!stop.stop_requested())
                    world->tick(std::chrono::system_clock::now());
            }
        });
}

FakeEngine::~FakeEngine() = default;

Containers &FakeEngine::containers() { return *m_parts->containers; }
Pods &FakeEngine::pods() { return *m_parts->pods; }
Sessions &FakeEngine::sessions() { return *m_parts->sessions; }
Processes &FakeEngine::processes() { return *m_parts->processes; }
Logs &FakeEngine::logs() { return *m_parts->logs; }
Statistics &FakeEngine::statistics() { return *m_parts->statistics; }
Files &FakeEngine::files() { return *m_parts->files; }
Images &FakeEngine::images() { return *m_parts->images; }
Networks &FakeEngine::networks() { return *m_parts->networks; }
Ports &FakeEngine::ports() { return *m_parts->ports; }
Volumes &FakeEngine::volumes() { return *m_parts->volumes; }
Registries &FakeEngine::registries() { return *m_parts->registries; }
Snapshots &FakeEngine::snapshots() { return *m_parts->snapshots; }

Status FakeEngine::check(const std::function<void(const CheckResult &)> &onResult, std::stop_token stop)
{
    FIRKIN_TRY(m_world->enter(Operation::CheckSystem, {}, stop));
    onResult({"kvm", CheckResult::Verdict::Note, "tcg", makeError(Operation::CheckSystem, "kvm", Reason::NoKvm, "/dev/kvm: No such file or directory")});
    onResult({"qemu", CheckResult::Verdict::Fine, "10.0.2", {}});
    onResult({"vhost-device-vsock", CheckResult::Verdict::Fine, "0.3.0", {}});
    onResult({"skopeo", CheckResult::Verdict::Failed, "", makeError(Operation::FindHelper, "skopeo", Reason::HelperMissing)});
    return {};
}

ContainerId FakeEngine::add(ContainerView view)
{
    {
        const std::scoped_lock lock(m_world->mutex);
        const auto number = ++m_world->ids;
        if (view.id.empty())
            view.id = *ContainerId::parse(std::format("c{:011}", number));
        if (view.createdAt == WallTime{})
            view.createdAt = std::chrono::system_clock::now() - 3h;
        if (view.imageDigest.empty())
            for (const auto &image : m_world->images)
                if (!image.references.empty() && image.references.front() == view.image)
                    view.imageDigest = image.digest;
        view.spec.name = view.name;
        view.spec.image = view.image;
        FakeContainer container;
        container.view = view;
        container.phase = static_cast<double>(number);
        fillFiles(container);
        m_world->containers.insert_or_assign(view.id, std::move(container));
    }
    m_world->announce();
    return view.id;
}

ContainerId FakeEngine::addRunning(const std::string &name, const std::string &image)
{
    ContainerView view;
    view.name = name;
    view.image = image;
    view.state = ContainerState::Running;
    view.startedAt = std::chrono::system_clock::now() - 42min;
    view.createdAt = *view.startedAt - 1min;
    view.accelerator = "tcg";
    view.machineVcpus = 2;
    view.machineMemory = ByteSize::ofMiB(1152);
    view.resolvedCommand = {"httpd", "-f", "-p", "80"};
    view.spec.workingDirectory = "/srv";
    view.startPhases = {{"prepare", 41ms}, {"machine", 183ms}, {"kernel", 2310ms}, {"agent", 604ms}, {"rootfs", 97ms}, {"process", 221ms}};
    return add(view);
}

void FakeEngine::change(const ContainerId &id, const std::function<void(ContainerView &)> &edit)
{
    {
        const std::scoped_lock lock(m_world->mutex);
        auto *container = m_world->find(id);
        if (!container)
            return;
        edit(container->view);
        container->view.generation = ++m_world->generation;
    }
    m_world->announce();
}

void FakeEngine::addVolume(VolumeView volume)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->volumes.insert_or_assign(volume.name, std::move(volume));
}

void FakeEngine::addSnapshot(SnapshotView snapshot)
{
    const std::scoped_lock lock(m_world->mutex);
    if (auto *container = m_world->find(snapshot.container))
        container->snapshots.push_back({std::move(snapshot), container->files});
}

void FakeEngine::addImage(ImageView image)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->images.push_back(std::move(image));
}

void FakeEngine::addNetwork(NetworkView network)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->networks.push_back(std::move(network));
}

void FakeEngine::print(const ContainerId &id, OutputStream stream, const std::string &bytes)
{
    const std::scoped_lock lock(m_world->mutex);
    if (auto *container = m_world->find(id)) {
        container->log.push_back({std::chrono::system_clock::now(), stream, container->logOffset, bytes});
        container->logOffset += bytes.size();
        m_world->changed.notify_all();
    }
}

void FakeEngine::printInSession(const ContainerId &id, const SessionId &session, const std::string &bytes)
{
    std::shared_ptr<FakeSession> found;
    {
        const std::scoped_lock lock(m_world->mutex);
        if (auto *container = m_world->find(id))
            if (const auto it = container->sessions.find(session); it != container->sessions.end())
                found = it->second;
    }
    if (found)
        found->print(bytes);
}

void FakeEngine::loseAttachments(const ContainerId &id, const Error &error)
{
    std::vector<std::shared_ptr<FakeSession>> sessions;
    {
        const std::scoped_lock lock(m_world->mutex);
        if (auto *container = m_world->find(id))
            for (auto &[number, session] : container->sessions)
                sessions.push_back(session);
    }
    for (const auto &session : sessions) {
        std::list<std::shared_ptr<FakeSession::Viewer>> viewers;
        {
            const std::scoped_lock lock(session->mutex);
            viewers.swap(session->viewers);
            session->info.viewers = 0;
        }
        for (const auto &viewer : viewers) {
            const std::scoped_lock calling(viewer->calling);
            if (!viewer->gone && viewer->events.lost)
                viewer->events.lost(error);
        }
    }
}

void FakeEngine::tickNow()
{
    m_world->tick(std::chrono::system_clock::now());
}

void FakeEngine::playSeconds(int count)
{
    const auto now = std::chrono::system_clock::now();
    for (int ago = count - 1; ago >= 0; --ago)
        m_world->tick(now - std::chrono::seconds(ago));
}

void FakeEngine::setTicking(bool ticking)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->ticking = ticking;
}

void FakeEngine::inject(Operation operation, FakeFault fault)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->faults.insert_or_assign(operation, std::move(fault));
}

void FakeEngine::clearFaults()
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->faults.clear();
}

void FakeEngine::setWorkTime(std::chrono::milliseconds duration)
{
    const std::scoped_lock lock(m_world->mutex);
    m_world->workTime = duration;
}

void FakeEngine::makeHistory(const ContainerId &id, std::chrono::seconds seconds)
{
    const std::scoped_lock lock(m_world->mutex);
    auto *container = m_world->find(id);
    if (!container)
        return;
    std::vector<Sample> samples;
    const auto now = std::chrono::system_clock::now();
    const auto step = seconds > 15min ? 10s : 1s;
    for (auto ago = seconds; ago > 0s; ago -= step)
        if (ago * 100 < seconds * 55 || ago * 100 > seconds * 62) // the gap
            samples.push_back(makeSample(*container, now - ago));
    samples.insert(samples.end(), container->history.begin(), container->history.end());
    container->history = std::move(samples);
}

int FakeEngine::calls(Operation operation) const
{
    const std::scoped_lock lock(m_world->mutex);
    const auto it = m_world->calls.find(operation);
    return it == m_world->calls.end() ? 0 : it->second;
}

std::string FakeEngine::typedInto(const SessionId &id) const
{
    const std::scoped_lock lock(m_world->mutex);
    for (const auto &[number, container] : m_world->containers)
        if (const auto it = container.sessions.find(id); it != container.sessions.end()) {
            const std::scoped_lock held(it->second->mutex);
            return it->second->typed;
        }
    return {};
}

} // namespace firkin::engine

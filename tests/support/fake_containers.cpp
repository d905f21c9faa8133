#include "tests/support/fake_world.h"

#include <algorithm>
#include <format>

namespace firkin::engine {

using namespace std::chrono_literals;

namespace {

/// Its watcher is called by whoever changes the world, never after the destructor.
class FakeSubscription : public Subscription {
public:
    FakeSubscription(std::shared_ptr<FakeWorld> world, std::uint64_t number) : m_world(std::move(world)), m_number(number) {}
    ~FakeSubscription() override
    {
        const std::scoped_lock watching(m_world->watchMutex);
        m_world->listWatchers.erase(m_number);
        m_world->sampleWatchers.erase(m_number);
    }

private:
    std::shared_ptr<FakeWorld> m_world;
    std::uint64_t m_number;
};

class FakeContainers : public Containers {
public:
    explicit FakeContainers(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<ContainerList> list(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListContainers, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        return m_world->snapshot();
    }

    Result<std::unique_ptr<Subscription>> watch(ContainerListFn onChange) override
    {
        FIRKIN_TRY(m_world->enter(Operation::WatchContainers, {}, {}));
        const std::scoped_lock watching(m_world->watchMutex);
        const auto number = m_world->nextWatcher++;
        ContainerList list;
        {
            const std::scoped_lock lock(m_world->mutex);
            list = m_world->snapshot();
        }
        onChange(list);
        m_world->listWatchers.emplace(number, std::move(onChange));
        return std::make_unique<FakeSubscription>(m_world, number);
    }

    Result<ContainerView> find(std::string_view idOrName, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::InspectContainer, idOrName, stop));
        const std::scoped_lock lock(m_world->mutex);
        const ContainerView *prefixed = nullptr;
        int matches = 0;
        for (const auto &[id, container] : m_world->containers) {
            if (container.view.name == idOrName || id.str() == idOrName)
                return container.view;
            if (!idOrName.empty() && id.str().starts_with(idOrName)) {
                prefixed = &container.view;
                ++matches;
            }
        }
        if (matches == 1)
            return *prefixed;
        return fail(Operation::InspectContainer, idOrName, Reason::NoSuchContainer);
    }

    Result<ContainerId> create(const ContainerSpec &spec, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CreateContainer, spec.name, stop));
        if (spec.memory.bytes < ByteSize::ofMiB(16).bytes || spec.cpus <= 0)
            return fail(Operation::CreateContainer, spec.name, Reason::OutOfRange);
        if (!spec.name.empty() && !isValidId(spec.name))
            return fail(Operation::CreateContainer, spec.name, Reason::BadName);
        ContainerView view;
        {
            const std::scoped_lock lock(m_world->mutex);
            const ImageView *image = findImage(spec.image);
            if (!image)
                return fail(Operation::CreateContainer, spec.image, Reason::NoSuchImage);
            for (const auto &[id, other] : m_world->containers)
                if (!spec.name.empty() && other.view.name == spec.name)
                    return fail(Operation::CreateContainer, spec.name, Reason::NameTaken);
            for (const auto &[id, pod] : m_world->pods)
                if (!spec.name.empty() && pod.name == spec.name)
                    return fail(Operation::CreateContainer, spec.name, Reason::NameTaken);
            if (!spec.pod.empty()) {
                FIRKIN_ASSIGN(const PodView *pod, m_world->findPod(Operation::CreateContainer, spec.pod));
                view.pod = pod->id;
                if (!spec.ports.empty())
                    return fail(Operation::CreateContainer, spec.name, Reason::BelongsToPod, "ports");
                for (const PodVolumeMount &mount : spec.podVolumes)
                    if (std::ranges::none_of(pod->spec.volumes, [&](const PodVolume &volume) { return volume.name == mount.volume; }))
                        return fail(Operation::CreateContainer, mount.volume, Reason::NoSuchVolume);
            }
            for (const NetworkAttachment &attachment : spec.networks) {
                if (std::ranges::find(m_world->networks, attachment.network, &NetworkView::name) == m_world->networks.end())
                    return fail(Operation::JoinNetwork, attachment.network, Reason::NoSuchNetwork);
            }
            view.id = *ContainerId::parse(std::format("c{:011}", ++m_world->ids));
            view.spec = spec;
            if (!view.pod.empty())
                view.spec.pod = view.pod.str();
            view.name = spec.name.empty() ? std::format("calm-keg-{}", m_world->ids) : spec.name;
            view.spec.name = view.name;
            view.image = spec.image;
            view.imageDigest = image->digest;
            view.resolvedCommand = spec.entrypoint.value_or(std::vector<std::string>{});
            const auto &command = spec.command.empty() && !spec.entrypoint ? image->command : spec.command;
            view.resolvedCommand.insert(view.resolvedCommand.end(), command.begin(), command.end());
            if (view.resolvedCommand.empty())
                return fail(Operation::CreateContainer, view.name, Reason::MissingCommand);
            view.createdAt = std::chrono::system_clock::now();
            for (const MountSpec &mount : spec.mounts) {
                if (mount.kind != MountKind::Volume)
                    continue;
                VolumeView volume;
                volume.name = mount.source;
                volume.size = mount.size.value_or(ByteSize::ofGiB(10));
                volume.filesystem = "ext4";
                volume.createdAt = view.createdAt;
                m_world->volumes.try_emplace(mount.source, std::move(volume));
            }
            FakeContainer container;
            container.view = view;
            container.phase = static_cast<double>(m_world->ids);
            fillFiles(container);
            m_world->containers.emplace(view.id, std::move(container));
        }
        report(progress, {Phase::Finishing, 1, 1, {}});
        m_world->announce();
        return view.id;
    }

    Status start(const ContainerId &id, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(edit(Operation::StartContainer, id, [](FakeContainer &container) -> Status {
            if (container.view.state == ContainerState::Running)
                return fail(Operation::StartContainer, container.view.name, Reason::AlreadyRunning);
            container.view.state = ContainerState::Starting;
            container.view.pending = PendingVerb::Start;
            container.view.pendingSince = std::chrono::system_clock::now();
            return {};
        }));
        Status worked = m_world->enter(Operation::StartContainer, id.str(), stop);
        if (worked)
            worked = m_world->work(Operation::StartContainer, id.str(),
                                   {Phase::Preparing, Phase::StartingMachine, Phase::BootingKernel, Phase::ConnectingAgent,
                                    Phase::MountingRootfs, Phase::StartingProcess},
                                   0, {}, progress, stop);
        const Status edited = edit(Operation::StartContainer, id, [&](FakeContainer &container) -> Status {
            if (!worked) {
                m_world->end(container, ExitCause::StartFailed, 125, 0);
                return {};
            }
            if (const auto pod = m_world->pods.find(container.view.pod); pod != m_world->pods.end()) {
                pod->second.state = PodState::Running;
                pod->second.accelerator = "tcg";
            }
            container.view.state = ContainerState::Running;
            container.view.pending.reset();
            container.view.exit.reset();
            container.view.startedAt = std::chrono::system_clock::now();
            container.view.ports = container.view.spec.ports;
            container.view.accelerator = "tcg";
            container.view.machineVcpus = 2;
            container.view.machineMemory = ByteSize::ofMiB(1152);
            container.view.startPhases = {{"prepare", 41ms}, {"machine", 183ms}, {"kernel", 2310ms}, {"agent", 604ms},
                                          {"rootfs", 97ms},  {"process", 221ms}};
            return {};
        });
        FIRKIN_TRY(edited);
        return worked;
    }

    Status stop(const ContainerId &id, std::optional<std::chrono::milliseconds>, std::stop_token token) override
    {
        return ending(Operation::StopContainer, PendingVerb::Stop, id, ExitCause::StoppedByUser, 143, 15, token);
    }

    Status restart(const ContainerId &id,
                   std::optional<std::chrono::milliseconds> grace,
                   const ProgressFn &progress,
                   std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RestartContainer, id.str(), stop));
        const auto isUp = [&] {
            const std::scoped_lock lock(m_world->mutex);
            const auto *container = m_world->find(id);
            return container && (container->view.state == ContainerState::Running || container->view.state == ContainerState::Paused);
        };
        if (isUp())
            FIRKIN_TRY(this->stop(id, grace, stop));
        return start(id, progress, stop);
    }

    Status pause(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::PauseContainer, id.str(), stop));
        return edit(Operation::PauseContainer, id, [](FakeContainer &container) -> Status {
            if (container.view.state == ContainerState::Paused)
                return fail(Operation::PauseContainer, container.view.name, Reason::IsPaused);
            if (container.view.state != ContainerState::Running)
                return fail(Operation::PauseContainer, container.view.name, Reason::NotRunning);
            container.view.state = ContainerState::Paused;
            return {};
        });
    }

    Status resume(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ResumeContainer, id.str(), stop));
        return edit(Operation::ResumeContainer, id, [](FakeContainer &container) -> Status {
            if (container.view.state == ContainerState::Running)
                return fail(Operation::ResumeContainer, container.view.name, Reason::NotPaused);
            if (container.view.state != ContainerState::Paused)
                return fail(Operation::ResumeContainer, container.view.name, Reason::NotRunning);
            container.view.state = ContainerState::Running;
            return {};
        });
    }

    Result<std::vector<ProcessEntry>> top(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListProcesses, id.str(), stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->needRunning(Operation::ListProcesses, id));
        const auto started = container->view.startedAt.value_or(container->view.createdAt);
        std::string command;
        for (const std::string &word : container->view.resolvedCommand)
            command += (command.empty() ? "" : " ") + word;
        return std::vector<ProcessEntry>{
            {1, 0, "root", 'S', 1730ms, std::uint64_t{9} << 20, started, command},
            {7, 1, "www-data", 'S', 412ms, std::uint64_t{31} << 20, started + 1s, command + " worker"},
            {8, 1, "www-data", 'R', 95140ms, std::uint64_t{57} << 20, started + 1s, command + " worker"},
        };
    }

    Status update(const ContainerId &id, const ContainerUpdate &changes, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::UpdateContainer, id.str(), stop));
        return edit(Operation::UpdateContainer, id, [&](FakeContainer &container) -> Status {
            const bool runs = container.view.state == ContainerState::Running || container.view.state == ContainerState::Paused;
            if (runs && ((changes.cpus && *changes.cpus > container.view.machineVcpus) || (changes.memory && *changes.memory > container.view.machineMemory)))
                return fail(Operation::UpdateContainer, container.view.name, Reason::MachineTooSmall);
            if ((changes.memory && *changes.memory < ByteSize::ofMiB(6)) || (changes.cpus && *changes.cpus < 0.01))
                return fail(Operation::UpdateContainer, container.view.name, Reason::OutOfRange);
            ContainerSpec &spec = container.view.spec;
            spec.cpus = changes.cpus.value_or(spec.cpus);
            spec.memory = changes.memory.value_or(spec.memory);
            spec.restart = changes.restart.value_or(spec.restart);
            spec.notes = changes.notes.value_or(spec.notes);
            return {};
        });
    }

    Status kill(const ContainerId &id, int signal, std::stop_token stop) override
    {
        return ending(Operation::KillContainer, PendingVerb::Kill, id, ExitCause::Exited, 128 + signal, signal, stop);
    }

    Status forceOff(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::KillContainer, id.str(), stop));
        return edit(Operation::KillContainer, id, [this](FakeContainer &container) -> Status {
            m_world->end(container, ExitCause::StoppedByUser, 137, 9);
            return {};
        });
    }

    Result<ProcessStatus> wait(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::WaitForContainer, id.str(), stop));
        std::unique_lock lock(m_world->mutex);
        FIRKIN_TRY(m_world->need(Operation::WaitForContainer, id));
        m_world->changed.wait(lock, stop, [&] {
            const auto *container = m_world->find(id);
            return !container || container->view.state == ContainerState::Exited;
        });
        if (stop.stop_requested())
            return fail(cancelled(Operation::WaitForContainer, id.str()));
        const auto *container = m_world->find(id);
        if (!container)
            return fail(Operation::WaitForContainer, id.str(), Reason::NoSuchContainer);
        return ProcessStatus{container->view.exit->code, container->view.exit->signal};
    }

    Status remove(const ContainerId &id, bool force, bool now, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveContainer, id.str(), stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(auto *container, m_world->need(Operation::RemoveContainer, id));
            const auto state = container->view.state;
            if (state != ContainerState::Exited && state != ContainerState::Created) {
                if (!force)
                    return fail(Operation::RemoveContainer, container->view.name, Reason::StillRunning);
                m_world->end(*container, ExitCause::StoppedByUser, 143, 15);
            }
            if (!now) {
                TrashEntry entry{id, container->view.name, std::chrono::system_clock::now(), ByteSize::ofMiB(37)};
                m_world->trash.emplace(id, std::pair(std::move(*container), entry));
            }
            m_world->containers.erase(id);
        }
        m_world->announce();
        return {};
    }

    Result<std::vector<TrashEntry>> trash(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListContainers, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        std::vector<TrashEntry> entries;
        for (const auto &[id, item] : m_world->trash)
            entries.push_back(item.second);
        return entries;
    }

    Status restore(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RestoreContainer, id.str(), stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            const auto it = m_world->trash.find(id);
            if (it == m_world->trash.end())
                return fail(Operation::RestoreContainer, id.str(), Reason::NoSuchContainer);
            FakeContainer container = std::move(it->second.first);
            // A restored name that is taken gets a number.
            const std::string name = container.view.name;
            for (int number = 2; isTaken(container.view.name); ++number)
                container.view.name = std::format("{}-{}", name, number);
            m_world->containers.emplace(id, std::move(container));
            m_world->trash.erase(it);
        }
        m_world->announce();
        return {};
    }

    Status purge(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveContainer, id.str(), stop));
        const std::scoped_lock lock(m_world->mutex);
        if (m_world->trash.erase(id) == 0)
            return fail(Operation::RemoveContainer, id.str(), Reason::NoSuchContainer);
        return {};
    }

    Status rename(const ContainerId &id, std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RenameContainer, id.str(), stop));
        if (!isValidId(name))
            return fail(Operation::RenameContainer, name, Reason::BadName);
        return edit(Operation::RenameContainer, id, [&](FakeContainer &container) -> Status {
            if (container.view.name != name && isTaken(name))
                return fail(Operation::RenameContainer, name, Reason::NameTaken);
            container.view.name = name;
            container.view.spec.name = name;
            return {};
        });
    }

    Result<std::string> inspect(const ContainerId &id, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::InspectContainer, id.str(), stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::InspectContainer, id));
        const auto &view = container->view;
        return std::format(R"({{
  "container": {{
    "id": "{}",
    "name": "{}",
    "image": "{}",
    "imageDigest": "{}",
    "cpus": {},
    "memoryBytes": {},
    "state": "{}"
  }},
  "machine": {{
    "accelerator": "{}",
    "vcpus": {},
    "memoryBytes": {}
  }},
  "spec": {{
    "ociVersion": "1.2.0",
    "process": {{
      "terminal": false,
      "user": {{ "uid": 0, "gid": 0 }},
      "args": [ "httpd", "-f", "-p", "80" ],
      "cwd": "/srv"
    }},
    "root": {{ "path": "/run/container/rootfs", "readonly": false }},
    "linux": {{
      "namespaces": [ {{ "type": "pid" }}, {{ "type": "mount" }}, {{ "type": "uts" }}, {{ "type": "ipc" }} ]
    }}
  }}
}}
)",
                           id.str(), view.name, view.image, view.imageDigest, view.spec.cpus, view.spec.memory.bytes,
                           view.state == ContainerState::Running ? "running" : "exited", view.accelerator,
                           view.machineVcpus, view.machineMemory.bytes);
    }

private:
    /// With the mutex held.
    const ImageView *findImage(std::string_view reference) const
    {
        for (const auto &image : m_world->images) {
            if (image.digest == reference)
                return &image;
            for (const auto &name : image.references)
                if (name == reference || name == std::format("localhost/{}:latest", reference)
                    || name == std::format("localhost/{}", reference) || name == std::format("{}:latest", reference))
                    return &image;
        }
        return nullptr;
    }

    bool isTaken(std::string_view name) const
    {
        return std::ranges::any_of(m_world->containers, [&](const auto &item) { return item.second.view.name == name; });
    }

    Status edit(Operation operation, const ContainerId &id, const std::function<Status(FakeContainer &)> &change)
    {
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(auto *container, m_world->need(operation, id));
            FIRKIN_TRY(change(*container));
            container->view.generation = ++m_world->generation;
        }
        m_world->announce();
        return {};
    }

    Status ending(Operation operation, PendingVerb verb, const ContainerId &id, ExitCause cause, int code, int signal,
                  std::stop_token token)
    {
        FIRKIN_TRY(edit(operation, id, [&](FakeContainer &container) -> Status {
            if (container.view.state != ContainerState::Running && container.view.state != ContainerState::Paused)
                return fail(operation, container.view.name, Reason::NotRunning);
            container.view.pending = verb;
            container.view.pendingSince = std::chrono::system_clock::now();
            container.view.state = ContainerState::Stopping;
            return {};
        }));
        Status worked = m_world->enter(operation, id.str(), token);
        if (worked)
            worked = m_world->work(operation, id.str(), {Phase::Stopping}, 0, {}, {}, token);
        const Status edited = edit(operation, id, [&](FakeContainer &container) -> Status {
            if (container.view.state == ContainerState::Exited)
                return {}; // forced off meanwhile
            if (worked) {
                m_world->end(container, cause, code, signal);
            } else {
                container.view.state = ContainerState::Running;
                container.view.pending.reset();
            }
            return {};
        });
        FIRKIN_TRY(edited);
        return worked;
    }

    std::shared_ptr<FakeWorld> m_world;
};

class FakeStatistics : public Statistics {
public:
    explicit FakeStatistics(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<SampleSeries> history(const ContainerId &id, std::chrono::seconds span, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ReadStatistics, id.str(), stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(auto *container, m_world->need(Operation::ReadStatistics, id));
        SampleSeries series;
        const bool coarse = span > 15min;
        series.step = coarse ? 10s : 1s;
        const auto from = std::chrono::system_clock::now() - span;
        for (const Sample &sample : container->history)
            if (sample.time >= from && (!coarse || series.samples.empty() || sample.time - series.samples.back().time >= 9500ms))
                series.samples.push_back(sample);
        return series;
    }

    Result<std::unique_ptr<Subscription>> watch(LiveSamplesFn onSamples) override
    {
        FIRKIN_TRY(m_world->enter(Operation::WatchContainers, {}, {}));
        const std::scoped_lock watching(m_world->watchMutex);
        const auto number = m_world->nextWatcher++;
        m_world->sampleWatchers.emplace(number, std::move(onSamples));
        return std::make_unique<FakeSubscription>(m_world, number);
    }

private:
    std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Containers> makeFakeContainers(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeContainers>(std::move(world));
}

std::unique_ptr<Statistics> makeFakeStatistics(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeStatistics>(std::move(world));
}

} // namespace firkin::engine

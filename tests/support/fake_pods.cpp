// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_world.h"

#include <algorithm>
#include <format>
#include <set>

namespace firkin::engine {

namespace {

bool runs(ContainerState state)
{
    return state != ContainerState::Created && state != ContainerState::Exited;
}

class FakePods : public Pods {
public:
    FakePods(std::shared_ptr<FakeWorld> world, Containers &containers) : m_world(std::move(world)), m_containers(containers) {}

    Result<std::vector<PodView>> list(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListContainers, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        return m_world->snapshot().pods;
    }

    Result<PodView> find(std::string_view idOrName, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::InspectPod, idOrName, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(const PodView *pod, m_world->findPod(Operation::InspectPod, idOrName));
        return m_world->podView(*pod);
    }

    Result<PodId> create(const PodSpec &spec, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CreatePod, spec.name, stop));
        if (spec.memory.bytes < ByteSize::ofMiB(16).bytes || spec.cpus <= 0)
            return fail(Operation::CreatePod, spec.name, Reason::OutOfRange);
        if (!spec.name.empty() && !isValidId(spec.name))
            return fail(Operation::CreatePod, spec.name, Reason::BadName);
        std::set<std::string> volumes;
        for (const PodVolume &volume : spec.volumes)
            if (!volumes.insert(volume.name).second)
                return fail(Operation::CreatePod, volume.name, Reason::NameTaken);
        PodView view;
        {
            const std::scoped_lock lock(m_world->mutex);
            for (const auto &[id, other] : m_world->containers)
                if (other.view.name == spec.name)
                    return fail(Operation::CreatePod, spec.name, Reason::NameTaken);
            for (const auto &[id, other] : m_world->pods)
                if (other.name == spec.name)
                    return fail(Operation::CreatePod, spec.name, Reason::NameTaken);
            view.id = *PodId::parse(std::format("p{:011}", ++m_world->ids));
            view.spec = spec;
            view.name = spec.name.empty() ? std::format("warm-barrel-{}", m_world->ids) : spec.name;
            view.spec.name = view.name;
            view.createdAt = std::chrono::system_clock::now();
            m_world->pods.emplace(view.id, view);
        }
        m_world->announce();
        return view.id;
    }

    Status start(const PodId &id, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::StartPod, id.str(), stop));
        FIRKIN_TRY(set(Operation::StartPod, id, PodState::Running));
        Status first;
        for (const ContainerId &container : members(id, [](ContainerState state) { return !runs(state); })) {
            const Status started = m_containers.start(container, progress, stop);
            if (!started && first)
                first = started;
        }
        return first;
    }

    Status stop(const PodId &id, std::optional<std::chrono::milliseconds> grace, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::StopPod, id.str(), stop));
        for (const ContainerId &container : members(id, runs))
            FIRKIN_TRY(m_containers.stop(container, grace, stop));
        return set(Operation::StopPod, id, PodState::Stopped);
    }

    Status remove(const PodId &id, bool force, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemovePod, id.str(), stop));
        FIRKIN_ASSIGN(const PodView pod, find(id.str(), stop));
        if (!force && pod.state != PodState::Stopped)
            return fail(Operation::RemovePod, pod.name, Reason::StillRunning);
        if (!force && !pod.containers.empty())
            return fail(Operation::RemovePod, pod.name, Reason::InUse);
        for (const ContainerId &container : pod.containers)
            FIRKIN_TRY(m_containers.remove(container, true, false, stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            m_world->pods.erase(id);
        }
        m_world->announce();
        return {};
    }

    Status rename(const PodId &id, std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RenamePod, id.str(), stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(PodView *pod, m_world->findPod(Operation::RenamePod, id.str()));
            for (const auto &[other, view] : m_world->pods)
                if (other != id && view.name == name)
                    return fail(Operation::RenamePod, name, Reason::NameTaken);
            pod->name = name;
            pod->spec.name = name;
        }
        m_world->announce();
        return {};
    }

    Result<std::string> inspect(const PodId &id, std::stop_token stop) override
    {
        FIRKIN_ASSIGN(const PodView pod, find(id.str(), stop));
        return std::format("{{\n  \"pod\": {{\"id\": \"{}\", \"name\": \"{}\"}}\n}}", pod.id.str(), pod.name);
    }

private:
    template <class Condition>
    std::vector<ContainerId> members(const PodId &id, Condition condition) const
    {
        const std::scoped_lock lock(m_world->mutex);
        std::vector<ContainerId> found;
        for (const auto &[container, entry] : m_world->containers)
            if (entry.view.pod == id && condition(entry.view.state))
                found.push_back(container);
        return found;
    }

    Status set(Operation operation, const PodId &id, PodState state)
    {
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(PodView *pod, m_world->findPod(operation, id.str()));
            pod->state = state;
            pod->exit.reset();
            const bool up = state == PodState::Running;
            pod->startedAt = up ? std::optional(std::chrono::system_clock::now()) : std::nullopt;
            pod->ports = up ? pod->spec.ports : std::vector<PortMapping>();
            pod->accelerator = up ? "tcg" : "";
            pod->generation = ++m_world->generation;
        }
        m_world->announce();
        return {};
    }

    std::shared_ptr<FakeWorld> m_world;
    Containers &m_containers;
};

} // namespace

Result<PodView *> FakeWorld::findPod(Operation operation, std::string_view idOrName)
{
    PodView *prefixed = nullptr;
    int matches = 0;
    for (auto &[id, pod] : pods) {
        if (pod.name == idOrName || id.str() == idOrName)
            return &pod;
        if (!idOrName.empty() && id.str().starts_with(idOrName)) {
            prefixed = &pod;
            ++matches;
        }
    }
    if (matches == 1)
        return prefixed;
    return fail(operation, idOrName, Reason::NoSuchPod);
}

PodView FakeWorld::podView(const PodView &pod) const
{
    PodView view = pod;
    view.containers.clear();
    for (const auto &[id, container] : containers)
        if (container.view.pod == pod.id)
            view.containers.push_back(id);
    return view;
}

std::unique_ptr<Pods> makeFakePods(std::shared_ptr<FakeWorld> world, Containers &containers)
{
    return std::make_unique<FakePods>(std::move(world), containers);
}

PodId FakeEngine::addPod(PodView view)
{
    {
        const std::scoped_lock lock(m_world->mutex);
        if (view.id.empty())
            view.id = *PodId::parse(std::format("p{:011}", ++m_world->ids));
        if (view.createdAt == WallTime{})
            view.createdAt = std::chrono::system_clock::now() - std::chrono::hours(2);
        view.spec.name = view.name;
        m_world->pods.insert_or_assign(view.id, view);
    }
    m_world->announce();
    return view.id;
}

} // namespace firkin::engine

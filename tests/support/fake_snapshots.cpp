// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_world.h"

#include <algorithm>
#include <format>

namespace firkin::engine {

namespace {

using namespace std::chrono_literals;

class FakeSnapshots final : public Snapshots {
public:
    explicit FakeSnapshots(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<std::vector<SnapshotView>> list(const ContainerId &container, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListSnapshots, container.str(), stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(const FakeContainer *const found, m_world->need(Operation::ListSnapshots, container));
        std::vector<SnapshotView> views;
        for (const FakeSnapshot &snapshot : found->snapshots)
            views.push_back(snapshot.view);
        return views;
    }

    Result<SnapshotView> take(const ContainerId &container, const SnapshotSpec &spec, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::SaveSnapshot, spec.name, stop));
        if (!spec.name.empty() && !isName(spec.name))
            return fail(Operation::SaveSnapshot, spec.name, Reason::BadName);
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(const FakeContainer *const found, m_world->need(Operation::SaveSnapshot, container));
            if (found->view.state == ContainerState::Paused)
                return fail(Operation::SaveSnapshot, found->view.name, Reason::IsPaused);
            if (found->view.state != ContainerState::Running)
                return fail(Operation::SaveSnapshot, found->view.name, Reason::NotRunning);
            if (findIn(*found, spec.name))
                return fail(Operation::SaveSnapshot, spec.name, Reason::NameTaken);
        }
        FIRKIN_TRY(m_world->work(Operation::SaveSnapshot, spec.name, {Phase::Preparing, Phase::Copying, Phase::Finishing}, 90'000'000, spec.name, progress, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(FakeContainer *const found, m_world->need(Operation::SaveSnapshot, container));
        FakeSnapshot made;
        made.view.container = container;
        made.view.name = spec.name;
        for (unsigned number = 1; made.view.name.empty() || findIn(*found, made.view.name); ++number)
            made.view.name = std::format("snapshot-{}", number);
        made.view.note = spec.note;
        made.view.takenAt = std::chrono::system_clock::now();
        made.view.size = ByteSize::ofMiB(94);
        made.view.saveTime = 1400ms;
        made.view.outputOffset = found->logOffset;
        made.files = found->files;
        found->snapshots.push_back(made);
        return made.view;
    }

    Status restore(const ContainerId &container, const std::string &name, bool force, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RestoreSnapshot, name, stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(const FakeSnapshot snapshot, usable(Operation::RestoreSnapshot, container, name));
            const ContainerState state = m_world->find(container)->view.state;
            if ((state == ContainerState::Running || state == ContainerState::Paused) && !force)
                return fail(Operation::RestoreSnapshot, m_world->find(container)->view.name, Reason::StillRunning);
        }
        FIRKIN_TRY(m_world->work(Operation::RestoreSnapshot, name, {Phase::StartingMachine, Phase::Finishing}, 0, name, progress, stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(const FakeSnapshot snapshot, usable(Operation::RestoreSnapshot, container, name));
            run(*m_world->find(container), snapshot);
        }
        m_world->announce();
        return {};
    }

    Status remove(const ContainerId &container, const std::string &name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveSnapshot, name, stop));
        const std::scoped_lock lock(m_world->mutex);
        FIRKIN_ASSIGN(FakeContainer *const found, m_world->need(Operation::RemoveSnapshot, container));
        if (std::erase_if(found->snapshots, [&](const FakeSnapshot &one) { return one.view.name == name; }) == 0)
            return fail(Operation::RemoveSnapshot, name, Reason::NoSuchSnapshot);
        return {};
    }

    Result<ContainerId>
    fork(const ContainerId &container, const std::string &name, const std::string &newName, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ForkSnapshot, name, stop));
        if (!newName.empty() && !isName(newName))
            return fail(Operation::ForkSnapshot, newName, Reason::BadName);
        FIRKIN_TRY(m_world->work(Operation::ForkSnapshot, name, {Phase::Copying, Phase::StartingMachine}, 0, name, progress, stop));
        ContainerId id;
        {
            const std::scoped_lock lock(m_world->mutex);
            FIRKIN_ASSIGN(const FakeSnapshot snapshot, usable(Operation::ForkSnapshot, container, name));
            for (const auto &[other, one] : m_world->containers)
                if (!newName.empty() && one.view.name == newName)
                    return fail(Operation::ForkSnapshot, newName, Reason::NameTaken);
            FakeContainer made;
            made.view = m_world->find(container)->view;
            id = made.view.id = *ContainerId::parse(std::format("c{:011}", ++m_world->ids));
            made.view.name = made.view.spec.name = newName.empty() ? std::format("calm-keg-{}", m_world->ids) : newName;
            made.view.createdAt = std::chrono::system_clock::now();
            made.phase = static_cast<double>(m_world->ids);
            run(made, snapshot);
            m_world->containers.emplace(id, std::move(made));
        }
        m_world->announce();
        return id;
    }

private:
    static bool isName(std::string_view name)
    {
        return isValidId(name) && name.front() != '.' && name.front() != '_' && name.front() != '-';
    }

    static const FakeSnapshot *findIn(const FakeContainer &container, const std::string &name)
    {
        const auto found = std::ranges::find(container.snapshots, name, [](const FakeSnapshot &one) { return one.view.name; });
        return found == container.snapshots.end() ? nullptr : &*found;
    }

    /// With the mutex held.
    Result<FakeSnapshot> usable(Operation operation, const ContainerId &container, const std::string &name)
    {
        FIRKIN_ASSIGN(const FakeContainer *const found, m_world->need(operation, container));
        const FakeSnapshot *snapshot = findIn(*found, name);
        if (!snapshot)
            return fail(operation, name, Reason::NoSuchSnapshot);
        if (snapshot->view.problem)
            return fail(*snapshot->view.problem);
        return *snapshot;
    }

    static void run(FakeContainer &container, const FakeSnapshot &snapshot)
    {
        container.files = snapshot.files;
        container.view.state = ContainerState::Running;
        container.view.exit.reset();
        container.view.startedAt = std::chrono::system_clock::now();
    }

    const std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Snapshots> makeFakeSnapshots(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeSnapshots>(std::move(world));
}

} // namespace firkin::engine

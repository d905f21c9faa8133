// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_world.h"

#include <algorithm>
#include <format>

namespace firkin::engine {

namespace {

class FakeVolumes final : public Volumes {
public:
    explicit FakeVolumes(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<std::vector<VolumeView>> list(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListVolumes, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        std::vector<VolumeView> volumes;
        for (const auto &[name, volume] : m_world->volumes)
            volumes.push_back(withUsers(volume));
        return volumes;
    }

    Result<VolumeView> find(std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListVolumes, name, stop));
        const std::scoped_lock lock(m_world->mutex);
        const auto found = m_world->volumes.find(std::string(name));
        if (found == m_world->volumes.end())
            return fail(Operation::ReadRecord, name, isName(name) ? Reason::NoSuchVolume : Reason::BadName);
        return withUsers(found->second);
    }

    Result<VolumeView> create(const VolumeSpec &spec, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::CreateVolume, spec.name, stop));
        if (!spec.name.empty() && !isName(spec.name))
            return fail(Operation::CreateVolume, spec.name, Reason::BadName);
        if (spec.size < ByteSize::ofMiB(16))
            return fail(Operation::CreateVolume, spec.name, Reason::OutOfRange);
        if (spec.filesystem != "ext4" && spec.filesystem != "xfs" && spec.filesystem != "btrfs")
            return fail(Operation::CreateVolume, spec.name, Reason::BadSyntax);
        const std::scoped_lock lock(m_world->mutex);
        VolumeView volume;
        volume.name = spec.name.empty() ? std::format("volume{}", ++m_world->ids) : spec.name;
        volume.size = spec.size;
        volume.used = ByteSize::ofMiB(1);
        volume.filesystem = spec.filesystem;
        volume.labels = spec.labels;
        volume.createdAt = std::chrono::system_clock::now();
        if (!m_world->volumes.emplace(volume.name, volume).second)
            return fail(Operation::CreateVolume, spec.name, Reason::NameTaken);
        return volume;
    }

    Status remove(std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveVolume, name, stop));
        const std::scoped_lock lock(m_world->mutex);
        const auto found = m_world->volumes.find(std::string(name));
        if (found == m_world->volumes.end())
            return fail(Operation::RemoveVolume, name, Reason::NoSuchVolume);
        if (const auto users = withUsers(found->second).usedBy; !users.empty())
            return fail(Operation::RemoveVolume, name, Reason::InUse, users.front().name);
        m_world->volumes.erase(found);
        return {};
    }

    Result<std::vector<std::string>> prune(bool all, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveVolume, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        std::vector<std::string> removed;
        std::erase_if(m_world->volumes, [&](const auto &item) {
            const bool goes = (all || item.second.anonymous) && withUsers(item.second).usedBy.empty();
            if (goes)
                removed.push_back(item.first);
            return goes;
        });
        return removed;
    }

private:
    static bool isName(std::string_view name)
    {
        return isValidId(name) && name.front() != '.' && name.front() != '_' && name.front() != '-';
    }

    static void add(VolumeView &volume, const ContainerView &view, bool inTrash)
    {
        for (const MountSpec &mount : view.spec.mounts) {
            if (mount.kind == MountKind::Volume && mount.source == volume.name)
                volume.usedBy.push_back({.id = view.id,
                                         .name = view.name,
                                         .destination = mount.destination,
                                         .readOnly = mount.readOnly,
                                         .running = !inTrash && view.state == ContainerState::Running,
                                         .inTrash = inTrash});
        }
    }

    [[nodiscard]] VolumeView withUsers(VolumeView volume) const
    {
        for (const auto &[id, container] : m_world->containers)
            add(volume, container.view, false);
        for (const auto &[id, item] : m_world->trash)
            add(volume, item.first.view, true);
        return volume;
    }

    const std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Volumes> makeFakeVolumes(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeVolumes>(std::move(world));
}

} // namespace firkin::engine

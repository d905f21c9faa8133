// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/pod_host.h"

#include "runtime/base/error_text.h"

#include <algorithm>
#include <spdlog/spdlog.h>

/// Disks and shares of containers that join a pod while it runs: plugged in at their start, out at the end of the last one
/// that uses them. What the machine has from its boot stays.
namespace firkin::supervisor {

namespace {

bool isBuiltIn(const container::Machine &machine, const std::string &serial)
{
    return std::ranges::contains(machine.vm().config().disks, serial, &vmm::Disk::serial);
}

bool isWritable(const container::Machine &machine, const std::string &serial)
{
    return std::ranges::any_of(machine.vm().config().disks, [&](const vmm::Disk &disk) { return disk.serial == serial && !disk.readOnly; });
}

bool isSharedFromBoot(const container::Machine &machine, const std::string &tag)
{
    return std::ranges::contains(machine.vm().config().shares, tag, &vmm::Share::tag);
}

} // namespace

bool PodHost::takeDevices(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, std::move(stop), [this] { return !m_devicesTaken; }))
        return false;
    m_devicesTaken = true;
    return true;
}

void PodHost::giveDevices()
{
    const std::lock_guard lock(m_mutex);
    m_devicesTaken = false;
    m_changed.notify_all();
}

Status PodHost::plug(container::Machine &machine, const ContainerId &user, const vmm::MachineConfig &devices, std::stop_token stop)
{
    if (!takeDevices(stop))
        return fail(cancelled(Operation::StartContainer, user.str()));
    const std::unique_ptr<PodHost, void (*)(PodHost *)> turn(this, [](PodHost *host) { host->giveDevices(); });
    Plugged &mine = m_plugged[user];
    for (const vmm::Disk &disk : devices.disks) {
        if (isBuiltIn(machine, disk.serial)) {
            if (!disk.readOnly && !isWritable(machine, disk.serial))
                return fail(Operation::StartContainer, user.str(), Reason::InUse, "a volume of it is in the machine for reading only, until the pod stops");
            continue;
        }
        const auto hasIt = [&](const auto &entry) { return std::ranges::contains(entry.second.disks, disk.serial); };
        if (std::ranges::none_of(m_plugged, hasIt))
            FIRKIN_TRY(machine.vm().plugDisk(disk, stop));
        mine.disks.push_back(disk.serial);
    }
    for (const vmm::Share &share : devices.shares) {
        if (isSharedFromBoot(machine, share.tag))
            continue;
        FIRKIN_TRY(machine.vm().plugShare(share, stop));
        mine.shares.push_back(share.tag);
        FIRKIN_TRY(container::mountShare(machine.agent(), share.tag, stop));
    }
    return {};
}

/// Best effort: a device that stays costs its place until the pod stops.
void PodHost::unplug(container::Machine &machine, const ContainerId &user)
{
    (void)takeDevices({});
    const std::unique_ptr<PodHost, void (*)(PodHost *)> turn(this, [](PodHost *host) { host->giveDevices(); });
    const auto mine = m_plugged.extract(user);
    if (!mine || machine.vm().end())
        return;
    const auto tell = [&](const std::string &name, const Status &status) {
        if (!status)
            spdlog::warn("pod {}: {} stays plugged in: {}", record().id.str(), name, render(status.error()));
    };
    for (const std::string &tag : mine.mapped().shares) {
        (void)machine.agent().unmount(container::shareMountPoint(tag), 0, {});
        tell(tag, machine.vm().unplugShare(tag, {}));
    }
    for (const std::string &serial : mine.mapped().disks) {
        const auto hasIt = [&](const auto &entry) { return std::ranges::contains(entry.second.disks, serial); };
        if (std::ranges::none_of(m_plugged, hasIt))
            tell(serial, machine.vm().unplugDisk(serial, {}));
    }
}

} // namespace firkin::supervisor

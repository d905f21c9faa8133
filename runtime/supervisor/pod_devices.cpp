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

bool isSharedFromBoot(const container::Machine &machine, const std::string &tag)
{
    return std::ranges::contains(machine.vm().config().shares, tag, &vmm::Share::tag);
}

} // namespace

Status PodHost::plug(container::Machine &machine, const ContainerId &user, const vmm::MachineConfig &devices, std::stop_token stop)
{
    const std::lock_guard lock(m_devices);
    Plugged &mine = m_plugged[user];
    for (const vmm::Disk &disk : devices.disks) {
        if (isBuiltIn(machine, disk.serial))
            continue;
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
    const std::lock_guard lock(m_devices);
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

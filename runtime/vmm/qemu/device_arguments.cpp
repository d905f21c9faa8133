// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/device_arguments.h"

#include <algorithm>
#include <format>

namespace firkin::vmm::qemu {

namespace {

std::string address(unsigned slot)
{
    return std::format("{:#x}", slot);
}

} // namespace

DeviceTable::DeviceTable(const MachineConfig &config)
{
    for (unsigned i = 0; i < config.disks.size(); ++i)
        m_devices[{DeviceKind::Disk, config.disks[i].serial}] = {std::format("disk{}-device", i), std::format("disk{}", i), slot::firstDisk + i};
    for (unsigned i = 0; i < config.shares.size(); ++i)
        m_devices[{DeviceKind::Share, config.shares[i].tag}] = {std::format("share{}-device", i), std::format("share{}", i), slot::firstShare + i};
    if (config.network)
        m_devices[{DeviceKind::Network, networkDeviceId}] = {networkDeviceId, networkLineId, slot::network};
    for (unsigned i = 0; i < config.lans.size(); ++i)
        m_devices[{DeviceKind::Network, lanName(i)}] = {std::format("lan{}-device", i), std::format("lan{}", i), slot::firstLan + i};
    m_startedWith = m_devices.size();
}

std::string lanName(std::size_t index)
{
    return std::format("lan{}", index);
}

Device *DeviceTable::find(DeviceKind kind, const std::string &name)
{
    const auto found = m_devices.find({kind, name});
    return found == m_devices.end() ? nullptr : &found->second;
}

const Device *DeviceTable::add(DeviceKind kind, const std::string &name)
{
    for (unsigned slot = slot::firstPlugged; slot <= slot::lastPlugged; ++slot) {
        if (std::ranges::any_of(m_devices, [&](const auto &one) { return one.second.slot == slot; }))
            continue;
        const std::string backend = std::format("plug{:x}", slot);
        return &(m_devices[{kind, name}] = {backend + "-device", backend, slot});
    }
    return nullptr;
}

void DeviceTable::remove(DeviceKind kind, const std::string &name)
{
    m_devices.erase({kind, name});
}

bool DeviceTable::isAsStarted() const
{
    return m_devices.size() == m_startedWith
        && std::ranges::none_of(m_devices, [](const auto &one) { return one.second.slot >= slot::firstPlugged || one.second.out; });
}

nlohmann::json diskNode(const Disk &disk, const std::string &node)
{
    return {
        {"node-name", node},
        {"driver", "raw"},
        {"read-only", disk.readOnly},
        {"discard", "unmap"},
        {"file", {{"driver", disk.blockDevice ? "host_device" : "file"}, {"filename", disk.image.native()}, {"discard", "unmap"}}},
    };
}

nlohmann::json diskDevice(const Disk &disk, const Device &device)
{
    return {{"driver", "virtio-blk-pci"},
            {"drive", device.backend},
            {"id", device.id},
            {"serial", disk.serial},
            {"addr", address(device.slot)}};
}

nlohmann::json socketChardev(const std::string &id, const std::string &descriptor)
{
    return {{"id", id},
            {"backend",
             {{"type", "socket"}, {"data", {{"addr", {{"type", "fd"}, {"data", {{"str", descriptor}}}}}, {"server", false}}}}}};
}

nlohmann::json shareDevice(const Share &share, const Device &device)
{
    return {{"driver", "vhost-user-fs-pci"},
            {"chardev", device.backend},
            {"id", device.id},
            {"tag", share.tag},
            {"addr", address(device.slot)}};
}

nlohmann::json networkLine(const std::string &id, const std::string &descriptor)
{
    return {{"type", "stream"}, {"id", id}, {"server", false}, {"addr", {{"type", "fd"}, {"str", descriptor}}}};
}

nlohmann::json networkDevice(const std::string &macAddress, const Device &device)
{
    return {{"driver", "virtio-net-pci"},
            {"netdev", device.backend},
            {"id", device.id},
            {"mac", macAddress},
            {"romfile", ""},
            {"addr", address(device.slot)}};
}

nlohmann::json vsockDevice()
{
    return {{"driver", "vhost-user-vsock-pci"}, {"chardev", vsockChardevId}, {"id", vsockDeviceId}, {"addr", address(slot::vsock)}};
}

} // namespace firkin::vmm::qemu

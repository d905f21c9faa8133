// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/machine_states.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <algorithm>

/// Devices that come and go while the guest runs. One change at a time; a change that fails leaves what was there before.
namespace firkin::vmm::qemu {
namespace {

constexpr std::chrono::milliseconds helperGrace{200}; ///< theirs is no state worth waiting for
/// How often a wait for the guest looks whether there still is a QEMU.
constexpr std::chrono::milliseconds glance{250};

Error unknownDevice(const std::string &name)
{
    Error error = makeError(Operation::DetachDevice, name, Reason::Unspecified, "it is not plugged in");
    error.code = ErrorCode::NotFound;
    return error;
}

} // namespace

Status QemuMachine::ask(std::string_view command, const nlohmann::json &arguments, Deadline deadline, const std::stop_token &stop, int descriptor)
{
    auto done = m_monitor->execute(command, arguments, deadline, stop, descriptor);
    if (!done)
        return fail(std::move(done).error());
    return {};
}

Status QemuMachine::requireRunning(Operation operation, std::string_view device) const
{
    // A paused guest cannot take part.
    if (const MachineState now = state(); now != MachineState::Running)
        return fail(operation, device, Reason::NotRunning, std::string("the machine is ") + std::string(name(now)));
    return {};
}

Result<Device> QemuMachine::claimSlot(DeviceKind kind, const std::string &name)
{
    FIRKIN_TRY(requireRunning(Operation::AttachDevice, name));
    if (m_devices.find(kind, name))
        return fail(Operation::AttachDevice, name, Reason::NameTaken);
    const Device *device = m_devices.add(kind, name);
    if (!device)
        return fail(Operation::AttachDevice, name, Reason::LimitExceeded, "every slot for devices is taken");
    return *device;
}

/// The last step of plugging. Once it was sent only its deadline ends it: a stop would leave the table and QEMU apart.
Status QemuMachine::addDevice(const nlohmann::json &device)
{
    return ask("device_add", device, Deadline::after(m_deadlines.rpc), {});
}

Status QemuMachine::plugDisk(const Disk &disk, std::stop_token stop)
{
    FIRKIN_TRY(validate(disk));
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_ASSIGN(const Device device, claimSlot(DeviceKind::Disk, disk.serial));
    const Status plugged = [&]() -> Status {
        FIRKIN_TRY(lockDisk(disk));
        if (stop.stop_requested())
            return fail(cancelled(Operation::AttachDevice, disk.serial));
        FIRKIN_TRY(ask("blockdev-add", diskNode(disk, device.backend), Deadline::after(m_deadlines.rpc), {}));
        Status added = addDevice(diskDevice(disk, device));
        if (!added)
            (void)ask("blockdev-del", {{"node-name", device.backend}}, Deadline::after(m_deadlines.rpc), {});
        return added;
    }();
    if (!plugged) {
        unlockDisk(disk.serial);
        m_devices.remove(DeviceKind::Disk, disk.serial);
        return fail(wrap(Operation::AttachDevice, disk.serial, plugged.error()));
    }
    return {};
}

Status QemuMachine::lockDisk(const Disk &disk)
{
    FIRKIN_ASSIGN(DiskLock lock, DiskLock::take(disk));
    const std::lock_guard guard(m_mutex);
    if (m_end)
        return fail(Operation::AttachDevice, disk.serial, Reason::MachineExited); // takeDown() has been through
    m_diskLocks.insert_or_assign(disk.serial, std::move(lock));
    return {};
}

void QemuMachine::unlockDisk(const std::string &serial)
{
    const std::lock_guard guard(m_mutex);
    m_diskLocks.erase(serial);
}

Status QemuMachine::plugShare(const Share &share, std::stop_token stop)
{
    FIRKIN_TRY(validate(share));
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_ASSIGN(const Device device, claimSlot(DeviceKind::Share, share.tag));
    const Status plugged = onKeeper(Operation::AttachDevice, [&]() -> Status {
        const auto plug = [&]() -> Status {
            FIRKIN_ASSIGN(ShareServer server, ShareServer::start(m_config.socketDirectory, share, Deadline::after(m_deadlines.helperStart), stop));
            const Deadline deadline = Deadline::after(m_deadlines.rpc);
            FIRKIN_TRY(ask("getfd", {{"fdname", device.backend}}, deadline, {}, server.connection.get()));
            server.connection.reset();
            FIRKIN_TRY(ask("chardev-add", socketChardev(device.backend, device.backend), deadline, {}));
            if (Status added = addDevice(shareDevice(share, device)); !added) {
                (void)ask("chardev-remove", {{"id", device.backend}}, Deadline::after(m_deadlines.rpc), {});
                return added;
            }
            m_pluggedShares[share.tag] = {share, std::move(server)};
            noteHelpers();
            return {};
        };
        Status done = plug();
        if (!done)
            ShareServer::removeFiles(m_config.socketDirectory, share);
        return done;
    });
    if (!plugged) {
        m_devices.remove(DeviceKind::Share, share.tag);
        return fail(wrap(Operation::AttachDevice, share.tag, plugged.error()));
    }
    return {};
}

Status QemuMachine::plugNetwork(NetworkCard card, std::stop_token stop)
{
    FIRKIN_TRY(validateCard(card.name, card.macAddress));
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_TRY(requireRunning(Operation::AttachDevice, card.name));
    if (stop.stop_requested())
        return fail(cancelled(Operation::AttachDevice, card.name));
    const Deadline deadline = Deadline::after(m_deadlines.rpc);
    Device *kept = m_devices.find(DeviceKind::Network, card.name);
    if (kept && kept->out) {
        if (!card.line) {
            FIRKIN_TRY(addDevice(networkDevice(card.macAddress, *kept)));
            kept->out = false;
            return {};
        }
        FIRKIN_TRY(ask("netdev_del", {{"id", kept->backend}}, deadline, {}));
        m_devices.remove(DeviceKind::Network, card.name);
    } else if (!card.line && !kept) {
        return fail(Operation::AttachDevice, card.name, Reason::BadSyntax, "a card without a line");
    }
    FIRKIN_ASSIGN(const Device device, claimSlot(DeviceKind::Network, card.name));
    const Status plugged = [&]() -> Status {
        FIRKIN_TRY(ask("getfd", {{"fdname", device.backend}}, deadline, {}, card.line.get()));
        FIRKIN_TRY(ask("netdev_add", networkLine(device.backend, device.backend), deadline, {}));
        Status added = addDevice(networkDevice(card.macAddress, device));
        if (!added)
            (void)ask("netdev_del", {{"id", device.backend}}, Deadline::after(m_deadlines.rpc), {});
        return added;
    }();
    if (!plugged) {
        m_devices.remove(DeviceKind::Network, card.name);
        return fail(wrap(Operation::AttachDevice, card.name, plugged.error()));
    }
    return {};
}

Status QemuMachine::deleteDevice(const std::string &id, bool askedBefore, Deadline deadline, const std::stop_token &stop)
{
    // QEMU refuses to ask the guest twice; the first asking still counts.
    if (Status asked = ask("device_del", {{"id", id}}, deadline, stop); !asked && !askedBefore)
        return asked;
    const auto gone = [&] { return m_deletedDevices.contains(id); };
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            if (m_changed.wait_until(lock, stop, deadline.sooner(Deadline::after(glance)).timePoint(), gone))
                return {};
        }
        if (stop.stop_requested())
            return fail(cancelled(Operation::DetachDevice, id));
        if (deadline.passed())
            return fail(timedOut(Operation::DetachDevice, id, "the guest does not let go of it"));
        // A dead QEMU has nothing more to say; its monitor knows.
        FIRKIN_TRY(ask("query-status", nullptr, deadline, stop));
    }
}

Status QemuMachine::takeOut(DeviceKind kind, const std::string &name, const std::stop_token &stop)
{
    Device *device = m_devices.find(kind, name);
    if (!device || device->out)
        return fail(unknownDevice(name));
    FIRKIN_TRY(requireRunning(Operation::DetachDevice, name));
    if (!device->leaving) {
        const std::lock_guard lock(m_mutex);
        m_deletedDevices.erase(device->id);
    }
    const bool askedBefore = std::exchange(device->leaving, true);
    if (Status deleted = deleteDevice(device->id, askedBefore, Deadline::after(m_deadlines.bootSilence), stop); !deleted)
        return fail(wrap(Operation::DetachDevice, name, std::move(deleted).error()));
    device->leaving = false;
    return {};
}

Status QemuMachine::unplugDisk(const std::string &serial, std::stop_token stop)
{
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_TRY(takeOut(DeviceKind::Disk, serial, stop));
    const std::string node = m_devices.find(DeviceKind::Disk, serial)->backend;
    m_devices.remove(DeviceKind::Disk, serial);
    FIRKIN_TRY(ask("blockdev-del", {{"node-name", node}}, Deadline::after(m_deadlines.rpc), {}));
    unlockDisk(serial);
    return {};
}

Status QemuMachine::unplugShare(const std::string &tag, std::stop_token stop)
{
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_TRY(takeOut(DeviceKind::Share, tag, stop));
    const std::string chardev = m_devices.find(DeviceKind::Share, tag)->backend;
    m_devices.remove(DeviceKind::Share, tag);
    return onKeeper(Operation::DetachDevice, [&]() -> Status {
        FIRKIN_TRY(ask("chardev-remove", {{"id", chardev}}, Deadline::after(m_deadlines.rpc), {}));
        if (const auto plugged = m_pluggedShares.find(tag); plugged != m_pluggedShares.end()) {
            plugged->second.second.process->terminate(helperGrace);
            ShareServer::removeFiles(m_config.socketDirectory, plugged->second.first);
            m_pluggedShares.erase(plugged);
            noteHelpers();
        }
        return {};
    });
}

Status QemuMachine::unplugNetwork(const std::string &name, NetworkLine line, std::stop_token stop)
{
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_TRY(takeOut(DeviceKind::Network, name, stop));
    Device &device = *m_devices.find(DeviceKind::Network, name);
    if (line == NetworkLine::Kept) {
        device.out = true;
        return {};
    }
    const std::string netdev = device.backend;
    m_devices.remove(DeviceKind::Network, name);
    return ask("netdev_del", {{"id", netdev}}, Deadline::after(m_deadlines.rpc), {});
}

/// Helpers die with the thread that spawned them, so what starts one is the keeper's.
Status QemuMachine::onKeeper(Operation operation, std::function<Status()> body)
{
    std::future<Status> done;
    {
        const std::lock_guard lock(m_mutex);
        if (m_end)
            return fail(operation, machineName(), Reason::MachineExited);
        m_requests.push_back({operation, std::move(body), {}});
        done = m_requests.back().done.get_future();
    }
    m_keeperWake.wake();
    return done.get();
}

Status QemuMachine::unplugVsock(std::stop_token stop)
{
    const std::lock_guard oneAtATime(m_changingDevices);
    FIRKIN_TRY(requireRunning(Operation::DetachDevice, vsockDeviceId));
    return onKeeper(Operation::DetachDevice, [this, stop]() -> Status {
        if (!m_vsockDevice.process)
            return {};
        // Cancelled half-way: the guest may let go of it later, and then the keeper puts one back.
        if (Status out = takeVsockOut(stop); !out)
            return fail(wrap(Operation::DetachDevice, vsockDeviceId, std::move(out).error()));
        return {};
    });
}

Status QemuMachine::plugVsock(std::stop_token stop)
{
    const std::lock_guard oneAtATime(m_changingDevices);
    return onKeeper(Operation::AttachDevice, [this, stop]() -> Status {
        if (m_vsockDevice.process)
            return {};
        if (Status in = putVsockIn(stop); !in)
            return fail(wrap(Operation::AttachDevice, vsockDeviceId, std::move(in).error()));
        return {};
    });
}

} // namespace firkin::vmm::qemu

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/stop_fd.h"
#include "runtime/vmm/machine_states.h"
#include "runtime/vmm/qemu/command_line.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <poll.h>
#include <sys/socket.h>

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <format>

/// A machine's life, on the keeper's thread.
namespace firkin::vmm::qemu {
namespace {

constexpr std::chrono::milliseconds helperGrace{200}; ///< theirs is no state worth waiting for
constexpr std::size_t consoleTail = 4096;

struct Pair {
    UniqueFd ours;
    UniqueFd theirs;
};

Result<Pair> socketPair(std::string_view machine)
{
    std::array<int, 2> fds{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0)
        return fail(systemError(Operation::StartMachine, machine, errno, "socketpair"));
    return Pair{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

/// QEMU's end during a start says more than the monitor's lost connection that it causes.
Error explained(Error error, Process &qemu)
{
    if (error.rootReason() != Reason::ConnectionLost)
        return error;
    const auto end = qemu.wait(Deadline::after(helperGrace), {});
    return makeError(Operation::RunHelper, helperName(Helper::Qemu), Reason::HelperFailed, end ? qemu.errorTail() : error.detail);
}

} // namespace

void QemuMachine::keep(const std::stop_token &own, const ProgressFn &progress, const std::stop_token &caller, std::promise<Status> started)
{
    Status up = bringUp(progress, caller);
    const bool isUp = up.has_value();
    if (!isUp) {
        // The caller waits: when it learns of the failure, nothing is left of the attempt.
        takeDown();
        started.set_value(std::move(up));
        return;
    }
    started.set_value({});
    watch(own);
    takeDown();
}

Status QemuMachine::bringUp(const ProgressFn &progress, const std::stop_token &stop)
{
    report(progress, {.phase = Phase::StartingMachine, .done = 0, .total = {}, .item = {}});
    const Deadline deadline = Deadline::after(m_deadlines.helperStart);
    FIRKIN_ASSIGN(const auto program, findHelper(Helper::Qemu));
    FIRKIN_TRY(makePrivateDirectory(m_config.stateDirectory));
    FIRKIN_TRY(makePrivateDirectory(m_config.socketDirectory));

    for (const Disk &disk : m_config.disks)
        FIRKIN_TRY(lockDisk(disk));
    for (const Share &share : m_config.shares) {
        FIRKIN_ASSIGN(ShareServer server, ShareServer::start(m_config.socketDirectory, share, deadline, stop));
        m_shares.push_back(std::move(server));
    }
    // passt first: it needs nobody, and gets ready while the others start.
    UniqueFd networkEnd;
    if (m_config.network) {
        FIRKIN_ASSIGN(m_passt, Passt::start(m_config.socketDirectory, *m_config.network, networkEnd));
    }
    if (!m_config.restoreFrom) {
        FIRKIN_ASSIGN(m_vsockDevice, VsockDevice::start(m_config.socketDirectory, deadline, stop));
    }

    FIRKIN_ASSIGN(Pair monitor, socketPair(machineName()));
    FIRKIN_ASSIGN(Pair console, socketPair(machineName()));
    FIRKIN_ASSIGN(m_console, ConsoleLog::open(m_config.stateDirectory, std::move(console.ours)));
    ProcessSpec spec;
    spec.confinement = Confinement{}; // what it opens later, disks and shares, is not known now
    spec.program = program;
    spec.arguments = commandLine(m_config, m_accelerator);
    // A QEMU that was brought along (installer/packaging/make-folder) has its firmware beside it, not in /usr/share.
    std::error_code ignored;
    if (const auto firmware = program.parent_path() / "qemu-firmware"; std::filesystem::is_directory(firmware, ignored))
        spec.arguments.insert(spec.arguments.begin(), {"-L", firmware.string()});
    spec.inheritedFds = {{monitor.theirs.get(), Wiring::monitor}, {console.theirs.get(), Wiring::console}};
    if (m_vsockDevice.connection)
        spec.inheritedFds.emplace_back(m_vsockDevice.connection.get(), Wiring::vsock);
    if (m_config.network)
        spec.inheritedFds.emplace_back(networkEnd.get(), Wiring::network);
    for (std::size_t i = 0; i < m_shares.size(); ++i)
        spec.inheritedFds.emplace_back(m_shares[i].connection.get(), Wiring::firstShare + static_cast<int>(i));
    spdlog::debug("machine {}: {}", machineName(), spec.toString());
    FIRKIN_ASSIGN(m_qemu, Process::start(spec));
    // QEMU alone holds its ends now: when it dies, the others see it.
    monitor.theirs.reset();
    console.theirs.reset();
    networkEnd.reset();
    m_vsockDevice.connection.reset();
    for (ShareServer &share : m_shares)
        share.connection.reset();

    m_monitor = std::make_unique<QmpClient>(std::move(monitor.ours), machineName(), [this](const QmpEvent &event) { onEvent(event); });
    if (auto greeting = m_monitor->greet(deadline, stop); !greeting) {
        // QEMU goes without its share; why there is none, virtiofsd said.
        for (ShareServer &share : m_shares) {
            if (share.process->ended())
                return fail(Operation::RunHelper, helperName(Helper::Virtiofsd), Reason::HelperFailed, share.process->errorTail());
        }
        return fail(explained(std::move(greeting).error(), *m_qemu));
    }
    if (m_passt)
        FIRKIN_TRY(m_passt->waitUntilReady(deadline, stop));

    if (m_config.restoreFrom)
        FIRKIN_TRY(loadState(progress, stop));
    noteHelpers();
    const std::lock_guard lock(m_mutex);
    if (m_passt)
        m_ports = m_passt->startedWith();
    m_state = m_config.restoreFrom ? MachineState::Paused : MachineState::Running;
    return {};
}

void QemuMachine::watch(const std::stop_token &own)
{
    const StopFd stopFd(own);
    const auto fdOf = [](Process *process) { return process ? process->pidFd() : -1; };
    Process *network = m_passt ? &m_passt->process() : nullptr;
    bool vsockLost = false;
    for (;;) {
        std::array<pollfd, 5> fds{pollfd{stopFd.fd(), POLLIN, 0},
                                  pollfd{m_qemu->pidFd(), POLLIN, 0},
                                  pollfd{vsockLost ? -1 : fdOf(m_vsockDevice.process.get()), POLLIN, 0},
                                  pollfd{fdOf(network), POLLIN, 0},
                                  pollfd{m_keeperWake.fd(), POLLIN, 0}};
        if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR)
            return;
        if (fds[0].revents || fds[1].revents)
            return;
        if (fds[4].revents) {
            m_keeperWake.drain();
            serveRequests();
            if (vsockLeftLate()) {
                if (Status back = dropVsockBackend().and_then([&] { return putVsockIn(own); }); !back && !back.error().isCancelled())
                    spdlog::error("machine {}: its vsock device left and cannot be put back: {}", machineName(), back.error().detail);
            }
        }
        if (fds[2].revents && m_vsockDevice.process && m_vsockDevice.process->ended()) {
            spdlog::warn("machine {}: its vsock device died; putting a new one in: {}", machineName(), m_vsockDevice.process->errorTail());
            if (auto replaced = replaceVsockDevice(own); !replaced) {
                vsockLost = true;
                if (!replaced.error().isCancelled())
                    spdlog::error("machine {}: no new vsock device: {}", machineName(), replaced.error().detail);
            }
        }
        if (fds[3].revents) {
            network = nullptr;
            // QEMU's end takes it along, and shows a little later than its closed descriptors.
            if (waitReady(m_qemu->pidFd(), POLLIN, Deadline::after(helperGrace), stopFd, Operation::RunHelper, {}))
                return;
            spdlog::error("machine {}: its network process died: {}", machineName(), m_passt->process().errorTail());
            const std::lock_guard lock(m_mutex);
            m_networkLost = true;
            m_ports.clear();
        }
    }
}

Status QemuMachine::replaceVsockDevice(const std::stop_token &stop)
{
    FIRKIN_TRY(takeVsockOut(stop));
    return putVsockIn(stop);
}

Status QemuMachine::takeVsockOut(const std::stop_token &stop)
{
    {
        const std::lock_guard lock(m_mutex);
        m_vsockDriverReady = false;
        if (!m_vsockLeaving)
            m_deletedDevices.erase(vsockDeviceId);
    }
    const bool askedBefore = std::exchange(m_vsockLeaving, true);
    FIRKIN_TRY(deleteDevice(vsockDeviceId, askedBefore, Deadline::after(m_deadlines.bootSilence), stop));
    return dropVsockBackend();
}

/// What is behind the device, once the guest has let go of it.
Status QemuMachine::dropVsockBackend()
{
    m_vsockLeaving = false;
    if (m_vsockDevice.process)
        m_vsockDevice.process->terminate(helperGrace);
    m_vsockDevice = {};
    noteHelpers();
    return ask("chardev-remove", {{"id", vsockChardevId}}, Deadline::after(m_deadlines.rpc), {});
}

/// An unplugging that was given up, and then the guest let go of it after all.
bool QemuMachine::vsockLeftLate() const
{
    const std::lock_guard lock(m_mutex);
    return m_vsockLeaving && m_deletedDevices.contains(vsockDeviceId);
}

Status QemuMachine::putVsockIn(const std::stop_token &stop)
{
    const Deadline deadline = Deadline::after(m_deadlines.bootSilence);
    FIRKIN_ASSIGN(VsockDevice fresh, VsockDevice::start(m_config.socketDirectory, deadline, stop));
    const Deadline told = Deadline::after(m_deadlines.rpc);
    FIRKIN_TRY(ask("getfd", {{"fdname", "vsock-backend"}}, told, {}, fresh.connection.get()));
    fresh.connection.reset();
    FIRKIN_TRY(ask("chardev-add", socketChardev(vsockChardevId, "vsock-backend"), told, {}));
    if (Status added = addDevice(vsockDevice()); !added) {
        (void)ask("chardev-remove", {{"id", vsockChardevId}}, Deadline::after(m_deadlines.rpc), {});
        return added;
    }
    m_vsockDevice = std::move(fresh);
    noteHelpers();
    return {};
}

void QemuMachine::noteHelpers()
{
    const std::lock_guard lock(m_mutex);
    m_helperPids.clear();
    if (m_vsockDevice.process)
        m_helperPids.push_back(m_vsockDevice.process->pid());
    if (m_passt)
        m_helperPids.push_back(m_passt->process().pid());
    for (const ShareServer &share : m_shares)
        m_helperPids.push_back(share.process->pid());
    for (const auto &[tag, plugged] : m_pluggedShares)
        m_helperPids.push_back(plugged.second.process->pid());
}

/// What callers want done on this thread.
void QemuMachine::serveRequests()
{
    for (;;) {
        Request request;
        {
            const std::lock_guard lock(m_mutex);
            if (m_requests.empty())
                return;
            request = std::move(m_requests.front());
            m_requests.pop_front();
        }
        request.done.set_value(request.body());
    }
}

void QemuMachine::onEvent(const QmpEvent &event)
{
    spdlog::debug("machine {}: {} {}", machineName(), event.name, event.data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    const std::lock_guard lock(m_mutex);
    m_evidence.note(event);
    if (event.name == "DEVICE_DELETED") {
        if (const auto device = event.data.find("device"); device != event.data.end() && device->is_string())
            m_deletedDevices.insert(device->get<std::string>());
        m_changed.notify_all();
        m_keeperWake.wake();
    }
}

void QemuMachine::takeDown()
{
    ProcessEnd qemuEnd;
    std::string qemuErrors;
    if (m_qemu) {
        const bool endedByItself = m_qemu->ended().has_value();
        // SIGTERM would let QEMU flush its disks, as "quit" does; a grace is enough for that.
        qemuEnd = m_qemu->terminate(m_deadlines.machineStop);
        qemuErrors = m_qemu->errorTail();
        if (!endedByItself) {
            const std::lock_guard lock(m_mutex);
            m_evidence.asked = true;
        }
    }
    if (m_vsockDevice.process)
        m_vsockDevice.process->terminate(helperGrace);
    if (m_passt)
        m_passt->process().terminate(helperGrace);
    // They end with QEMU's connection; what they have written is in the host's files.
    for (ShareServer &share : m_shares)
        share.process->terminate(helperGrace);
    for (const Share &share : m_config.shares)
        ShareServer::removeFiles(m_config.socketDirectory, share);
    for (auto &[tag, plugged] : m_pluggedShares) {
        plugged.second.process->terminate(helperGrace);
        ShareServer::removeFiles(m_config.socketDirectory, plugged.first);
    }
    VsockDevice::removeSockets(m_config.socketDirectory);
    Passt::removeFiles(m_config.socketDirectory);
    std::string console;
    if (m_console) {
        if (m_qemu)
            m_console->finish();
        console = m_console->tail(consoleTail);
    }
    m_vsock.close();
    const std::lock_guard lock(m_mutex);
    for (Request &request : m_requests)
        request.done.set_value(fail(request.operation, machineName(), Reason::MachineExited));
    m_requests.clear();
    m_diskLocks.clear();
    m_end = concludeEnd(m_evidence, qemuEnd, qemuErrors, console);
    m_state = MachineState::Stopped;
    m_ports.clear();
    m_changed.notify_all();
}

} // namespace firkin::vmm::qemu

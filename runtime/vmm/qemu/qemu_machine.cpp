// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/qemu_machine.h"

#include "runtime/base/paths.h"
#include "runtime/vmm/accelerator.h"
#include "runtime/vmm/machine_states.h"
#include "runtime/vmm/qemu/command_line.h"
#include "runtime/vmm/qemu/host_cost.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <sys/stat.h>

/// What callers ask of a running machine. What the keeper does is in qemu_machine_keeper.cpp.
namespace firkin::vmm::qemu {
namespace {

bool isBlockDevice(const std::filesystem::path &path)
{
    struct stat info{};
    return ::stat(path.c_str(), &info) == 0 && S_ISBLK(info.st_mode);
}

} // namespace

QemuMachine::QemuMachine(const MachineConfig &config, Accelerator accelerator)
    : m_config(config), m_accelerator(accelerator), m_deadlines(Deadlines::forAccelerator(accelerator)),
      m_vsock(VsockDevice::baseSocket(config.socketDirectory), config.id.str()), m_devices(config)
{
}

Result<std::unique_ptr<VirtualMachine>>
QemuMachine::start(const MachineConfig &config, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_TRY(validate(config));
    const Accelerator accelerator = chooseAccelerator(config.accelerator);
    if (config.nestedVirtualization && (accelerator != Accelerator::Kvm || !hostNests()))
        return fail(Operation::StartMachine, config.id.str(), Reason::NoNestedVirtualization);
    MachineConfig known = config;
    for (Disk &disk : known.disks)
        disk.blockDevice = isBlockDevice(disk.image);
    std::unique_ptr<QemuMachine> machine(new QemuMachine(known, accelerator));
    FIRKIN_TRY(machine->moveTo(MachineState::Starting, Operation::StartMachine));
    std::promise<Status> promise;
    auto started = promise.get_future();
    machine->m_keeper = std::jthread([raw = machine.get(), &progress, stop, promise = std::move(promise)](std::stop_token own) mutable {
        raw->keep(own, progress, stop, std::move(promise));
    });
    // The steps obey `stop` and have deadlines of their own. A failed machine is gone when its destructor returns.
    if (Status status = started.get(); !status)
        return fail(wrap(Operation::StartMachine, config.id.str(), std::move(status).error()));
    return machine;
}

QemuMachine::~QemuMachine()
{
    m_keeper.request_stop();
    if (m_keeper.joinable())
        m_keeper.join();
}

Capabilities QemuMachine::capabilities() const
{
    return {
        .pause = true,
        .hotplug = true,
        .snapshot = true,
        .changePorts = m_passt && findHelper(Helper::Pesto).has_value(),
    };
}

MachineState QemuMachine::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_state;
}

Result<UniqueFd> QemuMachine::dial(VsockPort port, Deadline deadline, std::stop_token stop)
{
    FIRKIN_TRY(awaitVsockDriver(deadline, stop));
    return m_vsock.dial(port, deadline, std::move(stop));
}

/// A dial while the guest's driver is setting up its queues kills vhost-device-vsock 0.3.0's worker, and no connection
/// ever works again (seen in one boot of twenty); one before that is lost. So the first dial waits until QEMU says
/// that the driver is ready. There is no event for it: it is asked every few milliseconds, while somebody dials.
Status QemuMachine::awaitVsockDriver(Deadline deadline, const std::stop_token &stop)
{
    constexpr std::chrono::milliseconds pace{10};
    for (;;) {
        {
            const std::lock_guard lock(m_mutex);
            if (m_end)
                return fail(Operation::DialGuest, machineName(), Reason::MachineExited);
            if (m_vsockDriverReady)
                return {};
        }
        const auto status = m_monitor->execute("x-query-virtio-status",
                                               {{"path", std::string("/machine/peripheral/") + vsockDeviceId + "/virtio-backend"}},
                                               deadline, stop);
        if (!status && (status.error().isCancelled() || (status.error().code == ErrorCode::Timeout && !deadline.passed())))
            return fail(wrap(Operation::DialGuest, machineName(), status.error()));
        // An error of QEMU's own: the device is away for the moment, being replaced.
        if (status && status->value("started", false) && status->dump().contains("VIRTIO_CONFIG_S_DRIVER_OK")) {
            const std::lock_guard lock(m_mutex);
            m_vsockDriverReady = true;
            return {};
        }
        if (deadline.passed()) {
            Error error = timedOut(Operation::DialGuest, machineName(), "the guest has not set up its vsock device yet");
            error.code = ErrorCode::Unavailable;
            return fail(std::move(error));
        }
        if (!pauseFor(pace, stop))
            return fail(cancelled(Operation::DialGuest, machineName()));
    }
}

Result<std::unique_ptr<VsockListener>> QemuMachine::listen(VsockPort port)
{
    return m_vsock.listen(port);
}

Result<std::unique_ptr<VsockListener>> QemuMachine::listenOnFreePort()
{
    return m_vsock.listenOnFreePort();
}

Status QemuMachine::moveTo(MachineState to, Operation operation)
{
    const std::lock_guard lock(m_mutex);
    if (!canMove(m_state, to))
        return fail(illegalMove(operation, machineName(), m_state, to));
    m_state = to;
    m_changed.notify_all();
    return {};
}

Status QemuMachine::changeRunState(MachineState from, MachineState to, const char *command, Operation operation)
{
    const std::lock_guard oneAtATime(m_changingRunState);
    if (const MachineState now = state(); now == to)
        return {};
    else if (now != from)
        return fail(illegalMove(operation, machineName(), now, to));
    if (auto done = m_monitor->execute(command, nullptr, Deadline::after(m_deadlines.rpc), {}); !done)
        return fail(wrap(operation, machineName(), std::move(done).error()));
    return moveTo(to, operation);
}

Status QemuMachine::pause()
{
    return changeRunState(MachineState::Running, MachineState::Paused, "stop", Operation::PauseMachine);
}

Status QemuMachine::resume()
{
    return changeRunState(MachineState::Paused, MachineState::Running, "cont", Operation::ResumeMachine);
}

Result<PublishedPort> QemuMachine::publish(const PublishedPort &port)
{
    FIRKIN_TRY(validate(port));
    if (!m_passt)
        return fail(Operation::PublishPort, machineName(), Reason::UnsupportedHere, "the machine has no network");
    const std::lock_guard oneAtATime(m_changingPorts);
    {
        const std::lock_guard lock(m_mutex);
        if (m_end || m_networkLost)
            return fail(Operation::PublishPort, machineName(), m_end ? Reason::NotRunning : Reason::DeviceLost);
        for (const PublishedPort &known : m_ports) {
            if (known.hostPort == port.hostPort && known.hostAddress == port.hostAddress && known.transport == port.transport)
                return fail(Operation::PublishPort, std::to_string(port.hostPort), Reason::PortTaken);
        }
    }
    FIRKIN_ASSIGN(const PublishedPort bound, m_passt->publish(port, Deadline::after(m_deadlines.helperStart), {}));
    const std::lock_guard lock(m_mutex);
    m_ports.push_back(bound);
    return bound;
}

Status QemuMachine::unpublish(const PublishedPort &port)
{
    if (!m_passt)
        return fail(Operation::UnpublishPort, machineName(), Reason::UnsupportedHere, "the machine has no network");
    const std::lock_guard oneAtATime(m_changingPorts);
    {
        const std::lock_guard lock(m_mutex);
        if (std::ranges::find(m_ports, port) == m_ports.end()) {
            return fail(Operation::UnpublishPort, std::to_string(port.hostPort), Reason::NotPublished);
        }
    }
    FIRKIN_TRY(m_passt->unpublish(port, Deadline::after(m_deadlines.helperStart), {}));
    const std::lock_guard lock(m_mutex);
    std::erase(m_ports, port);
    return {};
}

std::vector<PublishedPort> QemuMachine::publishedPorts() const
{
    const std::lock_guard lock(m_mutex);
    return m_ports;
}

Status QemuMachine::stop(std::chrono::milliseconds grace)
{
    {
        const std::lock_guard lock(m_mutex);
        m_evidence.asked = true;
        if (canMove(m_state, MachineState::Stopping))
            m_state = MachineState::Stopping;
    }
    // QEMU's own end, however the guest feels: data that must not be lost has been synced by who asked it to.
    if (!end())
        [[maybe_unused]] const auto quit = m_monitor->execute("quit", nullptr, Deadline::after(grace), {});
    if (waitForEnd(Deadline::after(grace), {}))
        return {};
    m_qemu->signal(SIGKILL);
    const auto ended = waitForEnd(Deadline::after(m_deadlines.machineStop), {});
    if (!ended)
        return fail(wrap(Operation::StopMachine, machineName(), ended.error()));
    return {};
}

Result<MachineEnd> QemuMachine::waitForEnd(Deadline deadline, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, stop, deadline.timePoint(), [this] { return m_end.has_value(); });
    if (m_end)
        return *m_end;
    if (stop.stop_requested())
        return fail(cancelled(Operation::StopMachine, machineName()));
    return fail(timedOut(Operation::StopMachine, machineName()));
}

std::optional<MachineEnd> QemuMachine::end() const
{
    const std::lock_guard lock(m_mutex);
    return m_end;
}

std::uint64_t QemuMachine::consoleBytes() const
{
    return m_console->bytes();
}

HostCost QemuMachine::hostCost() const
{
    std::vector<pid_t> helpers;
    {
        const std::lock_guard lock(m_mutex);
        if (m_end)
            return {};
        helpers = m_helperPids;
    }
    HostCost total = costOf(m_qemu->pid(), true);
    for (const pid_t pid : helpers) {
        const HostCost cost = costOf(pid, false);
        total.residentBytes += cost.residentBytes;
        total.cpuTime += cost.cpuTime;
    }
    return total;
}

} // namespace firkin::vmm::qemu

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/pod_host.h"

#include "runtime/base/error_text.h"
#include "runtime/base/paths.h"
#include "runtime/engine/defaults.h"
#include "runtime/supervisor/container_table.h"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <utility>

namespace firkin::supervisor {

using engine::ExitCause;
using engine::ExitInfo;
using engine::PodState;
using store::Layout;

namespace {

ExitInfo endedNow(ExitCause cause, std::string detail = {})
{
    return {.cause = cause, .code = 137, .signal = 9, .at = std::chrono::system_clock::now(), .detail = std::move(detail)};
}

Result<MachinePaths> machinePaths(const store::Store &store, const MachineId &machine, const std::filesystem::path &sockets)
{
    MachinePaths paths;
    FIRKIN_ASSIGN(paths.kernel, shareFile("guest/vmlinux"));
    FIRKIN_ASSIGN(paths.initramfs, shareFile("guest/initramfs.img"));
    paths.stateDirectory = store.layout().machine(machine);
    paths.socketDirectory = sockets;
    return paths;
}

} // namespace

PodHost::PodHost(Parts parts, store::PodRecord record) : m_parts(std::move(parts)), m_record(std::move(record))
{
    const std::lock_guard lock(m_mutex);
    if (m_record.state == PodState::Stopped)
        return;
    // The lock is ours, so nothing of it runs: an earlier supervisor was killed.
    m_record.exit = endedNow(ExitCause::SupervisorLost);
    save(PodState::Stopped);
}

PodHost::~PodHost()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_record.state == PodState::Stopped; });
    const std::jthread over = std::move(m_endWatch);
    lock.unlock();
}

store::PodRecord PodHost::record() const
{
    const std::lock_guard lock(m_mutex);
    return m_record;
}

bool PodHost::isIdle() const
{
    return record().state == PodState::Stopped;
}

void PodHost::save(PodState state)
{
    m_record.state = state;
    if (const Status saved = m_parts.store.save(m_record); !saved)
        spdlog::error("pod {}: the record cannot be written: {}", m_record.id.str(), render(saved.error()));
    m_changed.notify_all();
}

Result<MachinePlan> PodHost::planFor(const store::ContainerRecord &record, const std::vector<store::ContainerRecord> &all,
                                     const ProgressFn &progress, std::stop_token stop) const
{
    FIRKIN_ASSIGN(MachinePaths paths, machinePaths(m_parts.store, record.machine, m_parts.socketDirectory));
    if (record.spec.rootfs.empty()) {
        FIRKIN_ASSIGN(paths.rootfsImage, m_parts.rootfs(record, progress, stop));
    } else {
        paths.rootfsImage = record.spec.rootfs;
    }
    FIRKIN_ASSIGN(paths.mounts, findMountSources(m_parts.store, record.spec));
    paths.upperDisk = Layout::upperDisk(m_parts.store.layout().container(record.id));
    FIRKIN_ASSIGN(MachinePlan plan, planMachine(record, paths, engine::defaultSeccompProfile()));
    std::vector<std::string> siblings;
    for (const store::ContainerRecord &other : all) {
        if (other.id != record.id)
            siblings.push_back(other.name);
    }
    adaptToPod(plan, record, this->record().spec, siblings);
    return plan;
}

Result<Place> PodHost::enter(const store::ContainerRecord &record, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::vector<store::ContainerRecord> all, m_parts.store.loadAllOf(record.machine));
    FIRKIN_ASSIGN(MachinePlan plan, planFor(record, all, progress, stop));
    // A boot brings the disks of its siblings along: they may follow.
    std::vector<MachinePlan> siblings;
    if (isIdle()) {
        for (const store::ContainerRecord &other : all) {
            if (other.id == record.id)
                continue;
            if (auto theirs = planFor(other, all, {}, stop))
                siblings.push_back(std::move(*theirs));
        }
    }
    std::vector<const vmm::MachineConfig *> devices{&plan.machine};
    for (const MachinePlan &sibling : siblings)
        devices.push_back(&sibling.machine);
    FIRKIN_ASSIGN(const auto pod, up(devices, progress, stop));
    FIRKIN_ASSIGN(auto machine, m_parts.machine->join());
    const auto prepared = [&]() -> Result<container::ContainerConfig> {
        FIRKIN_TRY(plug(*machine, record.id, plan.machine, stop));
        container::ContainerConfig config = pod->join(std::move(plan.container));
        for (const engine::PodVolumeMount &mount : record.spec.podVolumes) {
            FIRKIN_ASSIGN(oci::Mount made, pod->mountOf(mount.volume, mount.destination, mount.readOnly));
            config.mounts.push_back(std::move(made));
        }
        return config;
    }();
    if (!prepared) {
        unplug(*machine, record.id);
        m_parts.machine->leave();
        return fail(prepared.error());
    }
    return Place{std::move(machine), std::move(plan.rootfs), *prepared, nullptr};
}

void PodHost::leave(const Place &place, container::MountedContainer *mounted)
{
    std::shared_ptr<container::Pod> pod;
    {
        const std::lock_guard lock(m_mutex);
        pod = m_pod;
    }
    if (mounted && !place.machine->vm().end()) {
        const Status gone = pod ? pod->remove(*mounted, {}) : mounted->unmount({});
        if (!gone)
            spdlog::warn("{}: unmounting: {}", place.container.id.str(), render(gone.error()));
    }
    unplug(*place.machine, place.container.id);
    m_parts.machine->leave();
}

Status PodHost::forceOff()
{
    {
        const std::lock_guard lock(m_mutex);
        m_forcedOff = true;
    }
    return m_parts.machine->forceOff();
}

Result<std::shared_ptr<container::Pod>>
PodHost::up(const std::vector<const vmm::MachineConfig *> &devices, const ProgressFn &progress, std::stop_token stop)
{
    {
        std::jthread over; // the watch of the last run: joined without the mutex
        std::unique_lock lock(m_mutex);
        const auto isSettled = [this] {
            return m_record.state == PodState::Stopped || (m_record.state == PodState::Running && !m_pod->machine().vm().end());
        };
        if (!m_changed.wait(lock, stop, isSettled))
            return fail(cancelled(Operation::StartPod, m_record.name));
        if (m_record.state == PodState::Running)
            return m_pod;
        over = std::move(m_endWatch);
        m_record.exit.reset();
        m_forcedOff = false;
        save(PodState::Starting);
    }
    auto booted = boot(devices, progress, stop);
    const std::lock_guard lock(m_mutex);
    if (!booted) {
        const Error &error = booted.error();
        if (!error.isCancelled())
            m_record.exit = endedNow(error.rootReason() == Reason::KernelPanic ? ExitCause::KernelPanic : ExitCause::StartFailed, render(error));
        save(PodState::Stopped);
        return fail(wrap(Operation::StartPod, m_record.name, error));
    }
    m_pod = *booted;
    const vmm::VirtualMachine &vm = m_pod->machine().vm();
    m_record.startedAt = std::chrono::system_clock::now();
    m_record.boundPorts = toMappings(vm.publishedPorts());
    m_record.accelerator = vm.accelerator() == Accelerator::Kvm ? "kvm" : "tcg";
    m_record.machineVcpus = vm.config().vcpus;
    m_record.machineMemory = vm.config().memory;
    save(PodState::Running);
    m_endWatch = std::jthread([this, pod = m_pod](std::stop_token over) { watchEnd(pod, over); });
    return booted;
}

/// Whatever fails: nothing is left running.
Result<std::shared_ptr<container::Pod>>
PodHost::boot(const std::vector<const vmm::MachineConfig *> &devices, const ProgressFn &progress, std::stop_token stop)
{
    const store::PodRecord record = this->record();
    FIRKIN_ASSIGN(const MachinePaths paths, machinePaths(m_parts.store, record.machine(), m_parts.socketDirectory));
    FIRKIN_ASSIGN(PodPlan plan, planPod(record, paths, Layout::podDisk(m_parts.store.layout().pod(record.id))));
    for (const vmm::MachineConfig *more : devices)
        addDevices(plan.machine, *more);
    FIRKIN_ASSIGN(auto machine, m_parts.machine->enter({plan.machine, plan.interfaces}, progress, stop));
    auto pod = container::Pod::create(std::move(machine), std::move(plan.pod), stop);
    if (!pod)
        m_parts.machine->leave();
    return pod;
}

/// A machine that ends by itself takes everybody along; the containers notice for themselves.
void PodHost::watchEnd(const std::shared_ptr<container::Pod> &pod, std::stop_token stop)
{
    const auto end = pod->machine().vm().waitForEnd(Deadline::never(), stop);
    if (!end || stop.stop_requested())
        return;
    bool byUser = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_record.state != PodState::Running || m_pod != pod)
            return; // it is being stopped
        byUser = std::exchange(m_forcedOff, false);
        save(PodState::Stopping);
    }
    const auto itself = end->cause == vmm::EndCause::KernelPanic ? ExitCause::KernelPanic : ExitCause::MachineDied;
    const auto cause = byUser ? ExitCause::StoppedByUser : itself;
    down(endedNow(cause, end->detail));
}

/// State Stopping is the caller's: only one comes here.
void PodHost::down(std::optional<ExitInfo> cause)
{
    m_parts.machine->leave();
    {
        const std::lock_guard lock(m_mutex);
        m_pod.reset();
        m_record.boundPorts.clear();
        m_record.exit = std::move(cause);
        save(PodState::Stopped);
    }
    if (m_parts.onIdle)
        m_parts.onIdle();
}

Status PodHost::start(ContainerTable &containers, const ProgressFn &progress, std::stop_token stop)
{
    std::vector<std::shared_ptr<ContainerHost>> hosts = containers.refresh();
    std::vector<store::ContainerRecord> all;
    for (const auto &host : hosts)
        all.push_back(host->record());
    std::erase_if(hosts, [](const auto &host) { return store::isLive(host->record().state); });
    std::vector<MachinePlan> plans;
    for (const auto &host : hosts) {
        if (auto plan = planFor(host->record(), all, progress, stop)) // what is wrong with it its own start will say
            plans.push_back(std::move(*plan));
    }
    std::vector<const vmm::MachineConfig *> devices;
    for (const MachinePlan &plan : plans)
        devices.push_back(&plan.machine);
    FIRKIN_ASSIGN(const auto pod, up(devices, progress, stop));
    std::mutex mutex;
    std::optional<Error> first;
    {
        std::vector<std::jthread> starts;
        for (const auto &host : hosts) {
            starts.emplace_back([&, host] {
                const Status started = host->start({}, stop);
                if (started || started.error().rootReason() == Reason::AlreadyRunning)
                    return;
                const std::lock_guard lock(mutex);
                if (!first)
                    first = started.error();
            });
        }
    }
    return first ? Status(fail(wrap(Operation::StartPod, record().name, *first))) : Status();
}

Status PodHost::stop(ContainerTable &containers, std::optional<std::chrono::milliseconds> grace, std::stop_token stop)
{
    std::shared_ptr<container::Pod> pod;
    {
        std::unique_lock lock(m_mutex);
        const auto isSettled = [this] { return m_record.state == PodState::Stopped || m_record.state == PodState::Running; };
        if (!m_changed.wait(lock, stop, isSettled))
            return fail(cancelled(Operation::StopPod, m_record.name));
        if (m_record.state == PodState::Stopped)
            return {}; // as asked
        save(PodState::Stopping);
        pod = m_pod;
    }
    std::mutex mutex;
    std::optional<Error> first;
    {
        std::vector<std::jthread> stops; // all at once: each has its grace
        for (const auto &host : containers.all()) {
            stops.emplace_back([&, host] {
                const Status stopped = host->stop(grace, stop);
                if (stopped) {
                    host->waitUntilIdle();
                    return;
                }
                const std::lock_guard lock(mutex);
                if (!first)
                    first = stopped.error();
            });
        }
    }
    if (first) {
        const std::lock_guard lock(m_mutex);
        // Asked with the mutex: either its watch sees Running, or we see its end.
        if (!pod->machine().vm().end()) {
            save(PodState::Running);
            return fail(wrap(Operation::StopPod, m_record.name, *first));
        }
    }
    if (const Status unmounted = pod->stop({}); !unmounted)
        spdlog::warn("pod {}: its end: {}", record().id.str(), render(unmounted.error()));
    down({});
    return {};
}

Status PodHost::rename(const std::string &name)
{
    const std::lock_guard lock(m_mutex);
    store::PodRecord renamed = m_record;
    renamed.name = name;
    renamed.spec.name = name;
    FIRKIN_TRY(m_parts.store.save(renamed));
    m_record = std::move(renamed);
    return {};
}

} // namespace firkin::supervisor

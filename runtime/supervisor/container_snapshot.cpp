// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/supervisor/machine_saver.h"

#include <spdlog/spdlog.h>

/// A container saved, and taken up again.
namespace firkin::supervisor {

using engine::ContainerState;
using engine::PendingVerb;
using store::Layout;

namespace {

/// Only what is the container's own can be of one moment with its memory.
Status checkDisks(const std::vector<vmm::Disk> &disks, const std::filesystem::path &upper, const std::string &name)
{
    for (const vmm::Disk &disk : disks) {
        if (!disk.readOnly && disk.image != upper)
            return fail(Operation::SaveSnapshot, name, Reason::NotSnapshottable, "it writes to a volume: " + disk.image.parent_path().filename().native());
    }
    return {};
}

/// A save takes the memory, if none of it is empty, and what the disk holds.
Status checkSpace(const std::filesystem::path &folder, ByteSize memory)
{
    FIRKIN_ASSIGN(const std::uint64_t free, freeSpace(folder));
    if (free < memory.bytes + limits::freeDiskForStart.bytes)
        return fail(Operation::SaveSnapshot, folder.native(), Reason::NoSpace, toString(ByteSize::ofBytes(free)));
    return {};
}

} // namespace

Result<store::SnapshotRecord> ContainerHost::describe(const RunningContainer &running, const engine::SnapshotSpec &spec) const
{
    store::SnapshotRecord snapshot;
    const vmm::MachineConfig &config = running.machine->vm().config();
    {
        const std::lock_guard lock(m_mutex);
        if (m_record.state == ContainerState::Paused)
            return fail(Operation::SaveSnapshot, m_record.name, Reason::IsPaused);
        if (m_record.state != ContainerState::Running || m_running.get() != &running)
            return fail(Operation::SaveSnapshot, m_record.name, Reason::NotRunning);
        snapshot.container = m_record;
    }
    const std::string &name = snapshot.container.name;
    if (!m_parts.home->canBeSaved())
        return fail(Operation::SaveSnapshot, name, Reason::NotSnapshottable, "it shares its machine");
    if (!running.machine->agent().info().can("resumable-stdio"))
        return fail(Operation::SaveSnapshot, name, Reason::AgentTooOld);
    if (!config.lans.empty())
        return fail(Operation::SaveSnapshot, name, Reason::NotSnapshottable, "it is on a named network");
    const auto folder = m_parts.store.layout().container(m_id);
    FIRKIN_TRY(checkDisks(config.disks, Layout::upperDisk(folder), name));
    FIRKIN_TRY(checkSpace(folder, config.memory));
    snapshot.note = spec.note;
    snapshot.guestId = running.mounted->id();
    snapshot.pid = running.process->pid();
    if (config.network)
        snapshot.macAddress = running.place.macAddress.empty() ? vmm::macAddressFor(config.id) : running.place.macAddress;
    return snapshot;
}

Result<std::string> ContainerHost::takeSnapshot(const engine::SnapshotSpec &spec,
                                                const store::SnapshotHost &host,
                                                const ProgressFn &progress,
                                                std::stop_token stop)
{
    const auto failed = [&](Error error) { return fail(wrap(Operation::SaveSnapshot, record().name, std::move(error))); };
    FIRKIN_ASSIGN(const auto running, usable(Operation::SaveSnapshot));
    // Copies come to their end, and nothing new begins.
    report(progress, {.phase = Phase::Preparing, .done = 0, .total = {}, .item = {}});
    FIRKIN_ASSIGN(const QuietGate::Pass quiet, m_gate.quiet(stop));
    // A pause waits, and a stop, which has to wake the machine first.
    const std::lock_guard oneAtATime(m_pausing);
    auto snapshot = describe(*running, spec);
    if (!snapshot)
        return fail(std::move(snapshot).error());
    snapshot->host = host;
    auto made = store::NewSnapshot::begin(m_parts.store, m_id, spec.name);
    if (!made)
        return fail(std::move(made).error());
    const auto show = [this](bool saving) {
        const std::lock_guard lock(m_mutex);
        if (!saving && m_pending != PendingVerb::Snapshot)
            return; // it is being stopped, or has ended
        setPending(saving ? std::optional(PendingVerb::Snapshot) : std::nullopt);
        m_parts.hub->publish(ContainerStatus{m_id, m_record.generation, m_pending, m_pendingSince, m_silentSince});
    };
    show(true);
    const auto saved = saveMachine(
        *running->machine,
        {.memory = store::memoryFile((*made)->folder()),
         .disk = Layout::upperDisk(m_parts.store.layout().container(m_id)),
         .diskCopy = Layout::upperDisk((*made)->folder()),
         .onStill =
             [&] {
                 const container::StreamOffsets taken = running->process->taken();
                 snapshot->stdoutOffset = taken.standardOutput;
                 snapshot->stderrOffset = taken.standardError;
                 snapshot->outputOffset = outputEnd();
                 snapshot->takenAt = std::chrono::system_clock::now();
             }},
        progress,
        stop);
    show(false);
    if (!saved)
        return failed(saved.error());
    snapshot->stoodStill = *saved;
    report(progress, {.phase = Phase::Syncing, .done = 0, .total = {}, .item = {}});
    auto committed = (*made)->commit(std::move(*snapshot));
    if (!committed)
        return failed(std::move(committed).error());
    return committed->name;
}

Status ContainerHost::restore(const Restoration &from, bool force, const ProgressFn &progress, std::stop_token stop)
{
    if (!m_parts.home->canBeSaved())
        return fail(Operation::RestoreSnapshot, record().name, Reason::NotSnapshottable, "it shares its machine");
    if (store::isLive(record().state)) {
        if (!force)
            return fail(Operation::RestoreSnapshot, record().name, Reason::StillRunning);
        FIRKIN_TRY(forceOff(stop));
    }
    // The disk is to be another one: nobody's machine may have it.
    if (const Status unused = stopLooking(force); !unused)
        return fail(Operation::RestoreSnapshot, record().name, unused.error().reason, unused.error().detail);
    std::unique_lock lock(m_mutex);
    forgetRestarts();
    return startBy(
        std::move(lock),
        Operation::RestoreSnapshot,
        PendingVerb::Start,
        [&](const store::ContainerRecord &record, std::shared_ptr<Look> look, std::stop_token startStop) -> Result<std::shared_ptr<RunningContainer>> {
            if (look) // a new one since
                FIRKIN_TRY(endLook(look, startStop));
            const auto folder = m_parts.store.layout().container(m_id);
            report(progress, {.phase = Phase::Copying, .done = 0, .total = {}, .item = from.snapshot.name});
            if (from.isFork) // it was made with that disk
                return goOn(record, from, progress, startStop);
            auto running = store::swapUpperDisk(folder, from.folder, startStop).and_then([&] { return goOn(record, from, progress, startStop); });
            if (running)
                store::settleUpperDisk(folder);
            else
                store::undoUpperDisk(folder); // of half a swap, too
            return running;
        },
        std::move(stop));
}

/// As run(), but everything is there already.
Result<std::shared_ptr<RunningContainer>>
ContainerHost::goOn(const store::ContainerRecord &record, const Restoration &from, const ProgressFn &progress, std::stop_token stop)
{
    const store::SnapshotRecord &snapshot = from.snapshot;
    auto running = std::make_shared<RunningContainer>();
    FIRKIN_ASSIGN(running->place, m_parts.home->enterRestored(record, from, progress, stop));
    running->machine = running->place.machine;
    running->mounted = running->machine->adopt(snapshot.guestId, running->place.rootfs);
    const container::ContainerConfig &config = running->place.container;
    const container::MountedContainer::Running process{
        .pid = snapshot.pid,
        .hasStdin = snapshot.container.spec.openStdin,
        .taken = {snapshot.stdoutOffset, snapshot.stderrOffset},
    };
    const Status joined = [&]() -> Status {
        FIRKIN_TRY(openOutput());
        const std::string &hostname = record.process.hostname;
        if (from.isFork && hostname != snapshot.container.process.hostname)
            FIRKIN_TRY(running->machine->agent().setHostname(snapshot.guestId.str(), hostname, stop));
        if (from.isFork && config.hosts)
            FIRKIN_TRY(running->machine->agent().configureHosts(running->mounted->rootfsPath(), *config.hosts, stop));
        if (snapshot.container.spec.terminal) {
            const auto size = record.spec.terminalSize.value_or(engine::TerminalSize{});
            return joinTerminal(*running, running->mounted->adoptTerminal(config, process, {size.columns, size.rows}));
        }
        joinStreams(*running, running->mounted->adoptStreams(config, process));
        return {};
    }();
    if (!joined) {
        m_parts.home->leave(running->place, running->mounted.get());
        return fail(joined.error());
    }
    // What the machine was made with then is what it has now.
    const std::lock_guard lock(m_mutex);
    m_record.spec.cpus = snapshot.container.spec.cpus;
    m_record.spec.memory = snapshot.container.spec.memory;
    return running;
}

} // namespace firkin::supervisor

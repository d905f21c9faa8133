// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/start_bench.h"

#include "runtime/agent/client/agent_client.h"
#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/engine/store/store.h"
#include "runtime/image/image_store.h"
#include "runtime/supervisor/machine_plan.h"
#include "runtime/vmm/accelerator.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <chrono>
#include <string>
#include <vector>

namespace firkin::bench {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// QEMU alone, as the engine would start it for `id`, up to the agent's first answer.
Result<double> floorOnce(BenchStore &store, const ContainerId &id)
{
    FIRKIN_ASSIGN(const auto records, store::Store::open(store.storeDirectory()));
    FIRKIN_ASSIGN(const auto record, records.load(id));
    FIRKIN_ASSIGN(const auto images, image::ImageStore::open(records.layout().images()));
    FIRKIN_ASSIGN(const auto digest, oci::Digest::parse(record.imageDigest));
    supervisor::MachinePaths paths;
    FIRKIN_ASSIGN(paths.kernel, shareFile("guest/vmlinux"));
    FIRKIN_ASSIGN(paths.initramfs, shareFile("guest/initramfs.img"));
    FIRKIN_ASSIGN(paths.rootfsImage, images->rootfs(digest, {}, {}));
    paths.upperDisk = store::Layout::upperDisk(records.layout().container(id));
    paths.stateDirectory = store.directory() / "floor";
    FIRKIN_ASSIGN(paths.socketDirectory, runtimeDirectory());
    paths.socketDirectory /= "floor";
    FIRKIN_TRY(makePrivateDirectory(paths.stateDirectory));
    FIRKIN_TRY(makePrivateDirectory(paths.socketDirectory));
    FIRKIN_ASSIGN(const auto plan, supervisor::planMachine(record, paths, {}));

    const auto start = Clock::now();
    vmm::qemu::QemuMachineFactory factory;
    FIRKIN_ASSIGN(const auto machine, factory.start(plan.machine, {}, {}));
    FIRKIN_ASSIGN(const auto agent,
                  agent::AgentClient::connect(*machine, Deadlines::forAccelerator(machine->accelerator()), {}));
    const double seconds = secondsSince(start);
    FIRKIN_TRY(machine->stop(std::chrono::seconds(5)));
    FIRKIN_TRY(removeTree(paths.socketDirectory));
    return seconds;
}

/// The whole way, to the first byte that the container writes.
Result<double> startOnce(BenchStore &store, const ContainerId &id)
{
    FIRKIN_ASSIGN(const auto log, store.engine().logs().open(id));
    FIRKIN_TRY(log->seek(log->range().end));
    const auto start = Clock::now();
    FIRKIN_TRY(store.engine().containers().start(id, {}, {}));
    FIRKIN_ASSIGN(const bool more, log->waitForMore({}));
    const double seconds = secondsSince(start);
    if (!more)
        return fail(Operation::ReadLogs, id.str(), Reason::Unspecified, "the container printed nothing");
    FIRKIN_TRY(store.engine().containers().stop(id, std::chrono::seconds(0), {}));
    return seconds;
}

} // namespace

Status measureStart(BenchStore &store, int runs, Figures &figures)
{
    const std::vector<std::string> command{"/bin/sh", "-c", "echo ready; exec sleep 1000"};
    FIRKIN_ASSIGN(const ContainerId id, store.createContainer(command));
    // Of its own: a container's machine may still be ending when stop() has returned, and holds its disk.
    FIRKIN_ASSIGN(const ContainerId floorId, store.createContainer(command));
    for (int run = 0; run < runs; ++run) {
        FIRKIN_ASSIGN(const double floor, floorOnce(store, floorId));
        figures.add("floor: QEMU to the agent's first answer", "s", floor);
        FIRKIN_ASSIGN(const double start, startOnce(store, id));
        figures.add("start to first output", "s", start, "floor: QEMU to the agent's first answer");
    }
    FIRKIN_TRY(store.removeContainer(floorId));
    return store.removeContainer(id);
}

std::string acceleratorName()
{
    return std::string(vmm::name(vmm::chooseAccelerator({})));
}

} // namespace firkin::bench

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/machine_saver.h"

#include "runtime/base/disk_copy.h"
#include "runtime/base/error_text.h"

#include <spdlog/spdlog.h>

#include <future>

namespace firkin::supervisor {

namespace {

/// Side by side; the first that fails ends the other.
Status copyBoth(vmm::VirtualMachine &vm, const SaveTarget &target, const ProgressFn &progress, const std::stop_token &stop)
{
    std::stop_source both;
    const std::stop_callback forward(stop, [&both] { both.request_stop(); });
    auto disk = std::async(std::launch::async, [&] {
        Status copied = copyDisk(target.disk, target.diskCopy, both.get_token());
        if (!copied)
            both.request_stop();
        return copied;
    });
    const Status memory = vm.saveState(target.memory, progress, both.get_token());
    if (!memory)
        both.request_stop();
    const Status copied = disk.get();
    // The one that was only told to stop says nothing of the cause.
    if (!memory && !memory.error().isCancelled())
        return memory;
    return copied ? memory : copied;
}

} // namespace

Result<std::chrono::milliseconds>
saveMachine(container::Machine &machine, const SaveTarget &target, const ProgressFn &progress, std::stop_token stop)
{
    vmm::VirtualMachine &vm = machine.vm();
    report(progress, {.phase = Phase::Syncing, .done = 0, .total = {}, .item = {}});
    FIRKIN_TRY(machine.agent().sync(stop));
    // Given up half-way, the device may still leave: the machine puts it back by itself.
    FIRKIN_TRY(vm.unplugVsock(stop));
    std::chrono::steady_clock::duration still{};
    const Status saved = [&]() -> Status {
        FIRKIN_TRY(vm.pause());
        const auto begin = std::chrono::steady_clock::now();
        if (target.onStill)
            target.onStill();
        const Status copied = copyBoth(vm, target, progress, stop);
        const Status resumed = vm.resume();
        still = std::chrono::steady_clock::now() - begin;
        if (!resumed && !copied)
            spdlog::error("{}: it was not saved, and does not go on: {}", vm.config().id.str(), render(copied.error()));
        // Of one that has died the copy tells it first.
        return resumed || (!copied && vm.end()) ? copied : resumed;
    }();
    const Status back = machine.reconnect();
    if (!back)
        spdlog::error("{}: after saving, its agent is out of reach: {}", vm.config().id.str(), render(back.error()));
    FIRKIN_TRY(saved);
    FIRKIN_TRY(back);
    return std::chrono::duration_cast<std::chrono::milliseconds>(still);
}

} // namespace firkin::supervisor

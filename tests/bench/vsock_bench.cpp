// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/vsock_bench.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/stop_fd.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <chrono>
#include <format>
#include <unistd.h>

namespace firkin::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// Where the tests' guest obeys.
constexpr vmm::VsockPort commandPort = 1025;

/// Once the guest's program listens: a dial before that is told that nobody answers.
Result<UniqueFd> dialPatiently(vmm::VirtualMachine &machine)
{
    const Deadline deadline = Deadline::after(std::chrono::minutes(1));
    for (;;) {
        auto connection = machine.dial(commandPort, deadline, {});
        if (connection || connection.error().code != ErrorCode::Unavailable || deadline.passed())
            return connection;
        pauseFor(std::chrono::milliseconds(10), {});
    }
}

Result<double> streamOnce(vmm::VirtualMachine &machine, int megabytes)
{
    FIRKIN_ASSIGN(const UniqueFd connection, dialPatiently(machine));
    const std::string command = std::format("sh exec dd if=/dev/zero bs=64k count={} 2>/dev/null\n", megabytes * 16);
    FIRKIN_TRY(writeAll(connection.get(), std::as_bytes(std::span(command)), "vsock"));
    std::vector<std::byte> buffer(std::size_t{256} << 10);
    std::uint64_t bytes = 0;
    Clock::time_point first;
    for (ssize_t count = 0; (count = ::read(connection.get(), buffer.data(), buffer.size())) > 0;) {
        if (bytes == 0)
            first = Clock::now();
        bytes += static_cast<std::uint64_t>(count);
    }
    if (bytes != static_cast<std::uint64_t>(megabytes) << 20)
        return fail(Operation::RelayStream, "vsock", Reason::ConnectionLost, std::format("{} bytes", bytes));
    return static_cast<double>(bytes) / 1e6 / std::chrono::duration<double>(Clock::now() - first).count();
}

} // namespace

Status measureRawVsock(BenchStore &store, int runs, int megabytes, Figures &figures)
{
    vmm::MachineConfig config;
    FIRKIN_ASSIGN(config.id, MachineId::parse("raw"));
    config.vcpus = 2;
    config.memory = ByteSize::ofMiB(256);
    config.kernel = std::filesystem::path(FIRKIN_TEST_GUEST) / "vmlinux";
    config.initramfs = std::filesystem::path(FIRKIN_TEST_GUEST) / "initramfs.img";
    config.stateDirectory = store.directory() / "raw";
    FIRKIN_ASSIGN(config.socketDirectory, runtimeDirectory());
    config.socketDirectory /= "raw";
    FIRKIN_TRY(makePrivateDirectory(config.stateDirectory));
    FIRKIN_TRY(makePrivateDirectory(config.socketDirectory));
    vmm::qemu::QemuMachineFactory factory;
    FIRKIN_ASSIGN(const auto machine, factory.start(config, {}, {}));
    for (int run = 0; run < runs; ++run) {
        FIRKIN_ASSIGN(const double rate, streamOnce(*machine, megabytes));
        figures.add(rawVsock, "MB/s", rate);
    }
    FIRKIN_TRY(machine->stop(std::chrono::seconds(0)));
    return removeTree(config.socketDirectory);
}

} // namespace firkin::bench

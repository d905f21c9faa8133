// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/system_check.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/container/default_factory.h"
#include "runtime/container/machine.h"
#include "runtime/vmm/system_check.h"

#include <array>
#include <optional>
#include <thread>
#include <unistd.h>

namespace firkin::engine {

namespace {

using Verdict = CheckResult::Verdict;

constexpr std::size_t echoBytes = 100'000;

CheckResult failed(std::string name, Error problem)
{
    return {std::move(name), Verdict::Failed, {}, std::move(problem)};
}

CheckResult toResult(const vmm::Finding &finding)
{
    const auto verdict = finding.verdict == vmm::Finding::Verdict::Fine   ? Verdict::Fine
                         : finding.verdict == vmm::Finding::Verdict::Note ? Verdict::Note
                                                                         : Verdict::Failed;
    return {finding.name, verdict, finding.found, finding.problem};
}

CheckResult checkSupervisor()
{
    std::string name(helperName(Helper::Supervisor));
    const auto program = findHelper(Helper::Supervisor);
    if (!program)
        return failed(std::move(name), program.error());
    return {std::move(name), Verdict::Fine, program->native(), {}};
}

CheckResult checkShareFile(std::string name, std::string_view relative)
{
    auto path = shareFile(relative);
    if (!path)
        return failed(std::move(name), path.error());
    return {std::move(name), Verdict::Fine, path->native(), {}};
}

/// A file into the guest and out again: both directions of vsock, in pieces larger than one packet.
Status echo(container::Machine &machine, std::stop_token stop)
{
    const std::string path = "/tmp/echo";
    std::string sent(echoBytes, '\0');
    for (std::size_t i = 0; i < sent.size(); ++i)
        sent[i] = static_cast<char>(i * 31 + i / 251);
    FIRKIN_TRY(machine.agent().writeFile(path, sent, 0600, stop));
    FIRKIN_ASSIGN(const auto listener, machine.vm().listenOnFreePort());
    std::string received;
    std::jthread reader([&] {
        const auto connection = listener->accept(Deadline::after(machine.deadlines().rpc), stop);
        if (!connection)
            return;
        std::array<char, 16 * 1024> buffer;
        for (ssize_t size = 0; (size = ::read(connection->get(), buffer.data(), buffer.size())) > 0;)
            received.append(buffer.data(), static_cast<std::size_t>(size));
    });
    agent::CopyCall call;
    call.direction = agent::CopyDirection::Out;
    call.path = path;
    call.port = listener->port();
    FIRKIN_TRY(machine.agent().copy(call, {}, stop));
    reader.join();
    if (received != sent)
        return fail(Operation::CheckSystem, "vsock", Reason::ProtocolViolation, std::to_string(received.size()) + " bytes came back");
    return {};
}

CheckResult checkMachine(std::stop_token stop)
{
    const auto begun = std::chrono::steady_clock::now();
    const auto checked = [&]() -> Result<std::string> {
        FIRKIN_ASSIGN(const auto runtime, runtimeDirectory());
        const std::string id = randomId();
        vmm::MachineConfig config;
        FIRKIN_ASSIGN(config.id, MachineId::parse(id));
        config.memory = ByteSize::ofMiB(256);
        config.network = vmm::UserNetwork{};
        FIRKIN_ASSIGN(config.kernel, shareFile("guest/vmlinux"));
        FIRKIN_ASSIGN(config.initramfs, shareFile("guest/initramfs.img"));
        config.socketDirectory = runtime / id;
        config.stateDirectory = config.socketDirectory / "log";
        const std::shared_ptr<void> removal(nullptr, [&](void *) { (void)removeTree(config.socketDirectory); });
        FIRKIN_TRY(makePrivateDirectory(config.stateDirectory));
        FIRKIN_ASSIGN(const auto machine, container::Machine::boot(container::defaultMachineFactory(), config, {}, stop));
        const Status echoed = echo(*machine, stop);
        (void)machine->stop({});
        FIRKIN_TRY(echoed);
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
        return machine->agent().info().kernelRelease + ", " + std::to_string(took.count()) + " ms";
    }();
    if (!checked)
        return failed("vsock echo", checked.error());
    return {"vsock echo", Verdict::Fine, *checked, {}};
}

} // namespace

Status checkSystem(const std::function<void(const CheckResult &)> &onResult, std::stop_token stop)
{
    bool complete = true;
    const auto tell = [&](const CheckResult &result) {
        complete = complete && result.verdict != Verdict::Failed;
        onResult(result);
        return !stop.stop_requested();
    };
    FIRKIN_TRY(vmm::checkHost([&](const vmm::Finding &finding) { tell(toResult(finding)); }, stop));
    const bool finished = tell(checkSupervisor()) && tell(checkShareFile("guest kernel", "guest/vmlinux"))
        && tell(checkShareFile("guest image", "guest/initramfs.img")) && tell(checkShareFile("starter image", "starter.tar"))
        && (!complete || tell(checkMachine(stop)));
    if (!finished)
        return fail(cancelled(Operation::CheckSystem, "system"));
    return {};
}

} // namespace firkin::engine

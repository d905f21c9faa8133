// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/system_check.h"

#include "runtime/base/byte_size.h"
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/ids.h"
#include "runtime/base/limits.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/base/stop_fd.h"
#include "runtime/vmm/accelerator.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <array>
#include <format>

namespace firkin::vmm {
namespace {

using Verdict = Finding::Verdict;

struct HelperCheck {
    Helper helper;
    const char *versionOption;
    bool needed; ///< else only some features miss it
};

constexpr std::array helperChecks{
    HelperCheck{Helper::Qemu, "--version", true},
    HelperCheck{Helper::VhostDeviceVsock, "--version", true},
    HelperCheck{Helper::Passt, "--version", true},
    HelperCheck{Helper::Pesto, "--version", true},
    HelperCheck{Helper::Mke2fs, "-V", true},
    HelperCheck{Helper::Skopeo, "--version", true},
    HelperCheck{Helper::Debugfs, "-V", false},
    HelperCheck{Helper::Virtiofsd, "--version", false},
    HelperCheck{Helper::VdeSwitch, "--version", false},
};

std::string firstLine(std::string_view text)
{
    return escaped(text.substr(0, std::min<std::size_t>(text.find('\n'), 120)));
}

Finding checkHelper(const HelperCheck &check, const std::stop_token &stop)
{
    Finding finding{std::string(helperName(check.helper)), Verdict::Fine, {}, {}};
    const auto failed = [&](Error error) {
        finding.verdict = check.needed ? Verdict::Failed : Verdict::Note;
        finding.problem = std::move(error);
        return finding;
    };
    const auto program = findHelper(check.helper);
    if (!program)
        return failed(program.error());
    ProcessSpec spec;
    spec.program = *program;
    spec.arguments = {check.versionOption};
    const auto output = run(spec, Deadline::after(std::chrono::seconds(10)), stop);
    if (!output)
        return failed(output.error());
    if (!output->end.success())
        return failed(makeError(Operation::RunHelper, program->native(), Reason::HelperFailed, output->errorTail));
    // e2fsprogs tells its version on standard error.
    finding.found = std::format("{} ({})", firstLine(output->output.empty() ? output->errorTail : output->output), program->native());
    return finding;
}

Finding checkKvm()
{
    const KvmState kvm = probeKvm();
    if (kvm.usable)
        return {"kvm", Verdict::Fine, "/dev/kvm", {}};
    return {"kvm", Verdict::Note, "machines run by software emulation, slower", makeError(Operation::CheckSystem, "kvm", Reason::NoKvm, kvm.detail)};
}

Finding checkSockets()
{
    const auto folder = runtimeDirectory();
    if (!folder)
        return {"socket folder", Verdict::Failed, {}, folder.error()};
    return {"socket folder", Verdict::Fine, folder->native(), {}};
}

Finding checkDisk()
{
    std::filesystem::path folder = storeDirectory();
    std::error_code problem;
    while (!std::filesystem::exists(folder, problem) && folder.has_relative_path())
        folder = folder.parent_path();
    const auto space = freeSpace(folder);
    if (!space)
        return {"disk", Verdict::Failed, {}, space.error()};
    Finding finding{"disk", Verdict::Fine, std::format("{} free in {}", toString(ByteSize::ofBytes(*space)), storeDirectory().native()), {}};
    if (ByteSize::ofBytes(*space) < limits::freeDiskForStart) {
        finding.verdict = Verdict::Failed;
        finding.problem = makeError(Operation::CheckSystem, "disk", Reason::NoSpace, finding.found);
    }
    return finding;
}

/// A machine's folders, gone with the check.
class Scratch {
public:
    explicit Scratch(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;
    ~Scratch() { [[maybe_unused]] const auto removed = removeTree(m_folder); }
    [[nodiscard]] const std::filesystem::path &path() const { return m_folder; }

private:
    std::filesystem::path m_folder;
};

Status awaitAgent(VirtualMachine &machine, const std::stop_token &stop)
{
    const Deadline deadline = Deadline::after(Deadlines::forAccelerator(machine.accelerator()).bootSilence);
    for (;;) {
        const auto dialled = machine.dial(agentPort, deadline, stop);
        if (dialled)
            return {};
        if (dialled.error().code != ErrorCode::Unavailable || deadline.passed() || machine.end())
            return fail(dialled.error());
        if (!pauseFor(std::chrono::milliseconds(20), stop))
            return fail(cancelled(Operation::CheckSystem, "machine"));
    }
}

} // namespace

Status checkHost(const OnFinding &onFinding, std::stop_token stop)
{
    onFinding(checkKvm());
    for (const HelperCheck &check : helperChecks) {
        const Finding finding = checkHelper(check, stop);
        if (stop.stop_requested())
            return fail(cancelled(Operation::CheckSystem, finding.name));
        onFinding(finding);
    }
    onFinding(checkSockets());
    onFinding(checkDisk());
    return {};
}

Status checkMachine(const std::filesystem::path &kernel,
                    const std::filesystem::path &initramfs,
                    const OnFinding &onFinding,
                    std::stop_token stop,
                    const AndThen &andThen)
{
    const auto failed = [&](Error error) -> Status {
        if (error.isCancelled())
            return fail(std::move(error));
        onFinding({"machine", Verdict::Failed, {}, std::move(error)});
        return {};
    };
    const auto runtimeFolder = runtimeDirectory();
    if (!runtimeFolder)
        return failed(runtimeFolder.error());
    const std::string id = "check-" + randomId();
    const Scratch scratch(*runtimeFolder / id);
    MachineConfig config;
    config.id = *MachineId::parse(id);
    config.memory = ByteSize::ofMiB(256);
    config.kernel = kernel;
    config.initramfs = initramfs;
    config.network = UserNetwork{};
    config.stateDirectory = scratch.path() / "state";
    config.socketDirectory = scratch.path() / "s";

    const auto before = std::chrono::steady_clock::now();
    const auto machine = qemu::QemuMachine::start(config, {}, stop);
    if (!machine)
        return failed(machine.error());
    if (auto answered = awaitAgent(**machine, stop); !answered) {
        Error error = std::move(answered).error();
        if (const auto end = (*machine)->end())
            error = makeError(Operation::CheckSystem, "machine", end->cause == EndCause::KernelPanic ? Reason::KernelPanic : Reason::MachineExited, end->detail);
        return failed(std::move(error));
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - before;
    onFinding({"machine", Verdict::Fine, std::format("the guest's agent answers after {:.1f} s, {}", taken.count(), name((*machine)->accelerator())), {}});
    if (andThen)
        andThen(**machine);
    return {};
}

} // namespace firkin::vmm

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/system_check.h"

#include "runtime/base/byte_size.h"
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/vmm/accelerator.h"

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

} // namespace firkin::vmm

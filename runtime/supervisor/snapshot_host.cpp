// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/snapshot_host.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/vmm/accelerator.h"
#include "runtime/vmm/machine_config.h"

#include <nlohmann/json.hpp>

namespace firkin::supervisor {

namespace {

constexpr std::size_t versionLimit = std::size_t{64} << 10;
constexpr std::size_t cpuinfoLimit = std::size_t{4} << 20;

Result<std::string> monitorVersion(std::stop_token stop)
{
    ProcessSpec spec;
    FIRKIN_ASSIGN(spec.program, findHelper(Helper::Qemu));
    spec.arguments = {"--version"};
    FIRKIN_ASSIGN(const ProcessOutput said, run(spec, Deadline::after(std::chrono::seconds(20)), std::move(stop), versionLimit));
    if (!said.end.success() || said.output.empty())
        return fail(Operation::RunHelper, helperName(Helper::Qemu), Reason::HelperFailed, said.errorTail);
    return said.output.substr(0, said.output.find('\n'));
}

Result<std::string> guestImageDigest()
{
    FIRKIN_ASSIGN(const auto file, shareFile("guest/image.json"));
    FIRKIN_ASSIGN(const std::string text, readFile(file, versionLimit));
    const nlohmann::json description = nlohmann::json::parse(text, nullptr, false);
    if (!description.is_object() || !description.contains("digest") || !description["digest"].is_string())
        return fail(Operation::ReadRecord, file.native(), Reason::RecordDamaged);
    return description["digest"].get<std::string>();
}

} // namespace

std::string processorModel(std::string_view cpuinfo)
{
    const auto at = cpuinfo.find("model name");
    if (at == std::string_view::npos)
        return {};
    const std::string_view line = cpuinfo.substr(at, cpuinfo.find('\n', at) - at);
    const auto value = line.find(": ");
    return value == std::string_view::npos ? std::string() : std::string(line.substr(value + 2));
}

Result<store::SnapshotHost> describeHost(std::stop_token stop)
{
    store::SnapshotHost host;
    host.layout = vmm::MachineConfig{}.layout;
    FIRKIN_ASSIGN(host.monitor, monitorVersion(std::move(stop)));
    const Accelerator accelerator = vmm::chooseAccelerator({});
    host.accelerator = accelerator == Accelerator::Kvm ? "kvm" : "tcg";
    // An emulated processor is the same everywhere.
    if (accelerator == Accelerator::Kvm)
        host.processor = processorModel(readFile("/proc/cpuinfo", cpuinfoLimit).value_or(""));
    FIRKIN_ASSIGN(host.guestImage, guestImageDigest());
    return host;
}

} // namespace firkin::supervisor

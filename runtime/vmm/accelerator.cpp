// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/accelerator.h"

#include "runtime/base/file.h"
#include "runtime/base/unique_fd.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace firkin::vmm {

bool hasHardwareVirtualization(std::string_view cpuinfo)
{
    const auto start = cpuinfo.find("\nflags");
    if (start == std::string_view::npos)
        return false;
    const std::string flags = std::string(cpuinfo.substr(start + 1, cpuinfo.find('\n', start + 1) - start - 1)) + ' ';
    return flags.contains(" vmx ") || flags.contains(" svm ");
}

KvmState probeKvm()
{
    const UniqueFd device(::open("/dev/kvm", O_RDWR | O_CLOEXEC));
    if (!device)
        return {false, "/dev/kvm: " + std::generic_category().message(errno)};
    if (::ioctl(device.get(), KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
        return {false, "/dev/kvm speaks another version"};
    const UniqueFd machine(::ioctl(device.get(), KVM_CREATE_VM, 0));
    if (!machine)
        return {false, "/dev/kvm makes no machine: " + std::generic_category().message(errno)};
    const auto cpuinfo = readFile("/proc/cpuinfo", std::size_t{16} << 20);
    if (cpuinfo && !hasHardwareVirtualization(*cpuinfo))
        return {false, "/dev/kvm is there, but the processor shows neither vmx nor svm"};
    return {true, {}};
}

bool hostNests()
{
    for (const char *file : {"/sys/module/kvm_intel/parameters/nested", "/sys/module/kvm_amd/parameters/nested"}) {
        if (const auto text = readFile(file, 16); text && (text->starts_with('Y') || text->starts_with('1')))
            return true;
    }
    return false;
}

Accelerator chooseAccelerator(std::optional<Accelerator> wanted)
{
    if (wanted)
        return *wanted;
    if (const char *chosen = std::getenv("FIRKIN_ACCELERATOR"); chosen && *chosen)
        return std::string_view(chosen) == "kvm" ? Accelerator::Kvm : Accelerator::Tcg;
    static const bool usable = probeKvm().usable;
    return usable ? Accelerator::Kvm : Accelerator::Tcg;
}

std::string_view name(Accelerator accelerator)
{
    switch (accelerator) {
    case Accelerator::Kvm: return "KVM";
    case Accelerator::Tcg: return "software emulation (TCG)";
    }
    return {};
}

} // namespace firkin::vmm

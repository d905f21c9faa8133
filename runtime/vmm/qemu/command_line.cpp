// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/command_line.h"

#include "runtime/base/paths.h"
#include "runtime/vmm/qemu/device_arguments.h"

#include <nlohmann/json.hpp>

#include <format>

namespace firkin::vmm::qemu {
namespace {

constexpr std::uint64_t memoryBlock = std::uint64_t{2} << 20;

/// What the guest image's kernel does at boot and no container needs; under software emulation together about a
/// second. A kernel that has no such function passes over its name.
constexpr std::string_view skippedInitcalls =
    "crypto_kdf108_init,jent_mod_init,load_system_certificate_list,init_encrypted,bpf_tcp_ca_kfunc_init,"
    "bpf_dummy_struct_ops_init,bpf_prog_test_run_init,cec_init";

/// In QEMU's comma-separated options a comma is written twice.
std::string escaped(const std::string &value)
{
    std::string out;
    for (const char c : value)
        out.append(c == ',' ? 2 : 1, c);
    return out;
}

class Arguments {
public:
    void add(std::string option) { m_list.push_back(std::move(option)); }
    void add(std::string option, std::string value)
    {
        add(std::move(option));
        add(std::move(value));
    }
    void addJson(std::string option, const nlohmann::json &value)
    {
        add(std::move(option), value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    void device(std::string value) { add("-device", std::move(value)); }
    void jsonDevice(const nlohmann::json &value) { addJson("-device", value); }
    /// A stream that exists already, under a number the child is born with.
    void inheritedSocket(std::string_view id, int fd)
    {
        add("-chardev", std::format("socket,id={},fd={}", id, fd));
    }
    std::vector<std::string> take() { return std::move(m_list); }

private:
    std::vector<std::string> m_list;
};

/// Its switch may be gone for a while, when its process was killed: QEMU calls again until it is back.
nlohmann::json lanLine(const LanCard &card, const Device &device)
{
    return {{"type", "stream"},
            {"id", device.backend},
            {"server", false},
            {"addr", {{"type", "unix"}, {"path", card.socket.native()}}},
            {"reconnect-ms", 100}};
}

/// What may be taken out, and plugged in with the same words.
void addPluggable(Arguments &arguments, const MachineConfig &config)
{
    DeviceTable table(config);
    for (const Disk &disk : config.disks) {
        const Device &device = *table.find(DeviceKind::Disk, disk.serial);
        arguments.addJson("-blockdev", diskNode(disk, device.backend));
        arguments.jsonDevice(diskDevice(disk, device));
    }
    int shareNumber = Wiring::firstShare;
    for (const Share &share : config.shares) {
        const Device &device = *table.find(DeviceKind::Share, share.tag);
        arguments.inheritedSocket(device.backend, shareNumber++);
        arguments.jsonDevice(shareDevice(share, device));
    }
    if (config.network) {
        const auto &mac = config.network->macAddress;
        const Device &device = *table.find(DeviceKind::Network, networkDeviceId);
        arguments.addJson("-netdev", networkLine(device.backend, std::to_string(Wiring::network)));
        arguments.jsonDevice(networkDevice(mac.empty() ? macAddressFor(config.id) : mac, device));
    }
    for (std::size_t i = 0; i < config.lans.size(); ++i) {
        const Device &device = *table.find(DeviceKind::Network, lanName(i));
        arguments.addJson("-netdev", lanLine(config.lans[i], device));
        arguments.jsonDevice(networkDevice(config.lans[i].macAddress, device));
    }
}

void addLayout1(Arguments &arguments, const MachineConfig &config, Accelerator accelerator)
{
    const bool kvm = accelerator == Accelerator::Kvm;
    const auto mebibytes = machineMemory(config).bytes >> 20;
    // i440fx: its bus takes devices while it runs, without root ports, each of which costs boot time.
    arguments.add("-machine", "pc-i440fx-10.0,memory-backend=memory,usb=off,vmport=off,smbus=off,hpet=off");
    arguments.add("-accel", kvm ? "kvm" : "tcg,thread=multi,tb-size=256");
    // Five-level page tables make every walk of an emulated MMU longer.
    // No machines inside machines, unless asked for: less of the host's kernel in the guest's reach.
    arguments.add("-cpu", !kvm ? "max,la57=off" : config.nestedVirtualization ? "host" : "host,vmx=off,svm=off");
    arguments.add("-smp", std::to_string(config.vcpus));
    arguments.add("-m", std::format("{}M", mebibytes));
    // Shared, because the vsock device is another process.
    arguments.add("-object", std::format("memory-backend-memfd,id=memory,size={}M,share=on", mebibytes));
    arguments.inheritedSocket("console", Wiring::console);
    arguments.add("-serial", "chardev:console");
    arguments.device("vmgenid,guid=auto");
    arguments.device(std::format("pvpanic-pci,addr={:#x}", slot::panic));
    arguments.add("-object", "rng-builtin,id=rng");
    arguments.device(std::format("virtio-rng-pci,rng=rng,addr={:#x}", slot::random));
    arguments.device(std::format("virtio-balloon-pci,free-page-reporting=on,addr={:#x}", slot::balloon));
    // A state has no vsock: it is plugged in once the state is there.
    if (!config.restoreFrom) {
        arguments.inheritedSocket(vsockChardevId, Wiring::vsock);
        arguments.jsonDevice(vsockDevice());
    }
    addPluggable(arguments, config);
}

} // namespace

ByteSize machineMemory(const MachineConfig &config)
{
    return ByteSize::ofBytes((config.memory.bytes + memoryBlock - 1) / memoryBlock * memoryBlock);
}

std::string kernelCommandLine(const MachineConfig &config)
{
    // panic=-1: a panicked kernel resets at once, and -no-reboot ends QEMU.
    std::string line = std::format("console=ttyS0 quiet panic=-1 i8042.noaux=1 8250.nr_uarts=1 cryptomgr.notests=1 noreplace-smp no_timer_check initcall_blacklist={}", skippedInitcalls);
    for (const std::string &argument : config.kernelArguments)
        line += ' ' + argument;
    return line;
}

std::vector<std::string> commandLine(const MachineConfig &config, Accelerator accelerator)
{
    Arguments arguments;
    arguments.add("-nodefaults");
    arguments.add("-no-user-config");
    arguments.add("-no-reboot");
    arguments.add("-display", "none");
    arguments.add("-name", config.id.str());
    arguments.add("-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
    arguments.inheritedSocket("monitor", Wiring::monitor);
    arguments.add("-mon", "chardev=monitor,mode=control");
    addLayout1(arguments, config, accelerator);
    arguments.add("-kernel", escaped(config.kernel.native()));
    arguments.add("-initrd", config.initramfs.native());
    arguments.add("-append", kernelCommandLine(config));
    if (config.restoreFrom)
        arguments.add("-incoming", "defer");
    return arguments.take();
}

} // namespace firkin::vmm::qemu

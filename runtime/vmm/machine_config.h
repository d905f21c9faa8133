// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/byte_size.h"
#include "runtime/base/deadline.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::vmm {

/// A raw image file, or a block device, as a virtio disk; the guest finds it by its serial (/sys/block/*/serial).
struct Disk {
    std::filesystem::path image;
    std::string serial; ///< 1 to 20 of [A-Za-z0-9-]; unique in the machine
    bool readOnly = false;
    bool blockDevice = false; ///< a device of the host, not a file: found out at the start
};

/// A folder or a single file of the host, as the guest finds it in a share: /<name>.
struct SharedPath {
    std::string name; ///< 1 to 64 of [A-Za-z0-9_.-]
    std::filesystem::path source; ///< canonical; of a file nothing beside it is shown
    bool readOnly = false;
    friend bool operator==(const SharedPath &, const SharedPath &) = default;
};

/// Paths of the host behind one virtiofs device, which the guest mounts by its tag. One virtiofsd serves all of them.
struct Share {
    std::string tag; ///< 1 to 36 of [A-Za-z0-9_.-]; unique in the machine
    std::vector<SharedPath> paths;
    friend bool operator==(const Share &, const Share &) = default;
};

enum class Transport : std::uint8_t { Tcp, Udp };

/// A host port that leads into the guest.
struct PublishedPort {
    std::string hostAddress = "127.0.0.1"; ///< an IP literal
    std::uint16_t hostPort = 0;            ///< 0: any free one
    std::uint16_t guestPort = 0;
    Transport transport = Transport::Tcp;
    friend bool operator==(const PublishedPort &, const PublishedPort &) = default;
};

/// How the machine reaches the network: passt, without a way to the host's loopback. Every machine has the same addresses
/// on a link of its own, so that they can be set without asking; passt's DHCP tells the same ones.
struct UserNetwork {
    static constexpr std::string_view guestAddress = "10.0.2.15";
    static constexpr int prefixLength = 24;
    static constexpr std::string_view gateway = "10.0.2.2";
    static constexpr std::string_view nameserver = "10.0.2.3"; ///< forwards to the host's own

    std::vector<PublishedPort> ports;
    std::string macAddress; ///< empty: made from the machine's id
    /// The host's loopback at the gateway's address. Off unless asked for: whatever listens there trusts its callers.
    bool hostLoopback = false;
};

/// A further card, on a named network: a switch's unix socket, on which QEMU calls, again and again while it is away.
struct LanCard {
    std::filesystem::path socket;
    std::string macAddress;
};

/// Everything that a machine is made from, as data. `layout` versions the device list, which is a
/// snapshot's ABI: what a layout number means never changes.
struct MachineConfig {
    MachineId id;
    int layout = 1;
    unsigned vcpus = 1;
    ByteSize memory = ByteSize::ofMiB(512);
    std::filesystem::path kernel;    ///< an ELF vmlinux with a PVH entry
    std::filesystem::path initramfs;
    std::vector<std::string> kernelArguments; ///< appended to the layout's own
    std::vector<Disk> disks;   ///< those that are written belong to this machine alone while it runs
    std::vector<Share> shares; ///< at most four
    std::optional<UserNetwork> network;
    std::vector<LanCard> lans = {}; ///< at most four
    std::filesystem::path stateDirectory;  ///< 0700: console.log, helpers' logs
    std::filesystem::path socketDirectory; ///< 0700 and short: a unix socket's path has 107 bytes
    bool nestedVirtualization = false; ///< the guest may run machines: where the host cannot, the start fails
    /// A saved state instead of a boot, of a machine with the same configuration: it comes up paused and without vsock.
    std::optional<std::filesystem::path> restoreFrom;
    std::optional<Accelerator> accelerator; ///< empty: KVM where /dev/kvm opens, else TCG
};

/// Checks what can be seen without looking at the disk.
[[nodiscard]] Status validate(const MachineConfig &config);
[[nodiscard]] Status validate(const PublishedPort &port);
[[nodiscard]] Status validate(const Disk &disk);
[[nodiscard]] Status validate(const Share &share);
/// A card that is plugged in: 1 to 15 of [A-Za-z0-9-], and an address.
[[nodiscard]] Status validateCard(const std::string &name, const std::string &macAddress);
/// Six pairs of hex digits; the first byte even: no group address.
[[nodiscard]] bool isMacAddress(std::string_view text);

/// A locally administered address that stays the same for the same machine.
[[nodiscard]] std::string macAddressFor(const MachineId &id);

} // namespace firkin::vmm

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/vmm/virtual_machine.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

/// Devices as QEMU wants them told, by its monitor and on its command line: pure.
namespace firkin::vmm::qemu {

/// Where each device sits on the bus in layout 1: told, not left to the order, so that a device that is plugged in and
/// out, or missing, moves no other. A snapshot is restored into the same slots.
namespace slot {
constexpr unsigned panic = 0x3;
constexpr unsigned random = 0x4;
constexpr unsigned balloon = 0x5;
constexpr unsigned vsock = 0x6;
constexpr unsigned network = 0x7;
constexpr unsigned firstLan = 0x8; ///< to 0xb
constexpr unsigned firstShare = 0xc; ///< to 0xf
constexpr unsigned firstDisk = 0x10;
constexpr unsigned firstPlugged = 0x18; ///< for what comes later
constexpr unsigned lastPlugged = 0x1f;
} // namespace slot

enum class DeviceKind : std::uint8_t { Disk, Share, Network };

/// A device that can be taken out: what QEMU calls it and what is behind it.
struct Device {
    std::string id;
    std::string backend; ///< block node, chardev or netdev
    unsigned slot = 0;
    bool leaving = false; ///< the guest was asked to let go of it
    bool out = false;     ///< a card that was taken out, whose line is kept
};

/// The devices of a machine that come and go, by kind and the name that callers know them by: serial, tag, card's name.
class DeviceTable {
public:
    /// What a configuration starts with.
    explicit DeviceTable(const MachineConfig &config);

    [[nodiscard]] Device *find(DeviceKind kind, const std::string &name);
    /// A new entry in a free slot; none: all are taken.
    [[nodiscard]] const Device *add(DeviceKind kind, const std::string &name);
    void remove(DeviceKind kind, const std::string &name);
    /// Is it as the configuration says? What was plugged later is not.
    [[nodiscard]] bool isAsStarted() const;

private:
    std::map<std::pair<DeviceKind, std::string>, Device> m_devices;
    std::size_t m_startedWith = 0;
};

[[nodiscard]] nlohmann::json diskNode(const Disk &disk, const std::string &node);
[[nodiscard]] nlohmann::json diskDevice(const Disk &disk, const Device &device);
/// A chardev on a descriptor that "getfd" has named; networkLine() takes a number that QEMU was born with, too.
[[nodiscard]] nlohmann::json socketChardev(const std::string &id, const std::string &descriptor);
[[nodiscard]] nlohmann::json shareDevice(const Share &share, const Device &device);
[[nodiscard]] nlohmann::json networkLine(const std::string &id, const std::string &descriptor);
[[nodiscard]] nlohmann::json networkDevice(const std::string &macAddress, const Device &device);
[[nodiscard]] nlohmann::json vsockDevice();

/// What callers know a card of `config.lans` by.
[[nodiscard]] std::string lanName(std::size_t index);

/// Names in QEMU's device tree.
inline constexpr const char *vsockDeviceId = "vsock0";
inline constexpr const char *vsockChardevId = "vsock";
inline constexpr const char *networkDeviceId = "net0";
inline constexpr const char *networkLineId = "network";

} // namespace firkin::vmm::qemu

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/machine_config.h"

#include "runtime/base/socket.h"
#include "runtime/base/stable_hash.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <format>
#include <set>
#include <string_view>

namespace firkin::vmm {
namespace {

constexpr std::uint64_t leastMemoryMiB = 128;
constexpr std::uint64_t mostMemoryMiB = std::uint64_t{1} << 20;
constexpr unsigned mostVcpus = 64;
constexpr std::size_t mostDisks = 8;
constexpr std::size_t mostPorts = 256;
constexpr std::size_t mostLans = 4;
constexpr std::size_t mostShares = 4;
constexpr std::size_t mostSharedPaths = 256;
constexpr std::size_t longestKernelCommandLine = 1024; ///< beside the layout's own; the kernel takes 2048
/// The longest name in the socket folder: "v_" and a vsock port.
constexpr std::string_view longestSocketName = "/v_536870912";

bool isUsablePath(const std::filesystem::path &path)
{
    return path.is_absolute() && path.native().find_first_of(std::string_view("\0\n", 2)) == std::string::npos;
}

bool isIpLiteral(const std::string &text)
{
    std::array<unsigned char, 16> address{};
    return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 || ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

bool isPlainName(std::string_view text, std::size_t longest)
{
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool isShareName(std::string_view text, std::size_t longest)
{
    return text.size() <= longest && isValidId(text);
}

Status validateShares(const MachineConfig &config)
{
    if (config.shares.size() > mostShares)
        return fail(Operation::ValidateMachine, config.id.str(), Reason::OutOfRange, std::format("{} shares; {} are possible", config.shares.size(), mostShares));
    std::set<std::string_view> tags;
    for (const Share &share : config.shares) {
        if (Status checked = validate(share); !checked)
            return fail(Operation::ValidateMachine, config.id.str(), checked.error().reason, checked.error().detail);
        if (!tags.insert(share.tag).second)
            return fail(Operation::ValidateMachine, config.id.str(), Reason::NameTaken, "two shares have the tag " + share.tag);
    }
    return {};
}

} // namespace

Status validate(const MachineConfig &config)
{
    const auto bad = [&](Reason reason, std::string_view detail) {
        return fail(Operation::ValidateMachine, config.id.str(), reason, detail);
    };
    if (config.id.empty())
        return bad(Reason::BadId, "a machine needs an id");
    if (config.layout != 1)
        return bad(Reason::UnsupportedHere, std::format("machine layout {} is not known", config.layout));
    if (config.vcpus < 1 || config.vcpus > mostVcpus)
        return bad(Reason::OutOfRange, std::format("{} vcpus; 1 to {} are possible", config.vcpus, mostVcpus));
    if (const auto mebibytes = config.memory.bytes >> 20; mebibytes < leastMemoryMiB || mebibytes > mostMemoryMiB)
        return bad(Reason::OutOfRange, std::format("{} of memory; 128 MiB to 1 TiB are possible", toString(config.memory)));
    if (!isUsablePath(config.kernel) || !isUsablePath(config.initramfs))
        return bad(Reason::BadPath, "kernel and initramfs need absolute paths");

    std::size_t commandLine = 0;
    for (const std::string &argument : config.kernelArguments) {
        commandLine += argument.size() + 1;
        if (argument.empty() || std::ranges::any_of(argument, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }))
            return bad(Reason::BadSyntax, "a kernel argument is empty or has control characters");
    }
    if (commandLine > longestKernelCommandLine)
        return bad(Reason::TooLarge, "the kernel arguments");

    if (config.disks.size() > mostDisks)
        return bad(Reason::OutOfRange, std::format("{} disks; {} are possible", config.disks.size(), mostDisks));
    std::set<std::string_view> serials;
    for (const Disk &disk : config.disks) {
        if (Status checked = validate(disk); !checked)
            return bad(checked.error().reason, checked.error().detail);
        if (!serials.insert(disk.serial).second)
            return bad(Reason::NameTaken, "two disks have the serial " + disk.serial);
    }

    FIRKIN_TRY(validateShares(config));

    if (config.network) {
        if (!config.network->macAddress.empty() && !isMacAddress(config.network->macAddress))
            return bad(Reason::BadSyntax, "MAC address " + config.network->macAddress);
        if (config.network->ports.size() > mostPorts)
            return bad(Reason::OutOfRange, std::format("{} published ports; {} are possible", config.network->ports.size(), mostPorts));
        std::set<std::tuple<std::string, std::uint16_t, Transport>> bound;
        for (const PublishedPort &port : config.network->ports) {
            FIRKIN_TRY(validate(port));
            if (port.hostPort != 0 && !bound.emplace(port.hostAddress, port.hostPort, port.transport).second)
                return bad(Reason::PortTaken, std::format("host port {} is published twice", port.hostPort));
        }
    }

    if (config.lans.size() > mostLans)
        return bad(Reason::OutOfRange, std::format("{} cards; {} are possible", config.lans.size(), mostLans));
    std::set<std::string_view> cards;
    for (const LanCard &card : config.lans) {
        if (!isUsablePath(card.socket) || card.socket.native().size() > longestSocketPath)
            return bad(Reason::BadPath, card.socket.native());
        if (!isMacAddress(card.macAddress))
            return bad(Reason::BadSyntax, "MAC address " + card.macAddress);
        if (!cards.insert(card.macAddress).second)
            return bad(Reason::NameTaken, "two cards have the address " + card.macAddress);
    }

    if (config.restoreFrom && !isUsablePath(*config.restoreFrom))
        return bad(Reason::BadPath, config.restoreFrom->native());
    if (!isUsablePath(config.stateDirectory) || !isUsablePath(config.socketDirectory))
        return bad(Reason::BadPath, "state and socket folders need absolute paths");
    if (config.socketDirectory.native().size() + longestSocketName.size() > longestSocketPath)
        return bad(Reason::BadPath, "the socket folder's path is too long: " + config.socketDirectory.native());
    return {};
}

Status validate(const Disk &disk)
{
    if (!isUsablePath(disk.image))
        return fail(Operation::ValidateMachine, disk.serial, Reason::BadPath, disk.image.native());
    if (!isPlainName(disk.serial, 20))
        return fail(Operation::ValidateMachine, disk.serial, Reason::BadName, "a disk's serial is 1 to 20 letters, digits and '-': " + disk.serial);
    return {};
}

Status validate(const Share &share)
{
    const auto bad = [&](Reason reason, std::string_view detail) { return fail(Operation::ValidateMachine, share.tag, reason, detail); };
    if (!isShareName(share.tag, 36))
        return bad(Reason::BadName, "a share's tag is 1 to 36 letters, digits, '_', '.' and '-': " + share.tag);
    if (share.paths.empty() || share.paths.size() > mostSharedPaths)
        return bad(Reason::OutOfRange, std::format("{} paths in share {}; 1 to {} are possible", share.paths.size(), share.tag, mostSharedPaths));
    std::set<std::string_view> names;
    for (const SharedPath &path : share.paths) {
        if (!isShareName(path.name, 64))
            return bad(Reason::BadName, "name in a share: " + path.name);
        if (!names.insert(path.name).second)
            return bad(Reason::NameTaken, "two paths in a share have the name " + path.name);
        if (!path.source.is_absolute() || path.source.native().contains('\0'))
            return bad(Reason::BadPath, path.source.native());
    }
    return {};
}

Status validateCard(const std::string &name, const std::string &macAddress)
{
    if (!isPlainName(name, 15))
        return fail(Operation::ValidateMachine, name, Reason::BadName, "a card's name is 1 to 15 letters, digits and '-': " + name);
    if (!isMacAddress(macAddress))
        return fail(Operation::ValidateMachine, name, Reason::BadSyntax, "MAC address " + macAddress);
    return {};
}

Status validate(const PublishedPort &port)
{
    if (!isIpLiteral(port.hostAddress))
        return fail(Operation::PublishPort, port.hostAddress, Reason::BadSyntax, "the host address must be an IP address");
    if (port.guestPort == 0)
        return fail(Operation::PublishPort, std::to_string(port.hostPort), Reason::OutOfRange, "the container's port cannot be 0");
    return {};
}

bool isMacAddress(std::string_view text)
{
    if (text.size() != 17)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool good = i % 3 == 2 ? text[i] == ':' : std::string_view("0123456789abcdefABCDEF").contains(text[i]);
        if (!good)
            return false;
    }
    return std::string_view("02468aceACE").contains(text[1]);
}

std::string macAddressFor(const MachineId &id)
{
    // The same machine keeps its address over restarts, and leases their meaning.
    const std::uint64_t hash = stableHash(id.str());
    const auto byte = [&](int i) { return static_cast<unsigned>(hash >> (8 * i)) & 0xff; };
    return std::format("52:54:{:02x}:{:02x}:{:02x}:{:02x}", byte(0), byte(1), byte(2), byte(3));
}

} // namespace firkin::vmm

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/spec_checks.h"

#include "runtime/base/limits.h"
#include "runtime/container/capabilities.h"
#include "runtime/container/rlimit.h"
#include "runtime/engine/store/names.h"

#include <algorithm>
#include <arpa/inet.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

namespace firkin::engine {

namespace {

constexpr std::size_t longestProfile = std::size_t{1} << 20;

std::unexpected<Error> bad(std::string_view what, Reason reason, std::string_view detail = {})
{
    return fail(Operation::CreateContainer, what.substr(0, 80), reason, detail);
}

bool hasNul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

bool hasSpaceOrControl(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
}

bool isAddress(const std::string &text)
{
    in_addr four{};
    in6_addr six{};
    return ::inet_pton(AF_INET, text.c_str(), &four) == 1 || ::inet_pton(AF_INET6, text.c_str(), &six) == 1;
}

bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// "net.core.somaxconn", "net.ipv4.conf.eth0/1.forwarding": parts of a path, none of them "..".
bool isSysctlName(std::string_view name)
{
    if (name.size() > 256 || !name.contains('.') || name.contains("..") || name.starts_with('.') || name.ends_with('.'))
        return false;
    return std::ranges::all_of(name, [](char c) { return isAlphanumeric(c) || c == '.' || c == '_' || c == '-' || c == '/'; });
}

bool isAll(std::string_view name)
{
    return name.size() == 3 && std::ranges::equal(name, std::string_view("ALL"), [](char a, char b) { return (a & ~0x20) == b; });
}

/// nlohmann's parser does not recurse, but what walks its values does.
bool isFlatEnough(std::string_view json)
{
    std::size_t depth = 0, deepest = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else {
            quoted = c == '"';
            depth += c == '{' || c == '[' ? 1 : 0;
            deepest = std::max(deepest, depth);
            depth -= (c == '}' || c == ']') && depth > 0 ? 1 : 0;
        }
    }
    return deepest <= limits::jsonDepth;
}

Status validateSeccomp(const std::string &profile)
{
    if (profile.empty() || profile == "unconfined")
        return {};
    if (profile.size() > longestProfile)
        return bad("seccomp", Reason::TooLarge);
    const auto json = isFlatEnough(profile) ? nlohmann::json::parse(profile, nullptr, false) : nlohmann::json();
    if (!json.is_object() || !json.contains("defaultAction"))
        return bad("seccomp", Reason::BadSyntax, "a profile is a JSON object with a defaultAction");
    return {};
}

} // namespace

Status validateMounts(const std::vector<MountSpec> &mounts)
{
    std::set<std::string> taken;
    for (const MountSpec &mount : mounts) {
        const std::string &place = mount.destination;
        if (!place.starts_with('/') || hasNul(place) || place.size() > limits::pathBytes || (place + "/").contains("/../"))
            return bad(place, Reason::BadPath, "where something is mounted has to be an absolute path without ..");
        // Two slashes at the front would stay: the standard lets them mean something.
        const std::size_t first = place.find_first_not_of('/');
        const std::string single = first == std::string::npos ? "/" : place.substr(first - 1);
        const std::string normal = (std::filesystem::path(single) / "").lexically_normal().parent_path().native();
        if (normal == "/" || normal.empty())
            return bad(place, Reason::BadPath, "nothing can be mounted at /");
        if (!taken.insert(normal).second)
            return bad(place, Reason::ConflictingOptions, "two mounts at the same place");
        switch (mount.kind) {
        case MountKind::Bind:
            if (!mount.source.starts_with('/') || hasNul(mount.source) || mount.source.size() > limits::pathBytes)
                return bad(mount.source, Reason::BadPath, "a path of this host has to be absolute");
            break;
        case MountKind::Volume:
            if (!mount.source.empty() && !store::isValidName(mount.source))
                return bad(mount.source, Reason::BadName, "volume");
            break;
        case MountKind::Tmpfs:
            if (!mount.source.empty())
                return bad(mount.source, Reason::ConflictingOptions, "a tmpfs has no source");
            for (const std::string &option : mount.options) {
                if (option.empty() || hasNul(option) || option.contains(','))
                    return bad(option, Reason::BadSyntax, "tmpfs option");
            }
            break;
        }
    }
    return {};
}

Status validatePrivileges(const ContainerSpec &spec)
{
    for (const auto &[name, value] : spec.sysctls) {
        if (!isSysctlName(name))
            return bad(name, Reason::BadName, "kernel setting");
        if (value.empty() || value.size() > 4096 || value.find_first_of(std::string_view("\0\n", 2)) != std::string::npos)
            return bad(name, Reason::BadSyntax, "the value of a kernel setting is one line");
    }
    for (const UlimitSpec &limit : spec.ulimits) {
        if (!container::parseRlimitKind(limit.name))
            return bad(limit.name, Reason::BadName, "resource limit");
        if (limit.soft > limit.hard)
            return bad(limit.name, Reason::OutOfRange, "the soft limit is above the hard one");
    }
    for (const auto *list : {&spec.capAdd, &spec.capDrop}) {
        for (const std::string &name : *list) {
            if (!isAll(name) && !container::parseCapability(name))
                return bad(name, Reason::BadName, "capability");
        }
    }
    for (const std::string &group : spec.groupAdd) {
        if (group.empty() || group.contains(':') || hasSpaceOrControl(group))
            return bad(group, Reason::BadName, "group");
    }
    if (spec.shmSize && (*spec.shmSize < ByteSize::ofKiB(4) || *spec.shmSize > ByteSize::ofGiB(4096)))
        return bad(toString(*spec.shmSize), Reason::OutOfRange, "shared memory");
    if (spec.pidsLimit && *spec.pidsLimit < -1)
        return bad(std::to_string(*spec.pidsLimit), Reason::OutOfRange, "processes");
    return validateSeccomp(spec.seccomp);
}

Status validateNames(const ContainerSpec &spec)
{
    if (!spec.hostname.empty()) {
        const bool good = std::ranges::all_of(spec.hostname, [](char c) { return isAlphanumeric(c) || c == '-' || c == '.' || c == '_'; })
            && isAlphanumeric(spec.hostname.front()) && isAlphanumeric(spec.hostname.back()) && !spec.hostname.contains("..");
        if (!good)
            return bad(spec.hostname, Reason::BadName, "host name");
    }
    for (const std::string &address : spec.dns) {
        if (!isAddress(address))
            return bad(address, Reason::BadSyntax, "a name server is an IP address");
    }
    for (const auto *list : {&spec.dnsSearch, &spec.dnsOptions}) {
        for (const std::string &word : *list) {
            if (word.empty() || word.size() > 253 || hasSpaceOrControl(word))
                return bad(word, Reason::BadSyntax, "DNS");
        }
    }
    for (const HostSpec &host : spec.extraHosts) {
        if (host.name.empty() || host.name.size() > 253 || hasSpaceOrControl(host.name) || host.name.contains('#'))
            return bad(host.name, Reason::BadName, "host name");
        if (!isAddress(host.address))
            return bad(host.address, Reason::BadSyntax, "not an IP address");
    }
    return {};
}

Status validateDisk(const ContainerSpec &spec)
{
    const DiskSpec &disk = spec.disk;
    if (disk.filesystem != "ext4" && disk.filesystem != "xfs" && disk.filesystem != "btrfs")
        return bad(disk.filesystem, Reason::BadSyntax, "the writable layer is ext4, xfs or btrfs");
    const bool knownJournal = disk.journal == "ordered" || disk.journal == "writeback" || disk.journal == "data" || disk.journal == "journal";
    if (!disk.journal.empty() && !knownJournal)
        return bad(disk.journal, Reason::BadSyntax, "the journal is ordered, writeback or data");
    if (!disk.journal.empty() && disk.filesystem != "ext4")
        return bad(disk.journal, Reason::ConflictingOptions, "only ext4 has a choice of journal");
    if (spec.rootfs.empty())
        return {};
    if (!spec.rootfs.starts_with('/') || hasNul(spec.rootfs) || spec.rootfs.size() > limits::pathBytes)
        return bad(spec.rootfs, Reason::BadPath, "the root file system's path has to be absolute");
    if (!spec.image.empty())
        return bad(spec.image, Reason::ConflictingOptions, "an image, or a root file system of one's own");
    return {};
}

} // namespace firkin::engine

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/capabilities.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace firkin::container {
namespace {

constexpr std::array<std::string_view, 41> known{
    "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
    "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",
    "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
};

} // namespace

Capabilities Capabilities::of(std::set<std::string> names)
{
    return {names, names, std::move(names), {}, {}};
}

Capabilities Capabilities::ociDefault()
{
    return of({"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID",
               "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE"});
}

Capabilities Capabilities::all()
{
    return of(std::set<std::string>(known.begin(), known.end()));
}

void Capabilities::add(const std::string &name)
{
    for (auto *set : {&bounding, &effective, &permitted})
        set->insert(name);
}

void Capabilities::drop(const std::string &name)
{
    for (auto *set : {&bounding, &effective, &permitted, &inheritable, &ambient})
        set->erase(name);
}

Result<std::string> parseCapability(std::string_view text)
{
    std::string name(text);
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (!name.starts_with("CAP_"))
        name.insert(0, "CAP_");
    if (std::ranges::find(known, name) == known.end())
        return fail(Operation::ParseOptions, text.substr(0, 80), Reason::BadName);
    return name;
}

} // namespace firkin::container

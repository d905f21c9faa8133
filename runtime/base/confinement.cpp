// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/confinement.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace firkin {
namespace {

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t executing = reading | LANDLOCK_ACCESS_FS_EXECUTE;
/// Of the first version; later ones add to it below.
constexpr std::uint64_t everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
/// What can be said of a file that is no folder.
constexpr std::uint64_t ofFiles =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_TRUNCATE;

long version()
{
    return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

void allow(int rules, const std::filesystem::path &path, std::uint64_t access)
{
    const UniqueFd fd(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        return;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = S_ISDIR(status.st_mode) ? access : access & ofFiles;
    rule.parent_fd = fd.get();
    static_cast<void>(::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0));
}

} // namespace

UniqueFd makeLandlockRules(const Confinement &confinement, const std::filesystem::path &program)
{
    const long abi = version();
    if (abi < 1)
        return {};
    landlock_ruleset_attr attributes{};
    if (confinement.files)
        attributes.handled_access_fs = everything | (abi >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
    if (abi >= 4)
        attributes.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP;
    if (abi >= 6)
        attributes.scoped = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL;
    // An older kernel takes the longer structure as long as what it does not know is zero, but not rules about nothing.
    UniqueFd rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
    if (!rules || !confinement.files)
        return rules;
    const std::uint64_t handled = attributes.handled_access_fs;
    for (const char *folder : {"/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime"})
        allow(rules.get(), folder, executing);
    allow(rules.get(), program.parent_path(), executing);
    for (const char *device : {"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"})
        allow(rules.get(), device, (reading | LANDLOCK_ACCESS_FS_WRITE_FILE) & handled);
    for (const auto &path : confinement.files->readable)
        allow(rules.get(), path, reading);
    for (const auto &path : confinement.files->writable)
        allow(rules.get(), path, handled & ~std::uint64_t{LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_CHAR});
    return rules;
}

} // namespace firkin

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

/// firkin-share: makes the folder that virtiofsd shows to a guest, and becomes virtiofsd.
///
///   firkin-share FOLDER (ro|rw NAME SOURCE)... -- PROGRAM ARGUMENTS...
///
/// In a mount namespace of its own it mounts an empty file system at FOLDER and binds every SOURCE, a folder or a single
/// file, into it as NAME. So the guest sees these and nothing beside them, and nothing of this shows on the host. An
/// ordinary user needs a user namespace for that: with all of its subordinate ids where newuidmap can map them, else with
/// its own id alone, to which virtiofsd then squashes whatever the guest says.
///
/// The process stays the same from its start to its end: its parent watches it and its parent-death signal stays.

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/mount.h>
#include <pwd.h>
#include <sched.h>
#include <string>
#include <string_view>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

struct SharedPath {
    std::string_view mode;
    std::string name;
    std::string source;
};

[[noreturn]] void die(const std::string &what, int number = errno)
{
    std::fprintf(stderr, "firkin-share: %s: %s\n", what.c_str(), std::strerror(number));
    std::exit(1);
}

[[noreturn]] void usage()
{
    std::fputs("usage: firkin-share FOLDER (ro|rw NAME SOURCE)... -- PROGRAM ARGUMENTS...\n", stderr);
    std::exit(2);
}

void writeFile(const std::string &path, std::string_view text)
{
    const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        die(path);
    ::close(fd);
}

/// The first range that /etc/subuid or /etc/subgid gives this user: "name-or-uid:first:count".
struct Range {
    unsigned long first = 0;
    unsigned long count = 0;
};

Range subordinateIds(const char *file, uid_t uid)
{
    const passwd *entry = ::getpwuid(uid);
    const std::string name = entry ? entry->pw_name : "", number = std::to_string(uid);
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':'), second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos)
            continue;
        const std::string owner = line.substr(0, first);
        if (owner.empty() || (owner != name && owner != number))
            continue;
        const Range range{std::strtoul(line.c_str() + first + 1, nullptr, 10), std::strtoul(line.c_str() + second + 1, nullptr, 10)};
        if (range.first > 0 && range.count > 0)
            return range;
    }
    return {};
}

/// newuidmap and newgidmap have privileges of their own, and must be told from outside of the new namespace.
bool mapBySetuidHelper(const char *program, pid_t target, unsigned own, const Range &range)
{
    const pid_t child = ::fork();
    if (child == 0) {
        const std::string texts[] = {std::to_string(target), std::to_string(own), std::to_string(range.first), std::to_string(range.count)};
        ::execlp(program, program, texts[0].c_str(), "0", texts[1].c_str(), "1", "1", texts[2].c_str(), texts[3].c_str(), nullptr);
        ::_exit(127);
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// True: with subordinate ids. False: with the user's own id alone.
bool enterUserNamespace()
{
    const uid_t uid = ::geteuid();
    const gid_t gid = ::getegid();
    const Range uids = subordinateIds("/etc/subuid", uid), gids = subordinateIds("/etc/subgid", uid);
    int both[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both) != 0)
        die("socketpair");
    const pid_t self = ::getpid();
    const pid_t mapper = uids.count > 0 && gids.count > 0 ? ::fork() : -1;
    if (mapper == 0) {
        ::close(both[0]); // else it would keep its own read below from ending when the parent dies
        char go = 0;
        if (::read(both[1], &go, 1) != 1)
            ::_exit(1);
        ::_exit(mapBySetuidHelper("newuidmap", self, uid, uids) && mapBySetuidHelper("newgidmap", self, gid, gids) ? 0 : 1);
    }
    if (::unshare(CLONE_NEWUSER) != 0)
        die("this system lets ordinary users make no user namespace");
    if (mapper > 0) {
        int status = 0;
        if (::write(both[0], "g", 1) == 1 && ::waitpid(mapper, &status, 0) == mapper && WIFEXITED(status) && WEXITSTATUS(status) == 0)
            return true;
    }
    // A map can be written once: what newuidmap has written before newgidmap failed stays.
    const int fd = ::open("/proc/self/uid_map", O_RDONLY | O_CLOEXEC);
    char any = 0;
    const bool mapped = fd >= 0 && ::read(fd, &any, 1) == 1;
    ::close(fd);
    writeFile("/proc/self/setgroups", "deny");
    if (!mapped)
        writeFile("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1\n");
    writeFile("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1\n");
    return false;
}

void bind(const SharedPath &path, const std::string &folder)
{
    struct stat info{};
    if (::stat(path.source.c_str(), &info) != 0)
        die(path.source);
    const std::string place = folder + "/" + path.name;
    if (S_ISDIR(info.st_mode)) {
        if (::mkdir(place.c_str(), 0700) != 0)
            die(place);
    } else if (S_ISREG(info.st_mode)) {
        const int fd = ::open(place.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0)
            die(place);
        ::close(fd);
    } else {
        die(path.source, EINVAL); // a device or a socket is no file to share
    }
    if (::mount(path.source.c_str(), place.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0)
        die(path.source);
    mount_attr attributes{};
    attributes.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (path.mode == "ro" ? MOUNT_ATTR_RDONLY : 0);
    if (::syscall(SYS_mount_setattr, AT_FDCWD, place.c_str(), AT_RECURSIVE, &attributes, sizeof attributes) != 0)
        die(path.source);
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        usage();
    const std::string folder = argv[1];
    std::vector<SharedPath> paths;
    int at = 2;
    for (; at + 2 < argc && std::string_view(argv[at]) != "--"; at += 3) {
        const std::string_view mode = argv[at];
        const std::string name = argv[at + 1];
        if ((mode != "ro" && mode != "rw") || name.empty() || name.contains('/') || name == "." || name == "..")
            usage();
        paths.push_back({mode, name, argv[at + 2]});
    }
    if (at + 1 >= argc || std::string_view(argv[at]) != "--")
        usage();
    std::vector<std::string> arguments(argv + at + 1, argv + argc);

    if (::geteuid() != 0 && !enterUserNamespace()) {
        for (const char *squash : {"--translate-uid=squash-guest:0:0:4294967295", "--translate-gid=squash-guest:0:0:4294967295"})
            arguments.emplace_back(squash);
    }
    if (::unshare(CLONE_NEWNS) != 0)
        die("mount namespace");
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        die("private mounts");
    if (::mount("firkin-share", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=64k,mode=755") != 0)
        die(folder);
    for (const SharedPath &path : paths)
        bind(path, folder);
    if (::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, nullptr) != 0)
        die(folder);

    std::vector<char *> raw;
    for (std::string &argument : arguments)
        raw.push_back(argument.data());
    raw.push_back(nullptr);
    ::execv(raw.front(), raw.data());
    die(arguments.front());
}

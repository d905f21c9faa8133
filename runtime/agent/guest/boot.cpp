// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/boot.h"

#include "runtime/agent/guest/cgroup.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/modules.h"
#include "runtime/agent/guest/netlink.h"

#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <linux/magic.h>
#include <mutex>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

struct KernelMount {
    const char *type;
    const char *target;
    unsigned long flags;
    const char *data;
};

constexpr unsigned long strict = MS_NOSUID | MS_NODEV | MS_NOEXEC;

// Debian's kernel does not mount devtmpfs by itself. cgroup2 without nsdelegate: a container may write the limits
// of its own cgroup. binfmt_misc is a module that few need: SetupEmulator mounts it.
constexpr KernelMount kernelMounts[] = {
    {"proc", "/proc", strict, nullptr},
    {"sysfs", "/sys", strict, nullptr},
    {"devtmpfs", "/dev", MS_NOSUID | MS_STRICTATIME, "mode=0755"},
    {"devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "gid=5,mode=0620,ptmxmode=0666"},
    {"tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777"},
    {"tmpfs", "/run", MS_NOSUID | MS_NODEV | MS_STRICTATIME, "mode=0755"},
    {"tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777"},
    {"cgroup2", "/sys/fs/cgroup", strict, nullptr},
};

void complain(const std::string &what)
{
    logWarning(what + ": " + std::strerror(errno));
}

/// pivot_root(2) refuses to leave the kernel's first root, where an initramfs lies, and crun would fail on it. A bind
/// mount of the root over itself is a root like any other; nothing is copied, no memory is used twice.
void leaveFirstRoot()
{
    struct statfs root{};
    if (::statfs("/", &root) != 0 || (root.f_type != RAMFS_MAGIC && root.f_type != TMPFS_MAGIC))
        return; // a disk: the kernel has mounted it over the first root
    if (::mount("/", "/mnt", nullptr, MS_BIND, nullptr) != 0 || ::chdir("/mnt") != 0
        || ::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0 || ::chdir("/") != 0)
        complain("cannot leave the first root");
}

void mountKernelFileSystems()
{
    for (const auto &entry : kernelMounts) {
        ::mkdir(entry.target, 0755);
        if (::mount(entry.type, entry.target, entry.type, entry.flags, entry.data) != 0 && errno != EBUSY)
            complain(std::string("cannot mount ") + entry.target);
    }
    // What every Linux program expects of /dev.
    for (const auto &[target, link] : {std::pair{"/proc/self/fd", "/dev/fd"},
                                       {"/proc/self/fd/0", "/dev/stdin"},
                                       {"/proc/self/fd/1", "/dev/stdout"},
                                       {"/proc/self/fd/2", "/dev/stderr"}}) {
        if (::symlink(target, link) != 0 && errno != EEXIST)
            complain(std::string("cannot link ") + link);
    }
}

/// Hosts bind the agent into containers as a tiny init, under the name that the protocol's first agent had.
void nameAgent()
{
    ::mkdir("/sbin", 0755);
    if (::symlink("/init", "/sbin/vminitd") != 0 && errno != EEXIST)
        complain("cannot link /sbin/vminitd");
}

void raiseLimits()
{
    const auto most = parseNumber(readKernelFile("/proc/sys/fs/nr_open").value_or(""));
    if (most) {
        const rlimit files{.rlim_cur = *most, .rlim_max = *most};
        if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
            complain("cannot raise the limit of descriptors");
    }
    // Containers get their own value from their specification (see spec_normaliser).
    if (auto status = writeKernelFile("/proc/self/oom_score_adj", "-1000"); !status)
        logWarning("oom_score_adj: " + status.error().detail);
}

void setUpSignals()
{
    std::signal(SIGPIPE, SIG_IGN);
    // Blocked in every thread: the reaper waits for it.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

struct Gate {
    std::mutex mutex;
    std::condition_variable opened;
    bool closed = false;
};

Gate &gate()
{
    static Gate theGate;
    return theGate;
}

} // namespace

std::vector<std::string> setUpMachine()
{
    ::umask(022);
    leaveFirstRoot();
    mountKernelFileSystems();
    nameAgent();
    setUpSignals();
    raiseLimits();
    ::setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1);
    if (auto status = enterAgentCgroup(); !status)
        logWarning("cgroup " + status.error().object + ": " + status.error().detail);
    auto plan = planModules(modulesToLoad("/lib/modules/load-order"));
    loadModules(plan.first);
    return std::move(plan.rest);
}

void MachineGate::close()
{
    const std::lock_guard lock(gate().mutex);
    gate().closed = true;
}

void MachineGate::open()
{
    const std::lock_guard lock(gate().mutex);
    gate().closed = false;
    gate().opened.notify_all();
}

void MachineGate::pass()
{
    std::unique_lock lock(gate().mutex);
    gate().opened.wait(lock, [] { return !gate().closed; });
}

void powerOff()
{
    ::sync();
    ::reboot(RB_POWER_OFF);
    for (;;)
        ::pause();
}

} // namespace firkin::guest

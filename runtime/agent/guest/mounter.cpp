// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/mounter.h"

#include "runtime/agent/guest/boot.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/base/stop_fd.h"
#include "runtime/base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::guest {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view bySerial = "/dev/disk/by-id/virtio-";
/// What a device that is being plugged gets to appear, and how often it is looked for: sysfs does not announce.
constexpr auto plugTime = 2s;
constexpr auto lookEvery = 50ms;
constexpr auto busyTime = 500ms;
constexpr auto busyEvery = 10ms;

struct Word {
    std::string_view name;
    unsigned long flag;
    bool clears;
};

constexpr Word words[] = {
    {"async", MS_SYNCHRONOUS, true},    {"atime", MS_NOATIME, true},         {"bind", MS_BIND, false},
    {"dev", MS_NODEV, true},            {"diratime", MS_NODIRATIME, true},   {"dirsync", MS_DIRSYNC, false},
    {"exec", MS_NOEXEC, true},          {"mand", MS_MANDLOCK, false},        {"noatime", MS_NOATIME, false},
    {"nodev", MS_NODEV, false},         {"nodiratime", MS_NODIRATIME, false}, {"noexec", MS_NOEXEC, false},
    {"nomand", MS_MANDLOCK, true},      {"norelatime", MS_RELATIME, true},   {"nostrictatime", MS_STRICTATIME, true},
    {"nosuid", MS_NOSUID, false},       {"rbind", MS_BIND | MS_REC, false},  {"relatime", MS_RELATIME, false},
    {"remount", MS_REMOUNT, false},     {"ro", MS_RDONLY, false},            {"rw", MS_RDONLY, true},
    {"strictatime", MS_STRICTATIME, false}, {"suid", MS_NOSUID, true},       {"sync", MS_SYNCHRONOUS, false},
};

std::unexpected<Error> bad(const MountCall &call, int errnoValue)
{
    return fail(systemError(Operation::MountFileSystem, call.source + " at " + call.destination, errnoValue));
}

void rescanBus()
{
    static_cast<void>(writeKernelFile("/sys/bus/pci/rescan", "1"));
}

std::string findDisk(std::string_view serial)
{
    std::error_code problem;
    for (const auto &block : std::filesystem::directory_iterator("/sys/block", problem)) {
        std::string text = readKernelFile(block.path() / "serial").value_or("");
        while (text.ends_with('\n') || text.ends_with(' '))
            text.pop_back();
        if (!text.empty() && text == serial)
            return "/dev/" + block.path().filename().string();
    }
    return {};
}

bool isMountPoint(const std::string &path)
{
    struct stat here{}, above{};
    return ::lstat(path.c_str(), &here) == 0 && ::lstat((path + "/..").c_str(), &above) == 0 && here.st_dev != above.st_dev;
}

/// Hosts set up a machine by mounting what the agent has mounted by itself; a second instance on top would hide what is in
/// use.
bool isThereAlready(const MountCall &call)
{
    static constexpr std::string_view ours[] = {"/tmp", "/run", "/dev/pts", "/dev/shm", "/proc", "/sys", "/dev", "/sys/fs/cgroup"};
    if (std::ranges::find(ours, call.destination) == std::end(ours))
        return false;
    const std::string mounts = readKernelFile("/proc/self/mounts").value_or("");
    return ("\n" + mounts).contains(" " + call.destination + " " + call.type + " ");
}

Status makeDestination(const MountCall &call, bool bind)
{
    struct stat source{};
    const bool isFile = bind && ::stat(call.source.c_str(), &source) == 0 && !S_ISDIR(source.st_mode);
    if (!isFile)
        return makeDirectories(call.destination);
    FIRKIN_TRY(makeDirectories(std::filesystem::path(call.destination).parent_path()));
    const UniqueFd fd(::open(call.destination.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644));
    if (!fd && ::access(call.destination.c_str(), F_OK) != 0)
        return bad(call, errno);
    return {};
}

} // namespace

MountOptions parseMountOptions(const std::vector<std::string> &given)
{
    MountOptions out;
    for (const auto &option : given) {
        const auto found = std::ranges::find(words, option, &Word::name);
        if (found == std::end(words)) {
            if (!option.empty())
                out.data += (out.data.empty() ? "" : ",") + option;
        } else if (found->clears) {
            out.flags &= ~found->flag;
        } else {
            out.flags |= found->flag;
        }
    }
    // A word for mount(8), of no meaning to file systems.
    if (out.data == "defaults")
        out.data.clear();
    return out;
}

Result<std::string> resolveDisk(const std::string &source)
{
    if (!source.starts_with(bySerial))
        return source;
    MachineGate::pass();
    const std::string_view serial = std::string_view(source).substr(bySerial.size());
    for (const auto until = std::chrono::steady_clock::now() + plugTime;;) {
        if (std::string found = findDisk(serial); !found.empty())
            return found;
        if (std::chrono::steady_clock::now() >= until)
            return fail(Operation::MountFileSystem, source, Reason::DeviceLost, "no disk with this serial");
        rescanBus();
        pauseFor(lookEvery, {});
    }
}

Status resolveDiskSources(nlohmann::json &spec)
{
    const auto mounts = spec.find("mounts");
    if (mounts == spec.end() || !mounts->is_array())
        return {};
    for (auto &mount : *mounts) {
        const auto source = mount.is_object() ? mount.find("source") : mount.end();
        if (!mount.is_object() || source == mount.end() || !source->is_string())
            continue;
        FIRKIN_ASSIGN(*source, resolveDisk(source->get<std::string>()));
    }
    return {};
}

Status mountAt(const MountCall &call)
{
    MachineGate::pass();
    if (isThereAlready(call))
        return {};
    MountCall made = call;
    FIRKIN_ASSIGN(made.source, resolveDisk(call.source));
    const MountOptions options = parseMountOptions(call.options);
    const bool bind = (options.flags & MS_BIND) != 0;
    FIRKIN_TRY(makeDestination(made, bind));
    if ((options.flags & MS_REMOUNT) && options.data.empty() && !bind && options.flags == MS_REMOUNT)
        return {};
    const bool mayAppear = call.type == "virtiofs" || made.source.starts_with("/dev/vd");
    const auto until = std::chrono::steady_clock::now() + plugTime;
    while (::mount(made.source.c_str(), made.destination.c_str(), made.type.c_str(), options.flags, options.data.c_str()) != 0) {
        const int problem = errno;
        const bool missing = problem == ENOENT || problem == ENXIO || problem == ENODEV || problem == EINVAL || problem == ENOTBLK;
        if (!mayAppear || !missing || std::chrono::steady_clock::now() >= until)
            return bad(made, problem);
        rescanBus();
        pauseFor(lookEvery, {});
    }
    // The kernel takes "read-only" of a bind mount only in a second step.
    if (bind && (options.flags & MS_RDONLY)
        && ::mount(nullptr, made.destination.c_str(), nullptr, options.flags | MS_REMOUNT, nullptr) != 0) {
        const int problem = errno;
        ::umount2(made.destination.c_str(), MNT_DETACH);
        return bad(made, problem);
    }
    return {};
}

Status unmount(const std::string &path, int flags)
{
    const auto until = std::chrono::steady_clock::now() + busyTime;
    while (::umount2(path.c_str(), flags) != 0) {
        if (errno != EBUSY || std::chrono::steady_clock::now() >= until) {
            Error error = systemError(Operation::UnmountFileSystem, path, errno);
            if (errno == EBUSY)
                error.code = ErrorCode::InvalidState;
            return fail(std::move(error));
        }
        pauseFor(busyEvery, {});
    }
    return {};
}

Status unmountIfMounted(const std::string &path)
{
    if (!isMountPoint(path))
        return {};
    return unmount(path, 0);
}

Status writeSysctl(const std::string &name, std::string_view value)
{
    std::string path = name;
    // "net.ipv4.conf.eth0/1.forwarding": where there is a slash, it stands for a dot of the name.
    for (char &c : path)
        c = c == '.' ? '/' : c == '/' ? '.' : c;
    if (("/" + path + "/").contains("/../"))
        return fail(Operation::ConfigureGuest, name, Reason::BadPath);
    return writeKernelFile("/proc/sys/" + path, value);
}

} // namespace firkin::guest

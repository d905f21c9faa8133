// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/host_mounts.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <sys/stat.h>

namespace firkin::container {

std::string shareMountPoint(std::string_view tag)
{
    return "/run/firkin/shares/" + std::string(tag);
}

Result<std::filesystem::path> canonicalSource(const std::filesystem::path &path)
{
    const std::string &text = path.native();
    if (!path.is_absolute() || text.contains('\0'))
        return fail(Operation::MountFileSystem, text, Reason::BadPath);
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(text.c_str(), nullptr), &std::free);
    struct stat info{};
    if (!real || ::stat(real.get(), &info) != 0)
        return fail(systemError(Operation::MountFileSystem, text, errno));
    if (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode))
        return fail(Operation::MountFileSystem, text, Reason::BadPath, "neither a folder nor a regular file");
    return std::filesystem::path(real.get());
}

SharePlan planShare(const std::vector<HostMount> &mounts, std::string_view tag)
{
    SharePlan plan;
    if (mounts.empty())
        return plan;
    vmm::Share share{.tag = std::string(tag), .paths = {}};
    for (const HostMount &mount : mounts) {
        auto path = std::ranges::find(share.paths, mount.source, &vmm::SharedPath::source);
        if (path == share.paths.end()) {
            share.paths.push_back({.name = "p" + std::to_string(share.paths.size()), .source = mount.source, .readOnly = true});
            path = std::prev(share.paths.end());
        }
        path->readOnly = path->readOnly && mount.readOnly;
        oci::Mount bind = oci::Mount::bind(shareMountPoint(tag) + "/" + path->name, mount.destination);
        if (mount.readOnly)
            bind.options = {"rbind", "ro"};
        plan.mounts.push_back(std::move(bind));
    }
    plan.share = std::move(share);
    return plan;
}

oci::Mount tmpfsMount(std::string destination, std::optional<ByteSize> size, const std::vector<std::string> &options, bool readOnly)
{
    oci::Mount mount{std::move(destination), "tmpfs", "tmpfs", {"nosuid", "nodev", "noexec"}};
    // As Docker does: careful, unless asked otherwise.
    for (const std::string &option : options) {
        const bool allows = option == "suid" || option == "dev" || option == "exec";
        if (allows)
            std::erase(mount.options, "no" + option);
        mount.addOption(option);
    }
    if (size)
        mount.addOption("size=" + std::to_string(size->bytes));
    if (readOnly)
        mount.addOption("ro");
    return mount;
}

oci::Mount diskMount(std::string_view serial, std::string filesystem, std::string destination, bool readOnly)
{
    return {std::move(destination), std::move(filesystem), "/dev/disk/by-id/virtio-" + std::string(serial), {readOnly ? "ro" : "rw"}};
}

} // namespace firkin::container

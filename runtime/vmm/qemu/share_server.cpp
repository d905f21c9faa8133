// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/share_server.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/socket.h"

#include <spdlog/spdlog.h>

#include <unistd.h>

namespace firkin::vmm::qemu {
namespace {

constexpr int listeningNumber = 3;

/// Stands for a moment only, so one name does for all.
std::filesystem::path socketIn(const std::filesystem::path &folder)
{
    return folder / "f";
}

std::filesystem::path mountPointOf(const std::filesystem::path &folder, const Share &share)
{
    return folder / ("share-" + share.tag);
}

} // namespace

ProcessSpec ShareServer::spec(const std::filesystem::path &launcher, const std::filesystem::path &virtiofsd,
                              const std::filesystem::path &mountPoint, const Share &share, bool asRoot)
{
    ProcessSpec spec;
    spec.program = launcher;
    spec.arguments.push_back(mountPoint.native());
    for (const SharedPath &path : share.paths)
        spec.arguments.insert(spec.arguments.end(), {path.readOnly ? "ro" : "rw", path.name, path.source.native()});
    spec.arguments.insert(spec.arguments.end(), {"--", virtiofsd.native(), "--fd", std::to_string(listeningNumber), "--shared-dir", mountPoint.native(),
                                                 "--migration-mode", "find-paths", "--log-level", "error"});
    // Device nodes made in a share would be the host's; without privileges nobody can make any.
    if (asRoot)
        spec.arguments.emplace_back("--modcaps=-mknod");
    return spec;
}

Result<ShareServer> ShareServer::start(const std::filesystem::path &folder, const Share &share, Deadline deadline, std::stop_token stop)
{
    FIRKIN_ASSIGN(const auto launcher, findHelper(Helper::ShareServer));
    FIRKIN_ASSIGN(const auto virtiofsd, findHelper(Helper::Virtiofsd));
    const bool asRoot = ::geteuid() == 0;
    if (asRoot)
        spdlog::warn("share {}: the guest's root writes to it as this host's root; run as an ordinary user if that is not meant", share.tag);
    removeFiles(folder, share);
    const auto mountPoint = mountPointOf(folder, share);
    FIRKIN_TRY(makePrivateDirectory(mountPoint));

    ShareServer server;
    const auto path = socketIn(folder);
    FIRKIN_ASSIGN(UniqueFd listening, listenAt(path, 1, Operation::RunHelper));
    FIRKIN_ASSIGN(server.connection, connectTo(path, deadline, stop, Operation::RunHelper));
    ::unlink(path.c_str());
    ProcessSpec launch = spec(launcher, virtiofsd, mountPoint, share, asRoot);
    launch.inheritedFds = {{listening.get(), listeningNumber}};
    FIRKIN_ASSIGN(server.process, Process::start(launch));
    return server;
}

void ShareServer::removeFiles(const std::filesystem::path &folder, const Share &share)
{
    ::unlink(socketIn(folder).c_str());
    ::rmdir(mountPointOf(folder, share).c_str());
}

} // namespace firkin::vmm::qemu

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/file_servers.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/served_files.h"
#include "runtime/fuse/stale_mount.h"
#include "runtime/supervisor/launch/handshake.h"
#include "runtime/supervisor/wire/convert.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

namespace firkin::supervisor {

namespace {

constexpr std::chrono::seconds patience{10};
/// A request that the guest does not answer may hold a thread for two seconds.
constexpr std::chrono::seconds endGrace{4};
constexpr int readyFd = 3;

} // namespace

FileServers::~FileServers()
{
    end();
    for (auto &[container, server] : m_servers) {
        server.process->terminate(endGrace);
        clearStale(container);
    }
}

void FileServers::end()
{
    const std::lock_guard lock(m_mutex);
    for (auto &[container, server] : m_servers) {
        server.isEnding = true;
        server.process->signal(SIGTERM);
    }
}

void FileServers::clearStale(const ContainerId &container) const
{
    if (const Status cleared = fuse::clearStale(servedFolder(m_runtime, container)); !cleared)
        spdlog::warn("{}", render(cleared.error()));
    std::error_code ignored; // the last one takes the folder of folders along
    std::filesystem::remove(servedFolder(m_runtime, container).parent_path(), ignored);
}

Result<std::filesystem::path> FileServers::serve(const ContainerId &container, std::stop_token stop)
{
    const std::lock_guard lock(m_mutex);
    const std::filesystem::path folder = servedFolder(m_runtime, container);
    if (const auto known = m_servers.find(container); known != m_servers.end()) {
        if (!known->second.isEnding && !known->second.process->ended())
            return folder;
        known->second.process->terminate(endGrace);
        m_servers.erase(known);
    }
    FIRKIN_TRY(fuse::clearStale(folder));
    FIRKIN_TRY(makePrivateDirectory(folder.parent_path()));
    FIRKIN_TRY(makePrivateDirectory(folder));
    auto server = launch(container, folder, stop);
    if (!server) {
        clearStale(container);
        return fail(server.error());
    }
    m_servers.emplace(container, Server{std::move(*server), false});
    return folder;
}

Result<std::unique_ptr<Process>>
FileServers::launch(const ContainerId &container, const std::filesystem::path &folder, std::stop_token stop)
{
    ProcessSpec spec;
    FIRKIN_ASSIGN(spec.program, findHelper(Helper::FuseServer));
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(systemError(Operation::MountFileSystem, container.str(), errno, "pipe"));
    const UniqueFd readEnd(ends[0]);
    UniqueFd writeEnd(ends[1]);
    spec.arguments = {"--store",    m_store.native(), "--container", container.str(),
                      "--folder", folder.native(),  "--ready-fd",  std::to_string(readyFd)};
    spec.inheritedFds = {{writeEnd.get(), readyFd}};
    auto started = m_loop.call([&] { return Process::start(spec); });
    if (!started)
        return fail(cancelled(Operation::MountFileSystem, container.str()));
    if (!*started)
        return fail(started->error());
    std::unique_ptr<Process> &process = **started;
    writeEnd.reset();
    FIRKIN_ASSIGN(const std::string handshake, readHandshake(readEnd.get(), Operation::MountFileSystem, container.str(), Deadline::after(patience), stop));
    if (handshake.empty())
        return fail(Operation::MountFileSystem, container.str(), Reason::HelperFailed, process->errorTail());
    if (const Status ready = decodeHandshake(handshake, container.str()); !ready) {
        Error error = ready.error();
        if (error.detail.empty() || error.rootReason() == Reason::HelperFailed)
            error.detail += " " + process->errorTail();
        return fail(std::move(error));
    }
    return std::move(process);
}

} // namespace firkin::supervisor

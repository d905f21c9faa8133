// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/copy.h"

#include "runtime/agent/guest/bulk_connection.h"
#include "runtime/agent/guest/tree_reader.h"
#include "runtime/agent/guest/tree_writer.h"
#include "runtime/base/file.h"

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace firkin::guest {

namespace {

constexpr std::size_t pieceSize = 256 * 1024;

std::unexpected<Error> failed(Operation operation, const CopyTask &task, int errnoValue, std::string_view call)
{
    return fail(systemError(operation, task.path, errnoValue, call));
}

Status copyFileIn(const ContainerRegistry::Place &place, const CopyTask &task, BulkConnection &connection)
{
    // The connection before the file: one that cannot be made must not have emptied it.
    FIRKIN_ASSIGN(const auto file, place.tree.createFile(place.path, 0600, true));
    const auto fill = [&]() -> Status {
        std::vector<std::byte> buffer(pieceSize);
        for (;;) {
            FIRKIN_ASSIGN(const std::size_t count, connection.read(buffer));
            if (count == 0)
                break;
            FIRKIN_TRY(writeAll(file.fd.get(), std::span(buffer).first(count), task.path));
        }
        if ((file.isNew || task.mode) && ::fchmod(file.fd.get(), task.mode ? task.mode : 0644) != 0)
            return failed(Operation::CopyIn, task, errno, "chmod");
        if (::fsync(file.fd.get()) != 0)
            return failed(Operation::CopyIn, task, errno, "fsync");
        return {};
    };
    auto filled = fill();
    if (!filled && file.isNew) {
        if (const auto entry = place.tree.entryOf(place.path))
            ::unlinkat(entry->folder.get(), entry->name.c_str(), 0);
    }
    return filled;
}

Status copyFileOut(const UniqueFd &file, const CopyTask &task, BulkConnection &connection)
{
    std::vector<std::byte> buffer(pieceSize);
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count == 0)
            return {};
        if (count < 0 && errno != EINTR)
            return failed(Operation::CopyOut, task, errno, "read");
        if (count > 0)
            FIRKIN_TRY(connection.write(std::span(buffer).first(static_cast<std::size_t>(count))));
    }
}

} // namespace

Status copyIn(const ContainerRegistry &containers, const CopyTask &task, HostDialer dial)
{
    FIRKIN_ASSIGN(const auto place, containers.resolve(task.path));
    if (task.createParents)
        FIRKIN_TRY(place.tree.makeFolders(splitPath(place.path).folder));
    if (!task.archive) {
        FIRKIN_ASSIGN(BulkConnection connection, BulkConnection::dial(task.port, dial, task.stopped));
        return copyFileIn(place, task, connection);
    }
    const bool isNew = !place.tree.openFolder(place.path);
    FIRKIN_ASSIGN(const UniqueFd folder, place.tree.makeFolders(place.path));
    FIRKIN_ASSIGN(BulkConnection connection, BulkConnection::dial(task.port, dial, task.stopped));
    FIRKIN_TRY(unpackTree(place.tree, place.path, isNew, [&](std::span<std::byte> buffer) { return connection.read(buffer); }));
    if (::syncfs(folder.get()) != 0)
        return failed(Operation::CopyIn, task, errno, "syncfs");
    return {};
}

Status copyOut(const ContainerRegistry &containers, const CopyTask &task, HostDialer dial,
               const std::function<void(bool archive, std::uint64_t size)> &metadata)
{
    FIRKIN_ASSIGN(const auto place, containers.resolve(task.path));
    FIRKIN_ASSIGN(const UniqueFd found, place.tree.find(place.path));
    FIRKIN_ASSIGN(const struct stat status, statOf(found.get()));
    if (S_ISDIR(status.st_mode)) {
        FIRKIN_ASSIGN(const UniqueFd folder, reopen(found.get(), O_RDONLY | O_DIRECTORY));
        metadata(true, 0);
        FIRKIN_ASSIGN(BulkConnection connection, BulkConnection::dial(task.port, dial, task.stopped));
        FIRKIN_TRY(packTree(folder.get(), task.path, [&](std::span<const std::byte> bytes) { return connection.write(bytes); }));
        return connection.finish();
    }
    FIRKIN_ASSIGN(const UniqueFd file, place.tree.openFile(place.path));
    metadata(false, static_cast<std::uint64_t>(status.st_size));
    FIRKIN_ASSIGN(BulkConnection connection, BulkConnection::dial(task.port, dial, task.stopped));
    FIRKIN_TRY(copyFileOut(file, task, connection));
    return connection.finish();
}

} // namespace firkin::guest

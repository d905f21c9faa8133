// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/fill_folder.h"

#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/agent/guest/tree_reader.h"
#include "runtime/agent/guest/tree_writer.h"
#include "runtime/base/file.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <thread>
#include <unistd.h>

namespace firkin::guest {
namespace {

void emptyFolder(const std::string &folder)
{
    std::error_code problem;
    for (const auto &entry : std::filesystem::directory_iterator(folder, problem)) {
        std::filesystem::remove_all(entry.path(), problem); // links are removed, not followed
        if (problem)
            logWarning("fillFolder: " + entry.path().native() + " stays: " + problem.message());
    }
}

} // namespace

Status fillFolder(const std::string &rootfs, std::string_view source, const std::string &target)
{
    FIRKIN_ASSIGN(const RootedTree from, RootedTree::open(rootfs));
    const auto folder = from.openFolder(source);
    if (!folder)
        return {}; // the image has nothing there, or no folder
    std::error_code problem;
    const bool isEmpty = std::filesystem::is_empty(target, problem);
    if (problem)
        return fail(systemError(Operation::CopyIn, target, problem.value()));
    if (!isEmpty)
        return {};
    FIRKIN_ASSIGN(const RootedTree to, RootedTree::open(target));

    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(systemError(Operation::CopyIn, target, errno));
    UniqueFd reading(ends[0]), writing(ends[1]);
    const std::string object(source);
    Status packed;
    bool isRead = true; // what it is given; else the unpacker knows more
    std::jthread packer([&] {
        packed = packTree(folder->get(), object, [&](std::span<const std::byte> bytes) {
            Status written = writeAll(writing.get(), bytes, object);
            isRead = isRead && written.has_value();
            return written;
        });
        writing.reset();
    });
    Status unpacked = unpackTree(to, ".", true, [&](std::span<std::byte> buffer) -> Result<std::size_t> {
        for (;;) {
            const ssize_t count = ::read(reading.get(), buffer.data(), buffer.size());
            if (count >= 0)
                return static_cast<std::size_t>(count);
            if (errno != EINTR)
                return fail(systemError(Operation::CopyIn, target, errno));
        }
    });
    reading.reset(); // a packer that still writes fails, rather than waits
    packer.join();
    Status done = !packed && isRead ? packed : unpacked ? packed : unpacked;
    if (!done)
        emptyFolder(target); // half a volume would count as one that is in use
    return done;
}

} // namespace firkin::guest

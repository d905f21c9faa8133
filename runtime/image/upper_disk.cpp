// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/upper_disk.h"

#include "runtime/base/paths.h"
#include "runtime/base/process.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::image {

Status makeUpperDisk(const std::filesystem::path &path, ByteSize size, std::stop_token stop)
{
    const std::string object = path.filename().string();
    if (size < ByteSize::ofMiB(16))
        return fail(Operation::CreateContainer, object, Reason::OutOfRange, "a disk of less than 16 MiB");
    struct stat info{};
    if (::lstat(path.c_str(), &info) == 0)
        return fail(systemError(Operation::CreateContainer, object, EEXIST));
    FIRKIN_ASSIGN(const std::filesystem::path program, findHelper(Helper::Mke2fs));
    ProcessSpec spec;
    spec.program = program;
    // 20 GiB take 20 ms and 6.5 MB: nothing is initialised now (it is a hole), nor by the kernel later, which would fill
    // the hole with its inode tables.
    spec.arguments = {"-q", "-F", "-t", "ext4", "-b", "4096", "-m", "0",
                      "-J", size < ByteSize::ofMiB(128) ? "size=4" : size < ByteSize::ofGiB(1) ? "size=16" : "size=64",
                      "-O", "^resize_inode",
                      "-E", "nodiscard,assume_storage_prezeroed=1,lazy_journal_init=1,root_owner=0:0",
                      path.string(), std::to_string(size.bytes / 1024) + "k"};
    auto output = run(spec, Deadline::never(), stop);
    if (output && output->end.success())
        return {};
    ::unlink(path.c_str());
    if (!output)
        return fail(wrap(Operation::CreateContainer, object, std::move(output).error()));
    const bool full = output->errorTail.find("No space left") != std::string::npos;
    return fail(Operation::CreateContainer, object, full ? Reason::NoSpace : Reason::HelperFailed, output->errorTail);
}

} // namespace firkin::image

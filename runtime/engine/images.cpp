// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/images.h"

#include "runtime/base/file.h"
#include "runtime/base/ids.h"
#include "runtime/base/unique_fd.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace firkin::engine {

Status saveImages(Images &images,
                  const std::vector<std::string> &references,
                  const std::filesystem::path &file,
                  const ProgressFn &progress,
                  std::stop_token stop)
{
    // Beside its place, so that the rename is one within a file system.
    std::filesystem::path temporary = file;
    temporary += "." + randomId() + ".part";
    const UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!fd)
        return fail(systemError(Operation::SaveImage, file.string(), errno, "open"));
    Status saved = images.save(references, [&](std::span<const std::byte> bytes) { return writeAll(fd.get(), bytes, file.string()); }, progress, stop);
    if (saved && ::fsync(fd.get()) != 0)
        saved = fail(systemError(Operation::SaveImage, file.string(), errno, "fsync"));
    if (saved && ::rename(temporary.c_str(), file.c_str()) != 0)
        saved = fail(systemError(Operation::SaveImage, file.string(), errno, "rename"));
    if (!saved)
        ::unlink(temporary.c_str());
    return saved;
}

std::vector<ImageView> unusedImages(const std::vector<ImageView> &images, bool all)
{
    std::vector<ImageView> unused;
    std::ranges::copy_if(images, std::back_inserter(unused), [&](const ImageView &image) {
        return image.usedBy.empty() && (all || image.references.empty());
    });
    return unused;
}

} // namespace firkin::engine

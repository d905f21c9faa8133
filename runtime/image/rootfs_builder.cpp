// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/rootfs_builder.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/image/debugfs.h"

#include <cerrno>
#include <fcntl.h>

namespace firkin::image {

namespace {

/// As many bytes as ext4 may need around what it holds: inode table, bitmaps, descriptors, and room to spare, which costs
/// nothing in a sparse file.
std::uint64_t imageBytes(const LayerTree::Totals &totals)
{
    const std::uint64_t inodeBytes = (totals.inodes + 64) * 256;
    const std::uint64_t content = totals.dataBlocks * 4096 + inodeBytes;
    return (content + content / 10 + (std::uint64_t{32} << 20)) & ~std::uint64_t{4095};
}

/// A UUID of the digest's first bytes: the same image is the same file.
std::string uuidOf(const oci::Digest &digest)
{
    std::string hex = digest.hex();
    hex.resize(32, '0');
    hex[12] = '8'; // a version for those who make their own
    hex[16] = '8';
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

Status syncFile(const std::filesystem::path &path)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0)
        return fail(systemError(Operation::BuildRootfs, path.filename().string(), errno, "fsync"));
    return {};
}

Status runMke2fs(std::vector<std::string> arguments, const std::function<Status(int)> &feed, std::stop_token stop)
{
    ProcessSpec spec;
    FIRKIN_ASSIGN(spec.program, findHelper(Helper::Mke2fs));
    spec.arguments = std::move(arguments);
    // It converts names from the locale; these are bytes.
    spec.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "MKE2FS_SKIP_CHECK_MSG=1"};
    FIRKIN_ASSIGN(const ProcessOutput output, run(spec, Deadline::never(), stop, std::size_t{1} << 20, feed));
    if (output.end.success())
        return {};
    const bool full = output.errorTail.find("No space left") != std::string::npos;
    return fail(Operation::RunHelper, helperName(Helper::Mke2fs), full ? Reason::NoSpace : Reason::HelperFailed, output.errorTail);
}

} // namespace

std::vector<std::string>
mke2fsArguments(const std::filesystem::path &image, const LayerTree::Totals &totals, const oci::Digest &chainId)
{
    const std::string uuid = uuidOf(chainId);
    return {"-q", "-F", "-t", "ext4", "-d", "-",
            "-b", "4096", "-m", "0",
            "-N", std::to_string(totals.inodes + 64),
            "-U", uuid,
            // Never written to: no journal, no room to grow, no tables to be initialised when it is mounted.
            "-O", "^has_journal,^resize_inode",
            "-E", "nodiscard,assume_storage_prezeroed=1,root_owner=0:0,hash_seed=" + uuid,
            image.string(),
            std::to_string(imageBytes(totals) / 1024) + "k"};
}

Status buildRootfs(const std::vector<LayerFile> &layers,
                   const oci::Digest &chainId,
                   const std::filesystem::path &image,
                   std::uint64_t maxUnpackedBytes,
                   const ProgressFn &progress,
                   std::stop_token stop)
{
    LayerTree tree;
    FIRKIN_TRY(indexLayers(layers, tree, maxUnpackedBytes, progress, stop));
    const LayerTree::Totals totals = tree.totals();
    if (totals.dataBlocks * 4096 > maxUnpackedBytes)
        return fail(Operation::BuildRootfs, chainId.shortHex(), Reason::LimitExceeded, "it unpacks to too much");
    FIRKIN_ASSIGN(const std::uint64_t free, freeSpace(image.parent_path()));
    if (totals.dataBlocks * 4096 > free)
        return fail(Operation::BuildRootfs, chainId.shortHex(), Reason::NoSpace);

    const auto build = [&]() -> Status {
        FIRKIN_TRY(runMke2fs(mke2fsArguments(image, totals, chainId), [&](int fd) {
            return writeMergedTar(layers, tree, fd, maxUnpackedBytes, progress, stop);
        }, stop));
        report(progress, {Phase::Finishing, 0, std::nullopt, chainId.shortHex()});
        if (!tree.hasAtRoot("lost+found")) // else it is the image's own
            FIRKIN_TRY(runDebugfs("rmdir lost+found", image, stop));
        return syncFile(image);
    };
    Status status = build();
    if (!status) {
        ::unlink(image.c_str());
        return fail(wrap(Operation::BuildRootfs, chainId.shortHex(), std::move(status).error()));
    }
    return {};
}

} // namespace firkin::image

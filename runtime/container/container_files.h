// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/copy/copy_options.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

namespace firkin::container {

class MountedContainer;

using agent::FileEntry;
using agent::FileType;
using copy::CopyOptions;

/// The tree of one container, as it sees it while it runs, else its root file system. Paths are absolute in it, bytes,
/// and resolved inside it by the agent whatever links it holds. Blocks; any thread; calls may overlap. Cheap to make.
///
/// Copies stream in one pass, without temporary files: the agent is called, dials back, and tar (stored, not
/// compressed) or the file's bytes go through. What comes from the guest is hostile: no entry of it leaves
/// the target folder, no device is made, and sizes and counts have limits (runtime/oci/limits.h).
class ContainerFiles {
public:
    explicit ContainerFiles(std::shared_ptr<MountedContainer> container);

    /// Docker's rules: an existing folder takes the source below its name; "name/" must be a folder.
    Status copyIn(const std::filesystem::path &source, std::string_view target, const CopyOptions &options, const ProgressFn &progress, std::stop_token stop);
    Status copyOut(std::string_view source, const std::filesystem::path &target, const CopyOptions &options, const ProgressFn &progress, std::stop_token stop);
    /// A tar stream (plain or gzip) from `tarFd` into an existing folder.
    Status extract(int tarFd, std::string_view targetFolder, const CopyOptions &options, const ProgressFn &progress, std::stop_token stop);
    /// The source as a plain tar stream to `tarFd`, its top entry named as the source.
    Status archive(std::string_view source, int tarFd, const CopyOptions &options, const ProgressFn &progress, std::stop_token stop);

    /// Pages of at most 2,000, in no order, on the calling thread.
    Status list(std::string_view path, const std::function<void(std::vector<FileEntry>)> &page, std::stop_token stop);
    Result<FileEntry> stat(std::string_view path, bool follow, std::stop_token stop);
    /// A part of a regular file whose name is no link; short at its end.
    Result<agent::FileRange> read(std::string_view path, std::uint64_t offset, std::uint32_t length, std::stop_token stop);
    Status rename(std::string_view from, std::string_view to, bool replace, std::stop_token stop);
    Status remove(std::string_view path, bool recursive, std::stop_token stop);
    Status makeDirectory(std::string_view path, bool parents, std::stop_token stop);

private:
    std::shared_ptr<MountedContainer> m_container;
};

} // namespace firkin::container

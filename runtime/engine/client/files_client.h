// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/files.h"

namespace firkin::engine {

/// A container's files, through its supervisor, which reads and writes host paths itself (it runs as the same user): paths
/// of the caller are made absolute here.
class FilesClient final : public Files {
public:
    explicit FilesClient(MachineCalls &calls) : m_calls(calls) {}
    Status list(const ContainerId &container,
                std::string_view path,
                const std::function<void(std::vector<FileEntry>)> &page,
                std::stop_token stop) override;
    Result<FileEntry> stat(const ContainerId &container, std::string_view path, std::stop_token stop) override;
    Status copyIn(const ContainerId &container,
                  const std::filesystem::path &source,
                  std::string_view target,
                  const CopyOptions &options,
                  const ProgressFn &progress,
                  std::stop_token stop) override;
    Status copyOut(const ContainerId &container,
                   std::string_view source,
                   const std::filesystem::path &target,
                   const CopyOptions &options,
                   const ProgressFn &progress,
                   std::stop_token stop) override;
    Status extract(const ContainerId &container, int tarFd, std::string_view targetFolder, std::stop_token stop) override;
    Status archive(const ContainerId &container, std::string_view source, int tarFd, std::stop_token stop) override;
    Status rename(const ContainerId &container, std::string_view from, std::string_view to, std::stop_token stop) override;
    Status remove(const ContainerId &container, std::string_view path, bool recursive, std::stop_token stop) override;
    Status makeDirectory(const ContainerId &container, std::string_view path, std::stop_token stop) override;
    Result<FileRange> read(const ContainerId &container, std::string_view path, std::uint64_t offset, std::uint32_t length,
                           std::stop_token stop) override;
    Result<std::filesystem::path> serve(const ContainerId &container, std::stop_token stop) override;

private:
    MachineCalls &m_calls;
};

} // namespace firkin::engine

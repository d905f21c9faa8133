// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/oci/digest.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace firkin::image {

/// Content by its digest: `blobs/sha256/HEX`, each synced before it appears by rename. Any thread, any process; who adds
/// holds the store's content lock shared, else a sweep may take away what no index names yet.
class BlobStore {
public:
    explicit BlobStore(std::filesystem::path directory) : m_directory(std::move(directory)) {}

    [[nodiscard]] std::filesystem::path path(const oci::Digest &digest) const;
    [[nodiscard]] std::filesystem::path temporaryDirectory() const { return m_directory / "tmp"; }
    [[nodiscard]] bool has(const oci::Digest &digest, std::uint64_t size) const;
    [[nodiscard]] Result<std::string> read(const oci::Digest &digest, std::size_t limit) const;

    /// A file of ours on the same file system becomes the blob; its digest has been computed by the caller.
    Status adopt(const std::filesystem::path &file, const oci::Digest &digest);
    Result<oci::Digest> add(std::string_view content);
    [[nodiscard]] std::vector<oci::Digest> all() const;
    void remove(const oci::Digest &digest);

private:
    std::filesystem::path m_directory;
};

/// A new file in the store's folder for what is under way; gone at its end unless it was adopted.
class StagedBlob {
public:
    static Result<StagedBlob> create(const BlobStore &store);
    StagedBlob(StagedBlob &&other) noexcept;
    StagedBlob &operator=(StagedBlob &&) = delete;
    ~StagedBlob();

    Status write(std::span<const std::byte> bytes);
    /// The digest of what was written. Closes the file.
    oci::Digest finish();
    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    StagedBlob(std::filesystem::path path, UniqueFd fd) : m_path(std::move(path)), m_fd(std::move(fd)) {}
    std::filesystem::path m_path;
    UniqueFd m_fd;
    oci::Sha256 m_sha;
    std::uint64_t m_size = 0;
};

} // namespace firkin::image

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/blob_store.h"

#include "runtime/base/file.h"
#include "runtime/base/ids.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace firkin::image {

namespace fs = std::filesystem;

fs::path BlobStore::path(const oci::Digest &digest) const { return m_directory / "blobs/sha256" / digest.hex(); }

bool BlobStore::has(const oci::Digest &digest, std::uint64_t size) const
{
    struct stat info{};
    return ::stat(path(digest).c_str(), &info) == 0 && S_ISREG(info.st_mode) && static_cast<std::uint64_t>(info.st_size) == size;
}

Result<std::string> BlobStore::read(const oci::Digest &digest, std::size_t limit) const
{
    auto content = readFile(path(digest), limit);
    if (!content)
        return fail(wrap(Operation::ReadImage, digest.shortHex(), std::move(content).error()));
    if (oci::Digest::ofBytes(*content) != digest)
        return fail(Operation::ReadImage, digest.shortHex(), Reason::DigestMismatch);
    return content;
}

Status BlobStore::adopt(const fs::path &file, const oci::Digest &digest)
{
    {
        const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd || ::fchmod(fd.get(), 0600) != 0 || ::fsync(fd.get()) != 0)
            return fail(systemError(Operation::LoadImage, digest.shortHex(), errno, "fsync"));
    }
    if (::rename(file.c_str(), path(digest).c_str()) != 0)
        return fail(systemError(Operation::LoadImage, digest.shortHex(), errno, "rename"));
    return syncDirectory(m_directory / "blobs/sha256");
}

Result<oci::Digest> BlobStore::add(std::string_view content)
{
    FIRKIN_ASSIGN(StagedBlob staged, StagedBlob::create(*this));
    FIRKIN_TRY(staged.write(std::as_bytes(std::span(content))));
    const oci::Digest digest = staged.finish();
    FIRKIN_TRY(adopt(staged.path(), digest));
    return digest;
}

std::vector<oci::Digest> BlobStore::all() const
{
    std::vector<oci::Digest> digests;
    std::error_code ignored; // a folder that cannot be read has nothing to be swept
    for (const auto &entry : fs::directory_iterator(m_directory / "blobs/sha256", ignored)) {
        if (auto digest = oci::Digest::parse("sha256:" + entry.path().filename().string()))
            digests.push_back(std::move(*digest));
    }
    return digests;
}

void BlobStore::remove(const oci::Digest &digest) { ::unlink(path(digest).c_str()); }

Result<StagedBlob> StagedBlob::create(const BlobStore &store)
{
    fs::path path = store.temporaryDirectory() / ("blob-" + randomId());
    UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd)
        return fail(systemError(Operation::LoadImage, path.string(), errno, "create"));
    return StagedBlob(std::move(path), std::move(fd));
}

StagedBlob::StagedBlob(StagedBlob &&other) noexcept
    : m_path(std::exchange(other.m_path, {})), m_fd(std::move(other.m_fd)), m_sha(std::move(other.m_sha)), m_size(other.m_size)
{
}

StagedBlob::~StagedBlob()
{
    if (!m_path.empty())
        ::unlink(m_path.c_str()); // gone already if it was adopted
}

Status StagedBlob::write(std::span<const std::byte> bytes)
{
    m_sha.update(bytes);
    m_size += bytes.size();
    return writeAll(m_fd.get(), bytes, "image");
}

oci::Digest StagedBlob::finish()
{
    m_fd.reset();
    return m_sha.finish();
}

} // namespace firkin::image

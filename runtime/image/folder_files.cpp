// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/image/image_files.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace firkin::image {

namespace {

class FolderFiles final : public ImageFiles {
public:
    FolderFiles(std::filesystem::path folder, bool ours, ProgressFn progress, std::stop_token stop)
        : m_folder(std::move(folder)), m_ours(ours), m_progress(std::move(progress)), m_stop(std::move(stop))
    {
    }

    bool has(std::string_view name) const override
    {
        struct stat info{};
        return ::stat((m_folder / name).c_str(), &info) == 0 && S_ISREG(info.st_mode);
    }

    Result<std::string> read(std::string_view name, std::size_t limit) override { return readFile(m_folder / name, limit); }

    Result<Taken> take(std::string_view name, const oci::Digest &expected, BlobStore &store) override
    {
        const std::filesystem::path path = m_folder / name;
        const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
        struct stat info{};
        if (!fd || ::fstat(fd.get(), &info) != 0)
            return fail(systemError(Operation::LoadImage, path.string(), errno));
        if (!S_ISREG(info.st_mode))
            return fail(Operation::LoadImage, path.string(), Reason::NotAnImage, "not a file");
        const auto size = static_cast<std::uint64_t>(info.st_size);
        if (!expected.empty() && store.has(expected, size))
            return Taken{expected, size};

        // Moved where we may: the digest is made of the same bytes, and nobody else writes them.
        std::optional<StagedBlob> copy;
        if (!m_ours) {
            FIRKIN_ASSIGN(StagedBlob made, StagedBlob::create(store));
            copy.emplace(std::move(made));
        }
        oci::Sha256 sha;
        std::vector<std::byte> buffer(std::size_t{1} << 20);
        std::uint64_t done = 0;
        for (;;) {
            if (m_stop.stop_requested())
                return fail(cancelled(Operation::LoadImage, name));
            const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                return fail(systemError(Operation::LoadImage, path.string(), errno, "read"));
            if (got == 0)
                break;
            const std::span<const std::byte> bytes(buffer.data(), static_cast<std::size_t>(got));
            if (copy)
                FIRKIN_TRY(copy->write(bytes));
            else
                sha.update(bytes);
            done += bytes.size();
            report(m_progress, {Phase::Verifying, done, size, std::string(name)});
        }
        const oci::Digest digest = copy ? copy->finish() : sha.finish();
        if (!expected.empty() && digest != expected)
            return fail(Operation::LoadImage, name, Reason::DigestMismatch, "it is " + digest.str());
        FIRKIN_TRY(store.adopt(copy ? copy->path() : path, digest));
        return Taken{digest, done};
    }

private:
    std::filesystem::path m_folder;
    bool m_ours;
    ProgressFn m_progress;
    std::stop_token m_stop;
};

} // namespace

Result<std::unique_ptr<ImageFiles>>
openFolder(const std::filesystem::path &folder, bool ours, const ProgressFn &progress, std::stop_token stop)
{
    struct stat info{};
    if (::stat(folder.c_str(), &info) != 0)
        return fail(systemError(Operation::LoadImage, folder.string(), errno));
    if (!S_ISDIR(info.st_mode))
        return fail(Operation::LoadImage, folder.string(), Reason::NotADirectory);
    return std::make_unique<FolderFiles>(folder, ours, progress, std::move(stop));
}

} // namespace firkin::image

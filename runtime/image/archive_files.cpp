// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/image/archive_error.h"
#include "runtime/image/image_files.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <map>

namespace firkin::image {

namespace {

/// "./a//b/../c" → "a/c"; what leads out of the archive becomes a name that nothing has.
std::string normalised(std::string_view path)
{
    std::filesystem::path clean = std::filesystem::path("/" + std::string(path)).lexically_normal();
    std::string text = clean.string().substr(1);
    while (text.ends_with('/'))
        text.pop_back();
    return text;
}

class ArchiveFiles final : public ImageFiles {
public:
    struct File {
        StagedBlob blob;
        oci::Digest digest;
        bool adopted = false;
    };

    explicit ArchiveFiles(std::string object) : m_object(std::move(object)) {}

    Status unpack(archive *in, const BlobStore &store, std::uint64_t maxBytes, const ProgressFn &progress, std::uint64_t total, const std::stop_token &stop);

    bool has(std::string_view name) const override { return find(name) != nullptr; }

    Result<std::string> read(std::string_view name, std::size_t limit) override
    {
        const File *file = find(name);
        if (!file)
            return missing(name);
        return file->adopted ? Result<std::string>(missing(name)) : readFile(file->blob.path(), limit);
    }

    Result<Taken> take(std::string_view name, const oci::Digest &expected, BlobStore &store) override
    {
        File *file = find(name);
        if (!file)
            return missing(name);
        if (!expected.empty() && file->digest != expected)
            return fail(Operation::LoadImage, name, Reason::DigestMismatch, "it is " + file->digest.str());
        if (!file->adopted && !store.has(file->digest, file->blob.size()))
            FIRKIN_TRY(store.adopt(file->blob.path(), file->digest));
        file->adopted = true;
        return Taken{file->digest, file->blob.size()};
    }

private:
    std::unexpected<Error> missing(std::string_view name) const
    {
        return fail(Operation::LoadImage, m_object, Reason::NotAnImage, "it lacks " + std::string(name));
    }

    /// Docker's older archives have one layer's file once and links to it elsewhere.
    const File *find(std::string_view name) const
    {
        std::string path = normalised(name);
        for (std::size_t hops = 0; hops < limits::symlinkHops; ++hops) {
            if (const auto file = m_files.find(path); file != m_files.end())
                return &file->second;
            const auto link = m_links.find(path);
            if (link == m_links.end())
                return nullptr;
            path = link->second;
        }
        return nullptr;
    }
    File *find(std::string_view name) { return const_cast<File *>(std::as_const(*this).find(name)); }

    std::string m_object;
    std::map<std::string, File> m_files;
    std::map<std::string, std::string> m_links;
};

Status ArchiveFiles::unpack(archive *in, const BlobStore &store, std::uint64_t maxBytes, const ProgressFn &progress, std::uint64_t total, const std::stop_token &stop)
{
    std::vector<std::byte> buffer(std::size_t{1} << 20);
    std::uint64_t unpacked = 0;
    for (std::uint64_t count = 0;; ++count) {
        archive_entry *entry = nullptr;
        const int status = archive_read_next_header(in, &entry);
        if (status == ARCHIVE_EOF)
            return {};
        if (status < ARCHIVE_WARN)
            return fail(archiveError(Operation::LoadImage, m_object, in));
        if (count >= limits::imageArchiveFiles)
            return fail(Operation::LoadImage, m_object, Reason::LimitExceeded, "too many files");
        const char *rawName = archive_entry_pathname(entry);
        const std::string name = normalised(rawName ? rawName : "");
        if (name.size() > limits::pathBytes)
            return fail(Operation::LoadImage, m_object, Reason::LimitExceeded, "a path of more than 4096 bytes");
        if (const char *link = archive_entry_hardlink(entry)) {
            m_links[name] = normalised(link);
            continue;
        }
        if (archive_entry_filetype(entry) == AE_IFLNK) {
            const char *link = archive_entry_symlink(entry);
            m_links[name] = normalised((std::filesystem::path(name).parent_path() / (link ? link : "")).string());
            continue;
        }
        if (archive_entry_filetype(entry) != AE_IFREG)
            continue; // folders; and what else is in there, no image needs
        FIRKIN_ASSIGN(StagedBlob blob, StagedBlob::create(store));
        for (;;) {
            if (stop.stop_requested())
                return fail(cancelled(Operation::LoadImage, m_object));
            const la_ssize_t got = archive_read_data(in, buffer.data(), buffer.size());
            if (got < 0)
                return fail(archiveError(Operation::LoadImage, m_object, in));
            if (got == 0)
                break;
            unpacked += static_cast<std::uint64_t>(got);
            if (unpacked > maxBytes)
                return fail(Operation::LoadImage, m_object, Reason::LimitExceeded, "it unpacks to too much");
            FIRKIN_TRY(blob.write({buffer.data(), static_cast<std::size_t>(got)}));
            report(progress, {Phase::Unpacking, static_cast<std::uint64_t>(archive_filter_bytes(in, -1)), total, name});
        }
        oci::Digest digest = blob.finish();
        m_files.erase(name);
        m_links.erase(name);
        m_files.emplace(name, File{std::move(blob), std::move(digest)});
    }
}

} // namespace

Result<std::unique_ptr<ImageFiles>> openArchive(const std::filesystem::path &path,
                                                const BlobStore &store,
                                                std::uint64_t maxBytes,
                                                const ProgressFn &progress,
                                                std::stop_token stop)
{
    const std::string object = path.filename().string();
    std::error_code problem;
    const std::uint64_t size = std::filesystem::file_size(path, problem);
    if (problem)
        return fail(systemError(Operation::LoadImage, path.string(), problem.value()));
    const ReadArchive in(archive_read_new());
    archive_read_support_filter_gzip(in.get());
    archive_read_support_filter_zstd(in.get());
    archive_read_support_filter_xz(in.get());
    archive_read_support_format_tar(in.get());
    archive_read_set_format_option(in.get(), "tar", "hdrcharset", "BINARY");
    if (archive_read_open_filename(in.get(), path.c_str(), std::size_t{1} << 20) != ARCHIVE_OK)
        return fail(archiveError(Operation::LoadImage, object, in.get()));
    auto files = std::make_unique<ArchiveFiles>(object);
    FIRKIN_TRY(files->unpack(in.get(), store, maxBytes, progress, size, stop));
    return files;
}

} // namespace firkin::image

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_archive.h"

#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/copy/tar_writer.h"

#include <array>
#include <fcntl.h>
#include <map>
#include <unistd.h>

namespace firkin::image {

namespace {

/// What the archive is made of, each piece of content once.
struct Contents {
    oci::Index index;
    std::vector<oci::DockerArchiveImage> docker;
    std::map<std::string, oci::Descriptor> blobs; ///< by hexadecimal digest: sorted, so that the order is the same each time
    std::uint64_t bytes = 0;
};

std::string blobPath(const oci::Digest &digest) { return "blobs/sha256/" + digest.hex(); }

void addBlob(Contents &contents, const oci::Descriptor &blob)
{
    if (contents.blobs.emplace(blob.digest.hex(), blob).second)
        contents.bytes += blob.size;
}

Result<Contents> collect(const std::vector<ArchivedImage> &images, const BlobStore &blobs)
{
    Contents contents;
    for (const ArchivedImage &image : images) {
        FIRKIN_ASSIGN(const std::string json, blobs.read(image.descriptor.digest, limits::manifest));
        FIRKIN_ASSIGN(const oci::Manifest manifest, oci::parseManifest(json));
        addBlob(contents, image.descriptor);
        addBlob(contents, manifest.config);
        oci::DockerArchiveImage docker;
        docker.config = blobPath(manifest.config.digest);
        for (const oci::Descriptor &layer : manifest.layers) {
            addBlob(contents, layer);
            docker.layers.push_back(blobPath(layer.digest));
        }
        oci::Descriptor entry = image.descriptor;
        entry.annotations.clear();
        if (image.names.empty())
            contents.index.manifests.push_back(entry);
        for (const oci::Reference &name : image.names) {
            docker.repoTags.push_back(name.str());
            entry.annotations = {{"org.opencontainers.image.ref.name", name.str()}, {"io.containerd.image.name", name.str()}};
            contents.index.manifests.push_back(entry);
        }
        contents.docker.push_back(std::move(docker));
    }
    return contents;
}

Status addFile(copy::TarWriter &tar, const std::string &path, std::string_view content)
{
    copy::TarEntry entry;
    entry.path = path;
    entry.size = content.size();
    FIRKIN_TRY(tar.begin(entry));
    return tar.write(std::as_bytes(std::span(content)));
}

Status addFolder(copy::TarWriter &tar, const std::string &path)
{
    copy::TarEntry entry;
    entry.path = path;
    entry.kind = copy::EntryKind::Directory;
    entry.mode = 0755;
    return tar.begin(entry);
}

} // namespace

Status writeArchive(const std::vector<ArchivedImage> &images,
                    const BlobStore &blobs,
                    const copy::ByteSink &sink,
                    const ProgressFn &progress,
                    std::stop_token stop)
{
    FIRKIN_ASSIGN(const Contents contents, collect(images, blobs));
    const std::string object = images.size() == 1 && !images.front().names.empty() ? images.front().names.front().str() : "archive";
    copy::TarWriter tar(sink, copy::TarCoding::Plain);
    FIRKIN_TRY(addFile(tar, "oci-layout", R"({"imageLayoutVersion":"1.0.0"})"));
    FIRKIN_TRY(addFile(tar, "index.json", oci::toJson(contents.index)));
    FIRKIN_TRY(addFile(tar, "manifest.json", oci::toJson(contents.docker)));
    FIRKIN_TRY(addFolder(tar, "blobs"));
    FIRKIN_TRY(addFolder(tar, "blobs/sha256"));
    std::vector<std::byte> buffer(std::size_t{256} << 10);
    std::uint64_t done = 0;
    for (const auto &[hex, blob] : contents.blobs) {
        copy::TarEntry entry;
        entry.path = blobPath(blob.digest);
        entry.size = blob.size;
        FIRKIN_TRY(tar.begin(entry));
        const UniqueFd file(::open(blobs.path(blob.digest).c_str(), O_RDONLY | O_CLOEXEC));
        if (!file)
            return fail(systemError(Operation::SaveImage, blob.digest.shortHex(), errno, "open"));
        for (std::uint64_t left = blob.size; left > 0;) {
            if (stop.stop_requested())
                return fail(cancelled(Operation::SaveImage, object));
            const ssize_t got = ::read(file.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), left));
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                return got < 0 ? fail(systemError(Operation::SaveImage, blob.digest.shortHex(), errno, "read"))
                               : fail(Operation::SaveImage, blob.digest.shortHex(), Reason::Truncated);
            FIRKIN_TRY(tar.write(std::span(buffer).first(static_cast<std::size_t>(got))));
            left -= static_cast<std::uint64_t>(got);
            done += static_cast<std::uint64_t>(got);
            report(progress, {Phase::Copying, done, contents.bytes, object});
        }
    }
    return tar.finish();
}

} // namespace firkin::image

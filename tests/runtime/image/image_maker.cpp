// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/image/image_maker.h"

#include "runtime/image/archive_error.h"
#include "runtime/oci/platform.h"

#include <archive.h>
#include <archive_entry.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <format>
#include <fstream>
#include <sstream>

namespace firkin::test {

namespace fs = std::filesystem;
using image::EntryKind;

TarEntry directory(std::string path, unsigned mode) { return {std::move(path), EntryKind::Directory, {}, mode, 0, 0, {}}; }
TarEntry file(std::string path, std::string content, unsigned mode)
{
    return {std::move(path), EntryKind::Regular, std::move(content), mode, 0, 0, {}};
}
TarEntry symbolicLink(std::string path, std::string target) { return {std::move(path), EntryKind::Symlink, std::move(target), 0777, 0, 0, {}}; }
TarEntry hardLink(std::string path, std::string target) { return {std::move(path), EntryKind::HardLink, std::move(target), 0644, 0, 0, {}}; }

std::string makeTar(const std::vector<TarEntry> &entries, Packing packing)
{
    std::string out;
    const image::WriteArchive tar(archive_write_new());
    archive_write_set_format_pax_restricted(tar.get());
    archive_write_set_format_option(tar.get(), "pax", "hdrcharset", "BINARY");
    if (packing == Packing::Gzip)
        archive_write_add_filter_gzip(tar.get());
    if (packing == Packing::Zstd)
        archive_write_add_filter_zstd(tar.get());
    archive_write_set_bytes_in_last_block(tar.get(), 1);
    archive_write_open(
        tar.get(), &out, nullptr,
        [](archive *, void *self, const void *bytes, std::size_t size) -> la_ssize_t {
            static_cast<std::string *>(self)->append(static_cast<const char *>(bytes), size);
            return static_cast<la_ssize_t>(size);
        },
        nullptr);
    archive_entry *raw = archive_entry_new();
    for (const TarEntry &entry : entries) {
        archive_entry_clear(raw);
        archive_entry_set_pathname(raw, entry.path.c_str());
        archive_entry_set_perm(raw, static_cast<__LA_MODE_T>(entry.mode));
        archive_entry_set_uid(raw, entry.uid);
        archive_entry_set_gid(raw, entry.gid);
        archive_entry_set_mtime(raw, entry.seconds, 0);
        archive_entry_set_size(raw, 0);
        switch (entry.kind) {
        case EntryKind::Regular:
            archive_entry_set_filetype(raw, AE_IFREG);
            archive_entry_set_size(raw, static_cast<la_int64_t>(entry.content.size()));
            break;
        case EntryKind::Directory:
            archive_entry_set_filetype(raw, AE_IFDIR);
            break;
        case EntryKind::Symlink:
            archive_entry_set_filetype(raw, AE_IFLNK);
            archive_entry_set_symlink(raw, entry.content.c_str());
            break;
        case EntryKind::HardLink:
            archive_entry_set_filetype(raw, AE_IFREG);
            archive_entry_set_hardlink(raw, entry.content.c_str());
            break;
        case EntryKind::Fifo:
            archive_entry_set_filetype(raw, AE_IFIFO);
            break;
        case EntryKind::CharacterDevice:
        case EntryKind::BlockDevice:
            archive_entry_set_filetype(raw, entry.kind == EntryKind::BlockDevice ? AE_IFBLK : AE_IFCHR);
            archive_entry_set_rdevmajor(raw, 1);
            archive_entry_set_rdevminor(raw, 3);
            break;
        }
        for (const auto &[name, value] : entry.xattrs)
            archive_entry_xattr_add_entry(raw, name.c_str(), value.data(), value.size());
        archive_write_header(tar.get(), raw);
        if (entry.kind == EntryKind::Regular)
            archive_write_data(tar.get(), entry.content.data(), entry.content.size());
    }
    archive_entry_free(raw);
    archive_write_close(tar.get());
    return out;
}

std::vector<std::string> listTar(const std::string &tar)
{
    std::vector<std::string> lines;
    const image::ReadArchive in(archive_read_new());
    archive_read_support_format_tar(in.get());
    archive_read_set_format_option(in.get(), "tar", "hdrcharset", "BINARY");
    archive_read_open_memory(in.get(), tar.data(), tar.size());
    archive_entry *raw = nullptr;
    while (archive_read_next_header(in.get(), &raw) == ARCHIVE_OK) {
        const std::string path = archive_entry_pathname(raw);
        const std::string owner = std::format("{:o} {}:{}", archive_entry_perm(raw) & 07777U, archive_entry_uid(raw), archive_entry_gid(raw));
        if (archive_entry_hardlink(raw)) {
            lines.push_back("h " + path + " → " + archive_entry_hardlink(raw));
        } else if (archive_entry_filetype(raw) == AE_IFDIR) {
            lines.push_back("d " + path + " " + owner);
        } else if (archive_entry_filetype(raw) == AE_IFLNK) {
            lines.push_back("l " + path + " → " + archive_entry_symlink(raw));
        } else if (archive_entry_filetype(raw) == AE_IFREG) {
            std::string content(static_cast<std::size_t>(archive_entry_size(raw)), '\0');
            archive_read_data(in.get(), content.data(), content.size());
            lines.push_back("f " + path + " " + owner + " " + content);
        } else {
            lines.push_back("? " + path + " " + owner);
        }
        const char *name = nullptr;
        const void *value = nullptr;
        std::size_t size = 0;
        archive_entry_xattr_reset(raw);
        while (archive_entry_xattr_next(raw, &name, &value, &size) == ARCHIVE_OK)
            if (const std::string line = "x " + path + " " + name; !std::ranges::contains(lines, line)) // pax has two spellings
                lines.push_back(line);
    }
    return lines;
}

ImageParts makeImage(const std::vector<std::vector<TarEntry>> &layers,
                     Packing packing,
                     std::string_view configExtra,
                     std::string_view architecture)
{
    ImageParts parts;
    oci::Manifest manifest;
    nlohmann::json diffIds = nlohmann::json::array();
    for (const auto &entries : layers) {
        parts.diffIds.push_back(oci::Digest::ofBytes(makeTar(entries)));
        parts.layers.push_back(makeTar(entries, packing));
        diffIds.push_back(parts.diffIds.back().str());
        const auto type = packing == Packing::Gzip ? oci::media::ociLayerGzip : packing == Packing::Zstd ? oci::media::ociLayerZstd : oci::media::ociLayer;
        manifest.layers.push_back({std::string(type), oci::Digest::ofBytes(parts.layers.back()), parts.layers.back().size(), {}, {}});
    }
    const nlohmann::json config{
        {"architecture", architecture.empty() ? oci::guestPlatform().architecture : std::string(architecture)},
        {"os", "linux"},
        {"config", nlohmann::json::parse(configExtra.empty() ? "{}" : configExtra)},
        {"rootfs", {{"type", "layers"}, {"diff_ids", diffIds}}}};
    parts.config = config.dump();
    manifest.config = {std::string(oci::media::ociConfig), oci::Digest::ofBytes(parts.config), parts.config.size(), {}, {}};
    parts.manifest = oci::toJson(manifest);
    return parts;
}

void writeFile(const fs::path &path, std::string_view content)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
}

void writeLayout(const fs::path &folder, const std::vector<std::pair<ImageParts, std::string>> &images)
{
    oci::Index index;
    const auto blob = [&](const std::string &content) {
        writeFile(folder / "blobs/sha256" / oci::Digest::ofBytes(content).hex(), content);
    };
    for (const auto &[parts, name] : images) {
        for (const std::string &layer : parts.layers)
            blob(layer);
        blob(parts.config);
        blob(parts.manifest);
        oci::Descriptor descriptor{std::string(oci::media::ociManifest), oci::Digest::ofBytes(parts.manifest), parts.manifest.size(), {}, {}};
        if (!name.empty())
            descriptor.annotations["org.opencontainers.image.ref.name"] = name;
        index.manifests.push_back(descriptor);
    }
    writeFile(folder / "index.json", oci::toJson(index));
    writeFile(folder / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
}

std::string packFolder(const fs::path &folder, Packing packing)
{
    std::vector<TarEntry> entries;
    for (const auto &item : fs::recursive_directory_iterator(folder)) {
        if (!item.is_regular_file())
            continue;
        std::ostringstream content;
        content << std::ifstream(item.path(), std::ios::binary).rdbuf();
        entries.push_back(file(fs::relative(item.path(), folder).string(), content.str()));
    }
    // Blobs before the index: the order that needs the reader's patience.
    std::ranges::sort(entries, {}, &TarEntry::path);
    return makeTar(entries, packing);
}

std::string makeDockerArchive(const ImageParts &image, const std::vector<std::string> &repoTags)
{
    std::vector<TarEntry> entries;
    nlohmann::json layers = nlohmann::json::array();
    for (std::size_t i = 0; i < image.layers.size(); ++i) {
        const std::string name = std::to_string(i) + "/layer.tar";
        entries.push_back(file(name, image.layers[i]));
        // As `docker save` once did: the second and later mention of a layer is a link.
        entries.push_back(symbolicLink("link" + std::to_string(i) + "/layer.tar", "../" + name));
        layers.push_back("link" + std::to_string(i) + "/layer.tar");
    }
    entries.push_back(file("config.json", image.config));
    entries.push_back(file("manifest.json", nlohmann::json::array({{{"Config", "config.json"}, {"RepoTags", repoTags}, {"Layers", layers}}}).dump()));
    return makeTar(entries);
}

} // namespace firkin::test

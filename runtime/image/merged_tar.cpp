// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/merged_tar.h"

#include "runtime/image/archive_error.h"
#include "runtime/image/layer_reader.h"

#include <archive.h>
#include <archive_entry.h>

#include <utility>

namespace firkin::image {

namespace {

struct EntryFree {
    void operator()(archive_entry *entry) const { archive_entry_free(entry); }
};
using EntryPointer = std::unique_ptr<archive_entry, EntryFree>;

std::uint64_t packedTotal(const std::vector<LayerFile> &layers)
{
    std::uint64_t total = 0;
    for (const LayerFile &layer : layers)
        total += layer.packedBytes;
    return total;
}

unsigned fileType(EntryKind kind)
{
    switch (kind) {
    case EntryKind::Directory:
        return AE_IFDIR;
    case EntryKind::Symlink:
        return AE_IFLNK;
    case EntryKind::CharacterDevice:
        return AE_IFCHR;
    case EntryKind::BlockDevice:
        return AE_IFBLK;
    case EntryKind::Fifo:
        return AE_IFIFO;
    case EntryKind::Regular:
    case EntryKind::HardLink:
        break;
    }
    return AE_IFREG;
}

/// A PAX tar on a descriptor. Times of access and change, names of owners and flags are left out: they would cost an
/// extended header for each file and mean nothing in the image.
class TarWriter {
public:
    static Result<TarWriter> open(int fd)
    {
        TarWriter writer;
        archive *out = writer.m_archive.get();
        archive_write_set_format_pax_restricted(out);
        archive_write_set_format_option(out, "pax", "hdrcharset", "BINARY");
        archive_write_add_filter_none(out);
        archive_write_set_bytes_per_block(out, 256 << 10);
        archive_write_set_bytes_in_last_block(out, 1);
        if (archive_write_open_fd(out, fd) != ARCHIVE_OK)
            return fail(archiveError(Operation::BuildRootfs, "", out));
        return writer;
    }

    Status header(const std::string &path, const ReadEntry &from)
    {
        archive_entry *entry = archive_entry_clear(m_entry.get());
        archive_entry_set_pathname(entry, path.c_str());
        archive_entry_set_filetype(entry, fileType(from.kind));
        archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(from.attributes.mode));
        archive_entry_set_uid(entry, from.attributes.uid);
        archive_entry_set_gid(entry, from.attributes.gid);
        archive_entry_set_mtime(entry, from.attributes.seconds, static_cast<long>(from.attributes.nanoseconds));
        archive_entry_set_size(entry, from.kind == EntryKind::Regular ? static_cast<la_int64_t>(from.size) : 0);
        if (from.kind == EntryKind::Symlink)
            archive_entry_set_symlink(entry, from.target.c_str());
        if (from.kind == EntryKind::HardLink)
            archive_entry_set_hardlink(entry, from.target.c_str());
        if (from.kind == EntryKind::CharacterDevice || from.kind == EntryKind::BlockDevice) {
            archive_entry_set_rdevmajor(entry, from.deviceMajor);
            archive_entry_set_rdevminor(entry, from.deviceMinor);
        }
        for (const auto &[name, value] : from.attributes.xattrs)
            archive_entry_xattr_add_entry(entry, name.c_str(), value.data(), value.size());
        if (archive_write_header(m_archive.get(), entry) < ARCHIVE_WARN)
            return fail(archiveError(Operation::BuildRootfs, path, m_archive.get()));
        return {};
    }

    Status content(std::span<const std::byte> bytes)
    {
        while (!bytes.empty()) {
            const la_ssize_t written = archive_write_data(m_archive.get(), bytes.data(), bytes.size());
            if (written <= 0)
                return fail(archiveError(Operation::BuildRootfs, "", m_archive.get()));
            bytes = bytes.subspan(static_cast<std::size_t>(written));
        }
        return {};
    }

    Status close()
    {
        if (archive_write_close(m_archive.get()) != ARCHIVE_OK)
            return fail(archiveError(Operation::BuildRootfs, "", m_archive.get()));
        return {};
    }

private:
    TarWriter() : m_archive(archive_write_new()), m_entry(archive_entry_new()) {}
    WriteArchive m_archive;
    EntryPointer m_entry;
};

Status writeLayer(const LayerFile &layer,
                  std::uint32_t number,
                  const LayerTree &tree,
                  TarWriter &writer,
                  LayerReader &reader,
                  const std::function<void(std::uint64_t)> &onRead)
{
    const std::vector<LayerTree::Survivor> survivors = tree.survivors(number);
    auto survivor = survivors.begin();
    for (std::uint32_t index = 0; survivor != survivors.end(); ++index) {
        FIRKIN_ASSIGN(const std::optional<ReadEntry> entry, reader.next());
        if (!entry) // it had more when it was indexed
            return fail(Operation::BuildRootfs, layer.path.filename().string(), Reason::FileChanged);
        if (index % 64 == 0)
            onRead(reader.bytesRead());
        if (index != survivor->entry)
            continue;
        FIRKIN_TRY(writer.header(tree.pathOf(survivor->file), *entry));
        if (entry->kind == EntryKind::Regular) {
            for (;;) {
                FIRKIN_ASSIGN(const auto bytes, reader.readContent());
                if (bytes.empty())
                    break;
                FIRKIN_TRY(writer.content(bytes));
            }
        }
        ++survivor;
    }
    return {};
}

} // namespace

Status indexLayers(const std::vector<LayerFile> &layers,
                   LayerTree &tree,
                   std::uint64_t maxUnpackedBytes,
                   const ProgressFn &progress,
                   std::stop_token stop)
{
    const std::uint64_t total = packedTotal(layers);
    std::uint64_t before = 0;
    for (const LayerFile &layer : layers) {
        tree.beginLayer();
        FIRKIN_ASSIGN(const auto reader, LayerReader::open(layer.path, maxUnpackedBytes, stop));
        for (std::uint32_t index = 0;; ++index) {
            FIRKIN_ASSIGN(const std::optional<ReadEntry> entry, reader->next());
            if (!entry)
                break;
            LayerEntry item{entry->path, entry->kind, entry->size, entry->target, !entry->attributes.xattrs.empty(), {}};
            if (entry->kind == EntryKind::Directory)
                item.directory = entry->attributes;
            FIRKIN_TRY(tree.apply(item));
            if (index % 64 == 0)
                report(progress, {Phase::Verifying, before + reader->bytesRead(), total, layer.diffId.shortHex()});
        }
        FIRKIN_ASSIGN(const oci::Digest digest, reader->finish());
        if (!layer.diffId.empty() && digest != layer.diffId)
            return fail(Operation::ReadImage, layer.path.filename().string(), Reason::DigestMismatch, "unpacked it is " + digest.str());
        before += layer.packedBytes;
    }
    tree.finish();
    return {};
}

Status writeMergedTar(const std::vector<LayerFile> &layers,
                      const LayerTree &tree,
                      int fd,
                      std::uint64_t maxUnpackedBytes,
                      const ProgressFn &progress,
                      std::stop_token stop)
{
    FIRKIN_ASSIGN(TarWriter writer, TarWriter::open(fd));
    Status status;
    tree.eachDirectory([&](const std::string &path, const DirectoryAttributes &attributes) {
        if (!status)
            return;
        ReadEntry entry;
        entry.kind = EntryKind::Directory;
        entry.attributes = attributes;
        status = writer.header(path.empty() ? "./" : path + "/", entry);
    });
    FIRKIN_TRY(std::move(status));
    const std::uint64_t total = packedTotal(layers);
    std::uint64_t before = 0;
    for (std::uint32_t number = 0; number < layers.size(); ++number) {
        FIRKIN_ASSIGN(const auto reader, LayerReader::open(layers[number].path, maxUnpackedBytes, stop));
        FIRKIN_TRY(writeLayer(layers[number], number, tree, writer, *reader, [&](std::uint64_t read) {
            report(progress, {Phase::BuildingRootfs, before + read, total, layers[number].diffId.shortHex()});
        }));
        before += layers[number].packedBytes;
    }
    status = {};
    tree.eachHardLink([&](const std::string &path, const std::string &target) {
        if (!status)
            return;
        ReadEntry entry;
        entry.kind = EntryKind::HardLink;
        entry.target = target;
        status = writer.header(path, entry);
    });
    FIRKIN_TRY(std::move(status));
    return writer.close();
}

} // namespace firkin::image

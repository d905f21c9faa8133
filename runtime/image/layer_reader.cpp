// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/layer_reader.h"

#include "runtime/base/limits.h"
#include "runtime/image/archive_error.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace firkin::image {

/// Two libarchive readers in a row: the first only unpacks, so that its output can be digested on the way to the second,
/// which reads the tar.
struct LayerReader::State {
    std::string object; // the file, for errors
    std::uint64_t maxUnpackedBytes = 0;
    std::stop_token stop;
    ReadArchive packed;
    ReadArchive tar;
    oci::Sha256 sha;
    std::uint64_t unpackedBytes = 0;
    bool packedEnded = false;
    std::optional<Error> failure; // of the unpacking side: what lies behind an error of the tar side
    std::vector<std::byte> buffer;
    std::uint64_t position = 0; // in the present entry
    std::uint64_t size = 0;

    /// The next unpacked bytes, digested; empty at the end.
    Result<std::span<const std::byte>> readUnpacked();
    Error tarError(const char *what);
    static la_ssize_t onRead(archive *, void *self, const void **buffer);
};

Result<std::span<const std::byte>> LayerReader::State::readUnpacked()
{
    if (failure)
        return fail(*failure);
    if (stop.stop_requested())
        return fail(*(failure = cancelled(Operation::ReadImage, object)));
    const void *data = nullptr;
    std::size_t length = 0;
    la_int64_t offset = 0;
    if (!packedEnded) {
        const int status = archive_read_data_block(packed.get(), &data, &length, &offset);
        if (status == ARCHIVE_EOF)
            packedEnded = true;
        else if (status < ARCHIVE_WARN)
            return fail(*(failure = archiveError(Operation::ReadImage, object, packed.get())));
    }
    if (packedEnded)
        return std::span<const std::byte>();
    const std::span bytes(static_cast<const std::byte *>(data), length);
    unpackedBytes += length;
    if (unpackedBytes > maxUnpackedBytes)
        return fail(*(failure = makeError(Operation::ReadImage, object, Reason::LimitExceeded, "it unpacks to too much")));
    sha.update(bytes);
    if (bytes.empty()) // an empty block is no end
        return readUnpacked();
    return bytes;
}

la_ssize_t LayerReader::State::onRead(archive *tar, void *self, const void **buffer)
{
    auto &state = *static_cast<State *>(self);
    const auto bytes = state.readUnpacked();
    if (!bytes) {
        archive_set_error(tar, EIO, "cannot unpack");
        return -1;
    }
    *buffer = bytes->data();
    return static_cast<la_ssize_t>(bytes->size());
}

Error LayerReader::State::tarError(const char *what)
{
    if (failure)
        return *failure;
    Error error = archiveError(Operation::ReadImage, object, tar.get());
    error.detail = std::string(what) + ": " + error.detail;
    return error;
}

LayerReader::LayerReader(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LayerReader::~LayerReader() = default;

Result<std::unique_ptr<LayerReader>>
LayerReader::open(const std::filesystem::path &file, std::uint64_t maxUnpackedBytes, std::stop_token stop)
{
    auto state = std::make_unique<State>();
    state->object = file.filename().string();
    state->maxUnpackedBytes = maxUnpackedBytes;
    state->stop = std::move(stop);

    archive *packed = (state->packed = ReadArchive(archive_read_new())).get();
    archive_read_support_filter_gzip(packed);
    archive_read_support_filter_zstd(packed);
    archive_read_support_format_raw(packed);
    archive_read_support_format_empty(packed);
    archive_entry *entry = nullptr;
    if (archive_read_open_filename(packed, file.c_str(), std::size_t{256} << 10) != ARCHIVE_OK)
        return fail(archiveError(Operation::ReadImage, state->object, packed));
    const int status = archive_read_next_header(packed, &entry);
    if (status == ARCHIVE_EOF)
        state->packedEnded = true; // a file without a byte: a layer that adds nothing
    else if (status < ARCHIVE_WARN)
        return fail(archiveError(Operation::ReadImage, state->object, packed));

    archive *tar = (state->tar = ReadArchive(archive_read_new())).get();
    archive_read_support_format_tar(tar);
    archive_read_support_format_empty(tar);
    // Names are bytes: without this a name in UTF-8 is lost in the C locale.
    archive_read_set_format_option(tar, "tar", "hdrcharset", "BINARY");
    if (archive_read_open(tar, state.get(), nullptr, &State::onRead, nullptr) != ARCHIVE_OK)
        return fail(state->tarError("not a tar archive"));
    return std::unique_ptr<LayerReader>(new LayerReader(std::move(state)));
}

namespace {

std::optional<EntryKind> kindOf(archive_entry *entry)
{
    if (archive_entry_hardlink(entry))
        return EntryKind::HardLink;
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return EntryKind::Regular;
    case AE_IFDIR:
        return EntryKind::Directory;
    case AE_IFLNK:
        return EntryKind::Symlink;
    case AE_IFCHR:
        return EntryKind::CharacterDevice;
    case AE_IFBLK:
        return EntryKind::BlockDevice;
    case AE_IFIFO:
        return EntryKind::Fifo;
    default:
        return std::nullopt;
    }
}

std::string textOf(const char *text) { return text ? std::string(text) : std::string(); }

Status readXattrs(archive_entry *entry, const std::string &path, DirectoryAttributes &attributes)
{
    const char *name = nullptr;
    const void *value = nullptr;
    std::size_t size = 0;
    std::size_t total = 0;
    archive_entry_xattr_reset(entry);
    while (archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK) {
        const std::string_view key = name ? std::string_view(name) : std::string_view();
        // libarchive's own tars carry each of them twice, in two spellings.
        const bool known = std::ranges::contains(attributes.xattrs, key, &std::pair<std::string, std::string>::first);
        if (known || (key != "security.capability" && !key.starts_with("user.")))
            continue;
        total += key.size() + size;
        if (key.size() > limits::fileNameBytes || total > limits::extendedAttributesBytes)
            return fail(Operation::ReadImage, path, Reason::LimitExceeded, "extended attributes");
        attributes.xattrs.emplace_back(key, std::string(static_cast<const char *>(value), size));
    }
    return {};
}

} // namespace

Result<std::optional<ReadEntry>> LayerReader::next()
{
    archive_entry *raw = nullptr;
    const int status = archive_read_next_header(m_state->tar.get(), &raw);
    m_state->position = 0;
    m_state->size = 0;
    if (status == ARCHIVE_EOF)
        return std::optional<ReadEntry>();
    if (status < ARCHIVE_WARN) // a warning: some attribute that we do not keep could not be read
        return fail(m_state->tarError("damaged tar"));
    ReadEntry entry;
    entry.path = textOf(archive_entry_pathname(raw));
    const auto kind = kindOf(raw);
    if (!kind || entry.path.empty())
        return fail(Operation::ReadImage, entry.path, Reason::NotAnImage, "an entry without a name or of unknown kind");
    entry.kind = *kind;
    entry.target = textOf(*kind == EntryKind::HardLink ? archive_entry_hardlink(raw) : archive_entry_symlink(raw));
    if (*kind == EntryKind::Regular) {
        if (archive_entry_size(raw) < 0)
            return fail(Operation::ReadImage, entry.path, Reason::NotAnImage, "a negative size");
        entry.size = static_cast<std::uint64_t>(archive_entry_size(raw));
    }
    entry.attributes.mode = archive_entry_perm(raw) & 07777U;
    entry.attributes.uid = static_cast<std::uint32_t>(archive_entry_uid(raw));
    entry.attributes.gid = static_cast<std::uint32_t>(archive_entry_gid(raw));
    entry.attributes.seconds = archive_entry_mtime(raw);
    entry.attributes.nanoseconds = static_cast<std::uint32_t>(archive_entry_mtime_nsec(raw));
    entry.deviceMajor = static_cast<std::uint32_t>(archive_entry_rdevmajor(raw));
    entry.deviceMinor = static_cast<std::uint32_t>(archive_entry_rdevminor(raw));
    FIRKIN_TRY(readXattrs(raw, entry.path, entry.attributes));
    m_state->size = entry.size;
    return std::optional<ReadEntry>(std::move(entry));
}

Result<std::span<const std::byte>> LayerReader::readContent()
{
    State &state = *m_state;
    state.buffer.resize(std::size_t{256} << 10);
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(state.size - state.position, state.buffer.size()));
    if (wanted == 0)
        return std::span<const std::byte>();
    la_ssize_t got = archive_read_data(state.tar.get(), state.buffer.data(), wanted);
    if (got < 0)
        return fail(state.tarError("damaged tar"));
    if (got == 0) { // a sparse file that ends in a hole
        std::memset(state.buffer.data(), 0, wanted);
        got = static_cast<la_ssize_t>(wanted);
    }
    state.position += static_cast<std::uint64_t>(got);
    return std::span<const std::byte>(state.buffer.data(), static_cast<std::size_t>(got));
}

Result<oci::Digest> LayerReader::finish()
{
    for (;;) {
        FIRKIN_ASSIGN(const auto bytes, m_state->readUnpacked());
        if (bytes.empty())
            return m_state->sha.finish();
    }
}

std::uint64_t LayerReader::bytesRead() const
{
    return static_cast<std::uint64_t>(archive_filter_bytes(m_state->packed.get(), -1));
}

} // namespace firkin::image

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/copy/tar_writer.h"

#include "runtime/copy/libarchive_locale.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <optional>

namespace firkin::copy {

struct TarWriter::State {
    ByteSink sink;
    archive *writer = nullptr;
    archive_entry *entry = nullptr;
    std::optional<Error> failure;

    Error lastError(std::string_view object) const
    {
        if (failure)
            return *failure;
        const char *text = archive_error_string(writer);
        return makeError(Operation::CopyIn, object, Reason::Unspecified, text ? text : "tar");
    }
};

namespace {

constexpr int blockBytes = 128 * 1024;

mode_t typeBits(EntryKind kind)
{
    switch (kind) {
    case EntryKind::Regular:
    case EntryKind::HardLink: return S_IFREG;
    case EntryKind::Directory: return S_IFDIR;
    case EntryKind::Symlink: return S_IFLNK;
    case EntryKind::Fifo: return S_IFIFO;
    case EntryKind::Socket: return S_IFSOCK;
    case EntryKind::Device: return S_IFCHR;
    }
    return S_IFREG;
}

} // namespace

TarWriter::TarWriter(ByteSink sink, TarCoding coding) : m_state(std::make_unique<State>())
{
    const Utf8Locale locale;
    m_state->sink = std::move(sink);
    m_state->writer = archive_write_new();
    m_state->entry = archive_entry_new();
    archive *writer = m_state->writer;
    if (coding == TarCoding::GzipStored) {
        archive_write_add_filter_gzip(writer);
        archive_write_set_filter_option(writer, "gzip", "compression-level", "0");
        archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr);
    }
    archive_write_set_format_pax_restricted(writer);
    // Else libarchive says so for each name that is no UTF-8, and GNU tar warns at those alone.
    if (coding != TarCoding::Plain)
        archive_write_set_format_option(writer, "pax", "hdrcharset", "BINARY");
    archive_write_set_bytes_per_block(writer, blockBytes);
    archive_write_set_bytes_in_last_block(writer, 1);
    archive_write_open2(
        writer, m_state.get(), nullptr,
        [](archive *, void *data, const void *buffer, std::size_t size) -> la_ssize_t {
            State &state = *static_cast<State *>(data);
            if (state.failure)
                return -1;
            if (auto taken = state.sink(std::span(static_cast<const std::byte *>(buffer), size)); !taken) {
                state.failure = std::move(taken).error();
                return -1;
            }
            return static_cast<la_ssize_t>(size);
        },
        nullptr, nullptr);
}

TarWriter::~TarWriter()
{
    const Utf8Locale locale;
    archive_entry_free(m_state->entry);
    archive_write_fail(m_state->writer); // no trailer after a failure; harmless after finish()
    archive_write_free(m_state->writer);
}

Status TarWriter::begin(const TarEntry &entry)
{
    if (m_state->failure)
        return fail(*m_state->failure);
    const Utf8Locale locale;
    archive_entry *out = archive_entry_clear(m_state->entry);
    archive_entry_set_pathname(out, entry.path.c_str());
    archive_entry_set_mode(out, typeBits(entry.kind) | (entry.mode & 07777));
    archive_entry_set_uid(out, entry.uid);
    archive_entry_set_gid(out, entry.gid);
    archive_entry_set_mtime(out, entry.modified.tv_sec, entry.modified.tv_nsec);
    if (entry.kind == EntryKind::Symlink)
        archive_entry_set_symlink(out, entry.linkTarget.c_str());
    if (entry.kind == EntryKind::HardLink)
        archive_entry_set_hardlink(out, entry.linkTarget.c_str());
    archive_entry_set_size(out, entry.kind == EntryKind::Regular ? static_cast<la_int64_t>(entry.size) : 0);
    if (archive_write_header(m_state->writer, out) < ARCHIVE_WARN)
        return fail(m_state->lastError(entry.path));
    return {};
}

Status TarWriter::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const la_ssize_t count = archive_write_data(m_state->writer, bytes.data(), bytes.size());
        if (count <= 0)
            return fail(m_state->lastError({}));
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

Status TarWriter::finish()
{
    const Utf8Locale locale;
    if (archive_write_close(m_state->writer) < ARCHIVE_WARN || m_state->failure)
        return fail(m_state->lastError({}));
    return {};
}

} // namespace firkin::copy

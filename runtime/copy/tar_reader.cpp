// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/copy/tar_reader.h"

#include "runtime/base/limits.h"
#include "runtime/copy/libarchive_locale.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <array>
#include <vector>

namespace firkin::copy {

struct TarReader::State {
    ByteSource source;
    Operation operation = Operation::CopyOut;
    archive *reader = nullptr;
    bool opened = false;
    std::uint64_t entries = 0;
    std::optional<Error> failure;
    std::vector<std::byte> buffer = std::vector<std::byte>(128 * 1024);

    Error lastError() const
    {
        if (failure)
            return *failure;
        const char *text = archive_error_string(reader);
        return makeError(operation, {}, Reason::ProtocolViolation, text ? text : "damaged archive");
    }
};

namespace {

/// The name as bytes, whichever of libarchive's forms holds it.
std::string nameOf(const char *bytes, const char *utf8)
{
    return bytes ? bytes : utf8 ? utf8 : std::string();
}

EntryKind kindOf(archive_entry *entry)
{
    if (archive_entry_hardlink(entry) || archive_entry_hardlink_utf8(entry))
        return EntryKind::HardLink;
    switch (archive_entry_filetype(entry)) {
    case S_IFREG: return EntryKind::Regular;
    case S_IFDIR: return EntryKind::Directory;
    case S_IFLNK: return EntryKind::Symlink;
    case S_IFIFO: return EntryKind::Fifo;
    case S_IFSOCK: return EntryKind::Socket;
    default: return EntryKind::Device;
    }
}

} // namespace

TarReader::TarReader(ByteSource source, Operation operation) : m_state(std::make_unique<State>())
{
    m_state->source = std::move(source);
    m_state->operation = operation;
    m_state->reader = archive_read_new();
    archive_read_support_filter_gzip(m_state->reader);
    archive_read_support_format_tar(m_state->reader);
    archive_read_support_format_empty(m_state->reader);
}

TarReader::~TarReader() { archive_read_free(m_state->reader); }

Result<std::optional<TarEntry>> TarReader::next()
{
    const Utf8Locale locale;
    State &state = *m_state;
    if (!std::exchange(state.opened, true)) {
        const int opened = archive_read_open(
            state.reader, &state, nullptr,
            [](archive *, void *data, const void **buffer) -> la_ssize_t {
                State &self = *static_cast<State *>(data);
                auto count = self.source(self.buffer);
                if (!count) {
                    self.failure = std::move(count).error();
                    return -1;
                }
                *buffer = self.buffer.data();
                return static_cast<la_ssize_t>(*count);
            },
            nullptr);
        if (opened < ARCHIVE_WARN)
            return fail(state.lastError());
    }
    archive_entry *entry = nullptr;
    const int got = archive_read_next_header(state.reader, &entry);
    if (got == ARCHIVE_EOF && !state.failure)
        return std::nullopt;
    if (got < ARCHIVE_WARN || state.failure)
        return fail(state.lastError());
    if (++state.entries > limits::archiveEntries)
        return fail(state.operation, {}, Reason::LimitExceeded, "entries");

    TarEntry out;
    out.path = nameOf(archive_entry_pathname(entry), archive_entry_pathname_utf8(entry));
    out.kind = kindOf(entry);
    out.mode = archive_entry_perm(entry);
    out.uid = static_cast<std::uint32_t>(archive_entry_uid(entry));
    out.gid = static_cast<std::uint32_t>(archive_entry_gid(entry));
    const la_int64_t size = archive_entry_size(entry);
    out.size = size > 0 ? static_cast<std::uint64_t>(size) : 0;
    out.modified = {archive_entry_mtime(entry), archive_entry_mtime_nsec(entry)};
    if (out.kind == EntryKind::Symlink)
        out.linkTarget = nameOf(archive_entry_symlink(entry), archive_entry_symlink_utf8(entry));
    else if (out.kind == EntryKind::HardLink)
        out.linkTarget = nameOf(archive_entry_hardlink(entry), archive_entry_hardlink_utf8(entry));
    if (out.path.size() > limits::pathBytes || out.linkTarget.size() > limits::pathBytes)
        return fail(state.operation, out.path.substr(0, 200), Reason::LimitExceeded, "path");
    return out;
}

Result<TarReader::Piece> TarReader::read()
{
    const void *bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int got = archive_read_data_block(m_state->reader, &bytes, &size, &offset);
    if (got == ARCHIVE_EOF && !m_state->failure)
        return Piece{};
    if (got < ARCHIVE_WARN || m_state->failure)
        return fail(m_state->lastError());
    return Piece{std::span(static_cast<const std::byte *>(bytes), size), static_cast<std::uint64_t>(offset)};
}

} // namespace firkin::copy

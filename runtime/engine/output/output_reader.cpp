// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/output/output_reader.h"

#include "runtime/base/stop_fd.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <utility>

namespace firkin::output {

OutputReader::OutputReader(std::filesystem::path containerFolder,
                           std::filesystem::path outputFolder,
                           std::function<bool()> isOver)
    : m_containerFolder(std::move(containerFolder)), m_folder(std::move(outputFolder)), m_isOver(std::move(isOver))
{
}

OutputReader::~OutputReader() = default;

/// Opens the segment that holds `offset`, or the oldest one behind it; false when there is none.
bool OutputReader::openSegmentOf(std::uint64_t offset)
{
    // Repeated when the segment is dropped between listing and opening.
    for (int attempt = 0; attempt < 8; ++attempt) {
        const auto segments = segmentsIn(m_folder);
        if (segments.empty())
            return false;
        auto it = std::ranges::upper_bound(segments, offset);
        if (it != segments.begin())
            --it;
        UniqueFd fd(::open((m_folder / segmentName(*it)).c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd)
            continue;
        m_segment = std::move(fd);
        m_segmentStart = *it;
        m_position = 0;
        m_offset = *it;
        return true;
    }
    return false;
}

engine::LogRange OutputReader::range()
{
    const auto segments = segmentsIn(m_folder);
    if (segments.empty())
        return {};
    const UniqueFd last(::open((m_folder / segmentName(segments.back())).c_str(), O_RDONLY | O_CLOEXEC));
    return {segments.front(), last ? findEnd(last.get(), segments.back()).offset : segments.back()};
}

Status OutputReader::seek(std::uint64_t offset)
{
    m_peeked.reset();
    m_segment.reset();
    m_position = 0;
    m_offset = 0;
    if (!openSegmentOf(offset))
        return {};
    while (m_offset < offset) {
        std::array<std::byte, headSize> bytes;
        if (::pread(m_segment.get(), bytes.data(), bytes.size(), static_cast<off_t>(m_position))
            != static_cast<ssize_t>(bytes.size()))
            break;
        const auto head = decode(bytes, m_offset);
        if (!head || m_offset + head->length > offset)
            break;
        m_position += headSize + head->length;
        m_offset += head->length;
    }
    return {};
}

std::optional<engine::LogRecord> OutputReader::readRecord()
{
    std::array<std::byte, headSize> bytes;
    if (::pread(m_segment.get(), bytes.data(), bytes.size(), static_cast<off_t>(m_position))
        != static_cast<ssize_t>(bytes.size()))
        return std::nullopt;
    const auto head = decode(bytes, m_offset);
    if (!head)
        return std::nullopt;
    engine::LogRecord record{.time = engine::WallTime(std::chrono::microseconds(head->microseconds)),
                             .stream = head->stream,
                             .offset = head->offset,
                             .bytes = std::string(head->length, '\0')};
    if (::pread(m_segment.get(), record.bytes.data(), head->length, static_cast<off_t>(m_position + headSize))
        != static_cast<ssize_t>(head->length))
        return std::nullopt; // still being written, or torn
    m_position += headSize + head->length;
    m_offset += head->length;
    return record;
}

std::optional<engine::LogRecord> OutputReader::next()
{
    for (;;) {
        if (!m_segment && !openSegmentOf(m_offset))
            return std::nullopt;
        if (auto record = readRecord())
            return record;
        const auto segments = segmentsIn(m_folder);
        const auto later = std::ranges::upper_bound(segments, m_segmentStart);
        if (later == segments.end())
            return std::nullopt;
        // The writer leaves a segment only when it is complete: what came between the two looks is seen now.
        if (auto record = readRecord())
            return record;
        m_segment.reset();
        m_offset = *later;
    }
}

Result<std::vector<engine::LogRecord>> OutputReader::read(std::size_t maxBytes)
{
    std::vector<engine::LogRecord> records;
    std::size_t total = 0;
    while (total < maxBytes) {
        auto record = m_peeked ? std::exchange(m_peeked, std::nullopt) : next();
        if (!record)
            break;
        total += record->bytes.size();
        records.push_back(std::move(*record));
    }
    return records;
}

bool OutputReader::hasMore()
{
    if (!m_peeked)
        m_peeked = next();
    return m_peeked.has_value();
}

Result<bool> OutputReader::waitForMore(std::stop_token stop)
{
    if (!m_inotify) {
        m_inotify = UniqueFd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
        if (!m_inotify)
            return fail(systemError(Operation::ReadLogs, m_folder.string(), errno));
    }
    const StopFd stopped(stop);
    for (;;) {
        // Watch first, then look: what happens in between wakes the poll. Adding again what is watched changes nothing.
        (void)::inotify_add_watch(m_inotify.get(), m_folder.c_str(), IN_MODIFY | IN_CREATE);
        (void)::inotify_add_watch(m_inotify.get(), m_containerFolder.c_str(), IN_MOVED_TO | IN_CREATE | IN_MOVE_SELF | IN_DELETE_SELF);
        const bool over = m_isOver(); // before the look: all that came before the end is then seen
        if (hasMore())
            return true;
        if (over)
            return false;
        std::array<pollfd, 2> wait{pollfd{m_inotify.get(), POLLIN, 0}, {stopped.fd(), POLLIN, 0}};
        if (::poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR)
            return fail(systemError(Operation::ReadLogs, m_folder.string(), errno));
        if (stop.stop_requested())
            return fail(cancelled(Operation::ReadLogs, m_containerFolder.filename().string()));
        std::array<char, 4096> events;
        while (::read(m_inotify.get(), events.data(), events.size()) > 0) {
        }
    }
}

} // namespace firkin::output

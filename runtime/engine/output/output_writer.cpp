// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/output/output_writer.h"

#include "runtime/base/file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace firkin::output {

Result<std::unique_ptr<OutputWriter>> OutputWriter::open(const std::filesystem::path &folder, Limits limits)
{
    FIRKIN_TRY(makePrivateDirectory(folder));
    std::unique_ptr<OutputWriter> writer(new OutputWriter(folder, limits));
    const auto segments = segmentsIn(folder);
    FIRKIN_TRY(writer->openSegment(segments.empty() ? 0 : segments.back()));
    return writer;
}

Status OutputWriter::openSegment(std::uint64_t firstOffset)
{
    const auto path = m_folder / segmentName(firstOffset);
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd)
        return fail(systemError(Operation::ReadLogs, path.string(), errno));
    const SegmentEnd end = findEnd(fd.get(), firstOffset);
    if (::ftruncate(fd.get(), static_cast<off_t>(end.fileSize)) != 0
        || ::lseek(fd.get(), static_cast<off_t>(end.fileSize), SEEK_SET) < 0)
        return fail(systemError(Operation::ReadLogs, path.string(), errno));
    m_segment = std::move(fd);
    m_fileSize = end.fileSize;
    m_end = end.offset;
    return {};
}

void OutputWriter::dropOldest()
{
    const auto segments = segmentsIn(m_folder);
    for (std::size_t i = 0; i + m_limits.segments < segments.size(); ++i)
        ::unlink((m_folder / segmentName(segments[i])).c_str());
}

Status OutputWriter::appendRecord(engine::WallTime time, engine::OutputStream stream, std::span<const std::byte> bytes)
{
    if (m_fileSize > 0 && m_fileSize + headSize + bytes.size() > m_limits.segmentBytes) {
        FIRKIN_TRY(openSegment(m_end));
        dropOldest();
    }
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    auto head = encode({.stream = stream,
                        .length = static_cast<std::uint32_t>(bytes.size()),
                        .microseconds = duration_cast<microseconds>(time.time_since_epoch()).count(),
                        .offset = m_end});
    iovec parts[2] = {{head.data(), head.size()}, {const_cast<std::byte *>(bytes.data()), bytes.size()}};
    const auto whole = static_cast<ssize_t>(head.size() + bytes.size());
    ssize_t written = 0;
    do {
        written = ::writev(m_segment.get(), parts, 2);
    } while (written < 0 && errno == EINTR);
    if (written != whole) {
        const int error = written < 0 ? errno : ENOSPC;
        // A half-written record would end the segment for every reader: take it back.
        (void)!::ftruncate(m_segment.get(), static_cast<off_t>(m_fileSize));
        (void)::lseek(m_segment.get(), static_cast<off_t>(m_fileSize), SEEK_SET);
        return fail(systemError(Operation::ReadLogs, m_folder.string(), error));
    }
    m_fileSize += static_cast<std::uint64_t>(whole);
    m_end += bytes.size();
    return {};
}

Status OutputWriter::append(engine::WallTime time, engine::OutputStream stream, std::span<const std::byte> bytes)
{
    const std::lock_guard lock(m_mutex);
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(bytes.size(), maxPayload));
        FIRKIN_TRY(appendRecord(time, stream, part));
        bytes = bytes.subspan(part.size());
    }
    return {};
}

std::uint64_t OutputWriter::endOffset() const
{
    const std::lock_guard lock(m_mutex);
    return m_end;
}

} // namespace firkin::output

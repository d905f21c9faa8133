#include "ui/logs/line_spool.h"

#include "runtime/base/file.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>

namespace firkin::ui {

namespace {

constexpr std::uint64_t indexEvery = 256;

struct Head {
    std::int64_t microseconds = 0;
    std::uint64_t cut = 0;
    std::uint32_t length = 0;
    std::uint32_t stream = 0;
};

Result<UniqueFd> nameless(const std::filesystem::path &folder)
{
    UniqueFd fd(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600));
    if (fd)
        return fd;
    std::string name = folder / "log-XXXXXX"; // a file system without O_TMPFILE
    fd.reset(::mkostemp(name.data(), O_CLOEXEC));
    if (!fd)
        return fail(systemError(Operation::ReadLogs, folder.string(), errno));
    ::unlink(name.c_str());
    return fd;
}

void encode(const LogLine &line, std::string &bytes)
{
    const Head head{std::chrono::duration_cast<std::chrono::microseconds>(line.time.time_since_epoch()).count(),
                    line.cut,
                    static_cast<std::uint32_t>(line.bytes.size()),
                    static_cast<std::uint32_t>(line.stream)};
    char raw[sizeof head];
    std::memcpy(raw, &head, sizeof head);
    bytes.append(raw, sizeof head);
    bytes += line.bytes;
}

} // namespace

Result<std::shared_ptr<LineSpool>> LineSpool::create(const std::filesystem::path &folder, std::uint64_t segmentBytes, std::uint64_t limitBytes)
{
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    FIRKIN_ASSIGN(const UniqueFd probe, nameless(folder)); // fails now rather than at the first line
    return std::shared_ptr<LineSpool>(new LineSpool(folder, segmentBytes, limitBytes));
}

LineSpool::LineSpool(std::filesystem::path folder, std::uint64_t segmentBytes, std::uint64_t limitBytes)
    : m_folder(std::move(folder))
    , m_segmentBytes(segmentBytes)
    , m_limitBytes(limitBytes)
{
}

Result<LineSpool::Segment *> LineSpool::segmentForAppend()
{
    if (!m_segments.empty() && m_segments.back()->bytes < m_segmentBytes)
        return m_segments.back().get();
    auto segment = std::make_shared<Segment>();
    FIRKIN_ASSIGN(segment->file, nameless(m_folder));
    const std::scoped_lock lock(m_mutex);
    segment->first = m_end;
    m_segments.push_back(std::move(segment));
    while (m_segments.size() > 1 && m_bytes > m_limitBytes) {
        m_bytes -= m_segments.front()->bytes;
        m_segments.pop_front(); // a reader may still hold it
    }
    return m_segments.back().get();
}

Status LineSpool::append(const std::vector<LogLine> &lines, std::vector<LogLine> tail)
{
    std::size_t next = 0;
    while (next < lines.size()) {
        FIRKIN_ASSIGN(Segment *segment, segmentForAppend());
        std::string bytes;
        std::vector<std::uint64_t> index;
        std::uint64_t count = 0;
        for (; next < lines.size() && segment->bytes + bytes.size() < m_segmentBytes; ++next, ++count) {
            if ((segment->lines + count) % indexEvery == 0)
                index.push_back(segment->bytes + bytes.size());
            encode(lines[next], bytes);
        }
        // Written before it is told: readers go by what the lock shows.
        FIRKIN_TRY(writeAll(segment->file.get(), bytes, m_folder.string()));
        const std::scoped_lock lock(m_mutex);
        segment->index.insert(segment->index.end(), index.begin(), index.end());
        segment->lines += count;
        segment->bytes += bytes.size();
        m_bytes += bytes.size();
        m_end += count;
    }
    const std::scoped_lock lock(m_mutex);
    m_tail = std::move(tail);
    return {};
}

LineSpool::Range LineSpool::range() const
{
    const std::scoped_lock lock(m_mutex);
    return {m_segments.empty() ? m_end : m_segments.front()->first, m_end, m_end + m_tail.size()};
}

std::vector<LogLine> LineSpool::read(std::uint64_t from, std::size_t count) const
{
    std::vector<LogLine> lines;
    while (lines.size() < count) {
        const std::uint64_t wanted = from + lines.size();
        std::shared_ptr<Segment> segment;
        std::uint64_t offset = 0, limit = 0, skip = 0, available = 0;
        {
            const std::scoped_lock lock(m_mutex);
            if (wanted >= m_end) {
                for (std::uint64_t i = wanted - m_end; i < m_tail.size() && lines.size() < count; ++i)
                    lines.push_back(m_tail[i]);
                break;
            }
            const auto found = std::ranges::find_if(m_segments, [&](const auto &s) { return wanted < s->first + s->lines; });
            if (found == m_segments.end() || wanted < (*found)->first)
                break; // dropped
            segment = *found;
            const std::uint64_t within = wanted - segment->first;
            offset = segment->index[within / indexEvery];
            skip = within % indexEvery;
            limit = segment->bytes;
            available = segment->lines - within;
        }
        const std::size_t before = lines.size();
        readFrom(segment->file.get(), offset, limit, skip, std::min<std::uint64_t>(count - before, available), lines);
        if (lines.size() == before)
            break;
    }
    return lines;
}

void LineSpool::readFrom(int fd, std::uint64_t offset, std::uint64_t limit, std::uint64_t skip, std::size_t count, std::vector<LogLine> &lines)
{
    constexpr std::size_t piece = 64 * 1024;
    std::string buffer;
    std::size_t at = 0; // into the buffer
    const auto fill = [&](std::size_t needed) {
        while (buffer.size() - at < needed && offset < limit) {
            buffer.erase(0, at);
            at = 0;
            const std::size_t old = buffer.size();
            const std::size_t more = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(piece, needed), limit - offset));
            buffer.resize(old + more);
            const ssize_t done = ::pread(fd, buffer.data() + old, more, static_cast<off_t>(offset));
            buffer.resize(old + static_cast<std::size_t>(std::max<ssize_t>(0, done)));
            if (done <= 0)
                return false;
            offset += static_cast<std::uint64_t>(done);
        }
        return buffer.size() - at >= needed;
    };
    while (count > 0 && fill(sizeof(Head))) {
        Head head;
        std::memcpy(&head, buffer.data() + at, sizeof head);
        at += sizeof head;
        if (head.length > LineMaker::maxLine || !fill(head.length))
            return;
        if (skip > 0) {
            --skip;
        } else {
            LogLine line;
            line.time = engine::WallTime(std::chrono::microseconds(head.microseconds));
            line.stream = static_cast<engine::OutputStream>(head.stream);
            line.cut = head.cut;
            line.bytes.assign(buffer, at, head.length);
            lines.push_back(std::move(line));
            --count;
        }
        at += head.length;
    }
}

std::size_t LineSpool::indexBytes() const
{
    const std::scoped_lock lock(m_mutex);
    std::size_t bytes = 0;
    for (const auto &segment : m_segments)
        bytes += sizeof(Segment) + segment->index.capacity() * sizeof(std::uint64_t);
    return bytes;
}

} // namespace firkin::ui

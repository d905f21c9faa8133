#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "ui/logs/log_lines.h"

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>

namespace firkin::ui {

/// Lines on disk, with the place of every 256th in memory: a million lines cost 32 kB. Unlinked files of at most
/// `segmentBytes`; when they come to more than `limitBytes` together the oldest goes. Lines are numbered from 0 for ever;
/// [first, end) are there. The tail (begun lines) counts behind the complete ones until it is replaced.
/// Any thread may read; one thread appends.
class LineSpool {
public:
    static constexpr std::uint64_t defaultSegmentBytes = 16ULL << 20;
    static constexpr std::uint64_t defaultLimitBytes = 160ULL << 20;

    /// `folder` is made when it is not there.
    static Result<std::shared_ptr<LineSpool>> create(const std::filesystem::path &folder,
                                                     std::uint64_t segmentBytes = defaultSegmentBytes,
                                                     std::uint64_t limitBytes = defaultLimitBytes);

    Status append(const std::vector<LogLine> &lines, std::vector<LogLine> tail);

    struct Range {
        std::uint64_t first = 0;
        std::uint64_t complete = 0; ///< where the tail begins
        std::uint64_t end = 0;
    };
    [[nodiscard]] Range range() const;
    /// Lines [from, from + count) as far as they exist; damage on disk ends them early.
    [[nodiscard]] std::vector<LogLine> read(std::uint64_t from, std::size_t count) const;
    /// What the index takes, for tests.
    [[nodiscard]] std::size_t indexBytes() const;

private:
    struct Segment {
        UniqueFd file;
        std::uint64_t first = 0;
        std::uint64_t lines = 0;
        std::uint64_t bytes = 0;
        std::vector<std::uint64_t> index;
    };
    LineSpool(std::filesystem::path folder, std::uint64_t segmentBytes, std::uint64_t limitBytes);
    Result<Segment *> segmentForAppend();
    /// Of one segment, under no lock.
    static void readFrom(int fd, std::uint64_t offset, std::uint64_t limit, std::uint64_t skip, std::size_t count, std::vector<LogLine> &lines);

    std::filesystem::path m_folder;
    std::uint64_t m_segmentBytes;
    std::uint64_t m_limitBytes;
    mutable std::mutex m_mutex;
    std::deque<std::shared_ptr<Segment>> m_segments;
    std::uint64_t m_end = 0;
    std::uint64_t m_bytes = 0;
    std::vector<LogLine> m_tail;
};

} // namespace firkin::ui

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/stats/history_file.h"

#include "runtime/base/stable_hash.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::stats {

using engine::Sample;

namespace {

/// The layout of format 1. Doubles and integers as the host has them: the file never leaves it.
struct DiskSample {
    std::int64_t microseconds;
    double cpu;
    double networkReceived;
    double networkSent;
    double blockRead;
    double blockWritten;
    double hostCpu;
    std::uint64_t memoryBytes;
    std::uint64_t memoryLimit;
    std::uint64_t processes;
    std::uint64_t oomKills;
    std::uint64_t hostMemoryBytes;
    std::uint64_t networkReceivedTotal;
    std::uint64_t networkSentTotal;
    std::uint64_t blockReadTotal;
    std::uint64_t blockWrittenTotal;
};
static_assert(sizeof(DiskSample) == 128);

template <std::size_t count>
struct Slot {
    std::uint64_t number; ///< from 1; 0: never written
    std::uint64_t checkSum;
    std::array<DiskSample, count> samples;
};
using FineSlot = Slot<1>;
using CoarseSlot = Slot<3>;

constexpr std::array<char, 8> fileMagic = {'F', 'K', 's', 't', 'a', 't', 's', '1'};
constexpr off_t fineStart = 4096;
constexpr off_t coarseStart = fineStart + static_cast<off_t>(fineSlots * sizeof(FineSlot));

DiskSample toDisk(const Sample &sample)
{
    using std::chrono::duration_cast;
    using std::chrono::microseconds;
    return {duration_cast<microseconds>(sample.time.time_since_epoch()).count(),
            sample.cpu,
            sample.networkReceived,
            sample.networkSent,
            sample.blockRead,
            sample.blockWritten,
            sample.hostCpu,
            sample.memoryBytes,
            sample.memoryLimit,
            sample.processes,
            sample.oomKills,
            sample.hostMemoryBytes,
            sample.networkReceivedTotal,
            sample.networkSentTotal,
            sample.blockReadTotal,
            sample.blockWrittenTotal};
}

Sample fromDisk(const DiskSample &disk)
{
    return {
        .time = engine::WallTime(std::chrono::microseconds(disk.microseconds)),
        .cpu = disk.cpu,
        .memoryBytes = disk.memoryBytes,
        .memoryLimit = disk.memoryLimit,
        .networkReceived = disk.networkReceived,
        .networkSent = disk.networkSent,
        .blockRead = disk.blockRead,
        .blockWritten = disk.blockWritten,
        .processes = static_cast<std::uint32_t>(disk.processes),
        .oomKills = disk.oomKills,
        .hostMemoryBytes = disk.hostMemoryBytes,
        .hostCpu = disk.hostCpu,
        .networkReceivedTotal = disk.networkReceivedTotal,
        .networkSentTotal = disk.networkSentTotal,
        .blockReadTotal = disk.blockReadTotal,
        .blockWrittenTotal = disk.blockWrittenTotal,
    };
}

/// Guards against torn writes, not against malice.
template <std::size_t count>
std::uint64_t checkSumOf(const Slot<count> &slot)
{
    return stableHash({reinterpret_cast<const char *>(slot.samples.data()), sizeof slot.samples}, slot.number);
}

/// A ring's valid slots by ascending number.
template <class S>
std::vector<S> readRing(int fd, off_t start, std::uint64_t slots)
{
    std::vector<S> ring(slots);
    const ssize_t size = ::pread(fd, ring.data(), slots * sizeof(S), start);
    ring.resize(size > 0 ? static_cast<std::size_t>(size) / sizeof(S) : 0);
    std::erase_if(ring, [](const S &slot) { return slot.number == 0 || slot.checkSum != checkSumOf(slot); });
    std::ranges::sort(ring, {}, &S::number);
    return ring;
}

template <class S>
Status writeSlot(int fd, off_t start, std::uint64_t slots, S slot)
{
    slot.checkSum = checkSumOf(slot);
    const off_t at = start + static_cast<off_t>(((slot.number - 1) % slots) * sizeof(S));
    if (::pwrite(fd, &slot, sizeof slot, at) != static_cast<ssize_t>(sizeof slot))
        return fail(systemError(Operation::ReadStatistics, "history", errno));
    return {};
}

bool hasMagic(int fd)
{
    std::array<char, fileMagic.size()> found{};
    return ::pread(fd, found.data(), found.size(), 0) == static_cast<ssize_t>(found.size()) && found == fileMagic;
}

} // namespace

Result<std::unique_ptr<HistoryWriter>> HistoryWriter::open(const std::filesystem::path &path)
{
    UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!fd)
        return fail(systemError(Operation::ReadStatistics, path.string(), errno));
    if (!hasMagic(fd.get())) {
        if (::ftruncate(fd.get(), 0) != 0
            || ::pwrite(fd.get(), fileMagic.data(), fileMagic.size(), 0) != static_cast<ssize_t>(fileMagic.size()))
            return fail(systemError(Operation::ReadStatistics, path.string(), errno));
    }
    std::unique_ptr<HistoryWriter> writer(new HistoryWriter(std::move(fd)));
    const auto fine = readRing<FineSlot>(writer->m_fd.get(), fineStart, fineSlots);
    const auto coarse = readRing<CoarseSlot>(writer->m_fd.get(), coarseStart, coarseSlots);
    writer->m_nextFine = fine.empty() ? 1 : fine.back().number + 1;
    writer->m_nextCoarse = coarse.empty() ? 1 : coarse.back().number + 1;
    return writer;
}

Status HistoryWriter::writeCoarse()
{
    const Summary summary = m_summarizer.take();
    return writeSlot(m_fd.get(),
                     coarseStart,
                     coarseSlots,
                     CoarseSlot{m_nextCoarse++, 0, {toDisk(summary.lowest), toDisk(summary.average), toDisk(summary.highest)}});
}

Status HistoryWriter::add(const Sample &sample)
{
    FIRKIN_TRY(writeSlot(m_fd.get(), fineStart, fineSlots, FineSlot{m_nextFine++, 0, {toDisk(sample)}}));
    // A clock that was set back begins a new summary, too.
    if (!m_summarizer.empty()
        && (sample.time - m_summarizer.begin() >= coarseStep || sample.time < m_summarizer.begin()))
        FIRKIN_TRY(writeCoarse());
    m_summarizer.add(sample);
    return {};
}

Result<std::vector<Summary>> readSummaries(const std::filesystem::path &path)
{
    std::vector<Summary> summaries;
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && errno == ENOENT)
        return summaries;
    if (!fd)
        return fail(systemError(Operation::ReadStatistics, path.string(), errno));
    if (!hasMagic(fd.get()))
        return summaries;
    for (const CoarseSlot &slot : readRing<CoarseSlot>(fd.get(), coarseStart, coarseSlots))
        summaries.push_back({fromDisk(slot.samples[0]), fromDisk(slot.samples[1]), fromDisk(slot.samples[2])});
    return summaries;
}

Result<engine::SampleSeries> readHistory(const std::filesystem::path &path, std::chrono::seconds span)
{
    engine::SampleSeries series;
    const bool isFine = span <= fineStep * fineSlots;
    series.step = isFine ? fineStep : coarseStep;
    if (isFine) {
        const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd && errno != ENOENT)
            return fail(systemError(Operation::ReadStatistics, path.string(), errno));
        if (!fd || !hasMagic(fd.get()))
            return series;
        for (const FineSlot &slot : readRing<FineSlot>(fd.get(), fineStart, fineSlots))
            series.samples.push_back(fromDisk(slot.samples[0]));
    } else {
        FIRKIN_ASSIGN(const std::vector<Summary> summaries, readSummaries(path));
        for (const Summary &summary : summaries)
            series.samples.push_back(summary.average);
    }
    if (series.samples.empty())
        return series;
    const auto begin = series.samples.back().time - span;
    std::erase_if(series.samples, [&](const Sample &sample) { return sample.time < begin; });
    return series;
}

} // namespace firkin::stats

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/stats/counters.h"

#include <algorithm>
#include <array>

namespace firkin::stats {

using engine::Sample;

namespace {

/// Per second; 0 for a counter that went back.
double rate(std::uint64_t before, std::uint64_t now, double seconds)
{
    return seconds > 0 && now > before ? static_cast<double>(now - before) / seconds : 0.0;
}

double secondsBetween(std::uint64_t before, std::uint64_t now)
{
    return now > before ? static_cast<double>(now - before) / 1e9 : 0.0;
}

constexpr std::array<double Sample::*, 6> rates = {
    &Sample::cpu, &Sample::networkReceived, &Sample::networkSent, &Sample::blockRead, &Sample::blockWritten, &Sample::hostCpu,
};
constexpr std::array<std::uint64_t Sample::*, 2> levels = {&Sample::memoryBytes, &Sample::hostMemoryBytes};

} // namespace

Sample computeSample(const std::optional<Counters> &previous, const Counters &current, double cpus)
{
    Sample sample{
        .time = current.time,
        .memoryBytes = current.memoryBytes,
        .memoryLimit = current.memoryLimit,
        .processes = current.processes,
        .oomKills = current.oomKills,
        .hostMemoryBytes = current.hostMemoryBytes,
        .networkReceivedTotal = current.networkReceived,
        .networkSentTotal = current.networkSent,
        .blockReadTotal = current.blockRead,
        .blockWrittenTotal = current.blockWritten,
    };
    if (!previous)
        return sample;
    const double guest = secondsBetween(previous->monotonicNanoseconds, current.monotonicNanoseconds);
    const double host = secondsBetween(previous->hostMonotonicNanoseconds, current.hostMonotonicNanoseconds);
    sample.cpu = rate(previous->cpuMicroseconds, current.cpuMicroseconds, guest) / 1e6 / (cpus > 0 ? cpus : 1.0);
    sample.networkReceived = rate(previous->networkReceived, current.networkReceived, guest);
    sample.networkSent = rate(previous->networkSent, current.networkSent, guest);
    sample.blockRead = rate(previous->blockRead, current.blockRead, guest);
    sample.blockWritten = rate(previous->blockWritten, current.blockWritten, guest);
    sample.hostCpu = rate(previous->hostCpuMicroseconds, current.hostCpuMicroseconds, host) / 1e6;
    return sample;
}

void Summarizer::add(const Sample &sample)
{
    if (m_count == 0) {
        m_begin = sample.time;
        m_summary = {sample, sample, sample};
    } else {
        const auto merge = [&](auto member) {
            m_summary.lowest.*member = std::min(m_summary.lowest.*member, sample.*member);
            m_summary.average.*member += sample.*member;
            m_summary.highest.*member = std::max(m_summary.highest.*member, sample.*member);
        };
        for (const auto member : rates)
            merge(member);
        for (const auto member : levels)
            merge(member);
        m_summary.lowest.processes = std::min(m_summary.lowest.processes, sample.processes);
        m_summary.highest.processes = std::max(m_summary.highest.processes, sample.processes);
    }
    m_last = sample;
    ++m_count;
}

Summary Summarizer::take()
{
    Summary summary = m_summary;
    for (const auto member : rates)
        summary.average.*member /= static_cast<double>(m_count);
    for (const auto member : levels)
        summary.average.*member /= m_count;
    summary.average.processes = m_last.processes;
    for (Sample *sample : {&summary.lowest, &summary.average, &summary.highest}) {
        sample->time = m_begin;
        sample->memoryLimit = m_last.memoryLimit;
        sample->oomKills = m_last.oomKills;
        sample->networkReceivedTotal = m_last.networkReceivedTotal;
        sample->networkSentTotal = m_last.networkSentTotal;
        sample->blockReadTotal = m_last.blockReadTotal;
        sample->blockWrittenTotal = m_last.blockWrittenTotal;
    }
    m_count = 0;
    return summary;
}

} // namespace firkin::stats

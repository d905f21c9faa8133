// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/pods.h"

#include <algorithm>

namespace firkin::engine {

Sample podSample(std::span<const Sample> samples, std::span<const double> cpus, double machineCpus, ByteSize machineMemory)
{
    Sample sum;
    sum.memoryLimit = machineMemory.bytes;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const Sample &one = samples[i];
        sum.time = std::max(sum.time, one.time);
        sum.cpu += one.cpu * (i < cpus.size() ? cpus[i] : machineCpus);
        sum.memoryBytes += one.memoryBytes;
        sum.processes += one.processes;
        sum.oomKills += one.oomKills;
        sum.blockRead += one.blockRead;
        sum.blockWritten += one.blockWritten;
        sum.blockReadTotal += one.blockReadTotal;
        sum.blockWrittenTotal += one.blockWrittenTotal;
        // Of the machine, in every sample.
        sum.networkReceived = std::max(sum.networkReceived, one.networkReceived);
        sum.networkSent = std::max(sum.networkSent, one.networkSent);
        sum.networkReceivedTotal = std::max(sum.networkReceivedTotal, one.networkReceivedTotal);
        sum.networkSentTotal = std::max(sum.networkSentTotal, one.networkSentTotal);
        sum.hostMemoryBytes = std::max(sum.hostMemoryBytes, one.hostMemoryBytes);
        sum.hostCpu = std::max(sum.hostCpu, one.hostCpu);
    }
    sum.cpu = machineCpus > 0 ? sum.cpu / machineCpus : 0;
    return sum;
}

} // namespace firkin::engine

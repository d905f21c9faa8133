// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/statistics_sampler.h"

#include "runtime/base/error_text.h"

#include <spdlog/spdlog.h>

namespace firkin::supervisor {

namespace {

constexpr std::chrono::milliseconds interval{1000};

std::uint64_t hostMonotonicNanoseconds()
{
    using namespace std::chrono;
    return static_cast<std::uint64_t>(duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count());
}

stats::Counters toCounters(const agent::ContainerStatistics &container, std::uint64_t monotonic, const vmm::HostCost &cost)
{
    stats::Counters counters{
        .monotonicNanoseconds = monotonic,
        .hostMonotonicNanoseconds = hostMonotonicNanoseconds(),
        .time = std::chrono::system_clock::now(),
        .hostMemoryBytes = cost.residentBytes,
        .hostCpuMicroseconds = static_cast<std::uint64_t>(cost.cpuTime.count()),
    };
    if (container.cpu)
        counters.cpuMicroseconds = container.cpu->usageMicroseconds;
    if (container.memory) {
        counters.memoryBytes = container.memory->workingSetBytes();
        counters.memoryLimit = container.memory->limitBytes;
    }
    if (container.process)
        counters.processes = static_cast<std::uint32_t>(container.process->current);
    if (container.memoryEvents)
        counters.oomKills = container.memoryEvents->oomKill;
    if (container.blockIo) {
        for (const agent::BlockIoDevice &device : *container.blockIo) {
            counters.blockRead += device.readBytes;
            counters.blockWritten += device.writtenBytes;
        }
    }
    if (container.networks) {
        for (const agent::NetworkStatistics &network : *container.networks) {
            if (network.interface == "lo")
                continue;
            counters.networkReceived += network.receivedBytes;
            counters.networkSent += network.sentBytes;
        }
    }
    return counters;
}

} // namespace

StatisticsSampler::StatisticsSampler(std::shared_ptr<container::Machine> machine,
                                     std::shared_ptr<container::ContainerBase> container,
                                     ContainerId id,
                                     std::filesystem::path historyFile,
                                     double cpus,
                                     EventHub &hub)
    : m_machine(std::move(machine))
    , m_id(std::move(id))
    , m_guestId(container->id().str())
    , m_hub(hub)
    , m_lastHeard(std::chrono::system_clock::now())
    , m_cpus(cpus)
{
    if (auto history = stats::HistoryWriter::open(historyFile))
        m_history = std::move(*history);
    else
        spdlog::warn("{}: no statistics history: {}", m_id.str(), render(history.error()));
    m_watch = container->watchStatistics(
        agent::StatCategory::All,
        interval,
        [this](const agent::StatisticsSample &sample) { onSample(sample); },
        [id = m_id](const Error &error) { spdlog::info("{}: statistics ended: {}", id.str(), render(error)); });
}

StatisticsSampler::~StatisticsSampler() = default;

void StatisticsSampler::setCpus(double cpus)
{
    const std::lock_guard lock(m_mutex);
    m_cpus = cpus;
}

engine::WallTime StatisticsSampler::lastHeard() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastHeard;
}

void StatisticsSampler::onSample(const agent::StatisticsSample &sample)
{
    double cpus = 0;
    {
        const std::lock_guard lock(m_mutex);
        m_lastHeard = std::chrono::system_clock::now();
        cpus = m_cpus;
    }
    for (const agent::ContainerStatistics &container : sample.containers) {
        if (container.containerId != m_guestId)
            continue;
        const auto counters = toCounters(container, sample.monotonicNanoseconds, m_machine->vm().hostCost());
        const engine::Sample computed = stats::computeSample(m_previous, counters, cpus);
        m_previous = counters;
        if (m_history && !m_history->add(computed)) {
            spdlog::warn("{}: the statistics history cannot be written", m_id.str());
            m_history.reset();
        }
        m_hub.publish(EventHub::SampleEvent{m_id, computed});
        return; // one of each: a guest may say what it likes
    }
}

} // namespace firkin::supervisor

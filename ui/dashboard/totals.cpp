#include "ui/dashboard/totals.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace firkin::ui {

namespace {

/// A broken sample must not make a total nonsense.
double sane(double value)
{
    return std::isfinite(value) && value > 0 ? value : 0;
}

} // namespace

bool runs(const engine::ContainerView &view)
{
    return view.state == engine::ContainerState::Running || view.state == engine::ContainerState::Paused || view.state == engine::ContainerState::Stopping;
}

Totals totalsOf(const std::vector<engine::ContainerView> &containers, const LatestFn &latest)
{
    Totals totals;
    // What its machine takes is in the sample of each container of a pod.
    std::map<std::string, Totals> machines;
    totals.all = static_cast<int>(containers.size());
    for (const auto &view : containers) {
        if (!runs(view))
            continue;
        ++totals.running;
        if (const auto *sample = latest(view.id)) {
            totals.cores += sane(sample->cpu) * view.spec.cpus;
            totals.memory += sample->memoryBytes;
            auto &machine = machines[view.pod.empty() ? view.id.str() : "pod " + view.pod.str()];
            machine.hostMemory = std::max(machine.hostMemory, sample->hostMemoryBytes);
            machine.hostCores = std::max(machine.hostCores, sane(sample->hostCpu));
            machine.received = std::max(machine.received, sane(sample->networkReceived));
            machine.sent = std::max(machine.sent, sane(sample->networkSent));
        }
    }
    for (const auto &[id, machine] : machines) {
        totals.hostMemory += machine.hostMemory;
        totals.hostCores += machine.hostCores;
        totals.received += machine.received;
        totals.sent += machine.sent;
    }
    return totals;
}

std::vector<Consumer> topConsumers(const std::vector<engine::ContainerView> &containers, const LatestFn &latest, Consumption by, std::size_t most)
{
    std::vector<Consumer> found;
    for (const auto &view : containers) {
        const auto *sample = runs(view) ? latest(view.id) : nullptr;
        if (!sample)
            continue;
        const double value = by == Consumption::Cpu ? sane(sample->hostCpu) : static_cast<double>(sample->hostMemoryBytes);
        if (value > 0)
            found.push_back({view.id, value, 0});
    }
    std::ranges::stable_sort(found, std::greater<>(), &Consumer::value);
    if (found.size() > most)
        found.resize(most);
    for (auto &consumer : found)
        consumer.share = consumer.value / found.front().value;
    return found;
}

} // namespace firkin::ui

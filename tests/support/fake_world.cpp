#include "tests/support/fake_world.h"

#include <algorithm>
#include <cmath>

namespace firkin::engine {

using namespace std::chrono_literals;

Status FakeWorld::pause(Operation operation, std::string_view object, std::chrono::milliseconds duration, std::stop_token stop)
{
    std::unique_lock lock(mutex);
    const auto until = std::chrono::steady_clock::now() + duration;
    while (std::chrono::steady_clock::now() < until && !stop.stop_requested())
        changed.wait_until(lock, stop, until, [] { return false; });
    if (stop.stop_requested())
        return fail(cancelled(operation, object));
    return {};
}

Status FakeWorld::enter(Operation operation, std::string_view object, std::stop_token stop)
{
    FakeFault fault;
    {
        const std::scoped_lock lock(mutex);
        ++calls[operation];
        if (const auto it = faults.find(operation); it != faults.end() && it->second.times != 0) {
            if (it->second.times > 0)
                --it->second.times;
            fault = it->second;
        }
    }
    if (fault.hang)
        FIRKIN_TRY(pause(operation, object, 24h, stop));
    if (fault.delay > 0ms)
        FIRKIN_TRY(pause(operation, object, fault.delay, stop));
    if (fault.error)
        return fail(*fault.error);
    if (stop.stop_requested())
        return fail(cancelled(operation, object));
    return {};
}

Status FakeWorld::work(Operation operation, std::string_view object, std::initializer_list<Phase> phases,
                       std::uint64_t total, const std::string &item, const ProgressFn &progress, std::stop_token stop)
{
    std::chrono::milliseconds duration;
    {
        const std::scoped_lock lock(mutex);
        duration = workTime;
    }
    const std::size_t steps = 20;
    for (std::size_t step = 0; step < steps; ++step) {
        const Phase phase = phases.begin()[step * phases.size() / steps];
        report(progress, {phase, total * (step + 1) / steps, total > 0 ? std::optional(total) : std::nullopt, item});
        if (duration > 0ms)
            FIRKIN_TRY(pause(operation, object, duration / steps, stop));
    }
    return {};
}

FakeContainer *FakeWorld::find(const ContainerId &id)
{
    const auto it = containers.find(id);
    return it == containers.end() ? nullptr : &it->second;
}

Result<FakeContainer *> FakeWorld::need(Operation operation, const ContainerId &id)
{
    if (auto *found = find(id))
        return found;
    return fail(operation, id.str(), Reason::NoSuchContainer);
}

Result<FakeContainer *> FakeWorld::needRunning(Operation operation, const ContainerId &id)
{
    FIRKIN_ASSIGN(auto *found, need(operation, id));
    if (found->view.state == ContainerState::Paused)
        return fail(operation, found->view.name, Reason::IsPaused);
    if (found->view.state != ContainerState::Running && found->view.state != ContainerState::Stopping)
        return fail(operation, found->view.name, Reason::NotRunning);
    return found;
}

ContainerList FakeWorld::snapshot() const
{
    ContainerList list;
    for (const auto &[id, container] : containers)
        list.containers.push_back(container.view);
    std::ranges::stable_sort(list.containers, {}, &ContainerView::name);
    for (const auto &[id, pod] : pods)
        list.pods.push_back(podView(pod));
    std::ranges::stable_sort(list.pods, {}, &PodView::name);
    return list;
}

void FakeWorld::end(FakeContainer &container, ExitCause cause, int code, int signal)
{
    container.view.state = ContainerState::Exited;
    container.view.pending.reset();
    container.view.exit = ExitInfo{cause, code, signal, std::chrono::system_clock::now(), {}};
    container.view.startedAt.reset();
    container.view.ports.clear();
    ++generation;
    for (auto &[id, session] : container.sessions)
        session->finish({code, signal});
    changed.notify_all();
}

void FakeWorld::announce()
{
    const std::scoped_lock watching(watchMutex);
    ContainerList list;
    {
        const std::scoped_lock lock(mutex);
        list = snapshot();
        changed.notify_all();
    }
    for (const auto &[number, watcher] : listWatchers)
        watcher(list);
}

Sample makeSample(const FakeContainer &container, WallTime at)
{
    const double t = std::chrono::duration<double>(at.time_since_epoch()).count();
    const double p = container.phase;
    const auto wave = [&](double period, double shift) { return 0.5 + 0.5 * std::sin(t / period + p * 2.1 + shift); };
    const double jitter = 0.5 + 0.5 * std::sin(t * 12.9898 + p * 78.233) * std::cos(t * 4.1414 + p);
    const double busy = std::fmod(p * 0.37, 1.0);
    Sample sample;
    sample.time = at;
    sample.cpu = std::clamp(0.02 + busy * (0.35 * wave(31, 0) + 0.25 * wave(7.3, 1) * wave(83, 2)) + 0.06 * jitter * busy, 0.0, 1.0);
    sample.memoryLimit = container.view.spec.memory.bytes;
    const double share = 0.08 + 0.5 * busy + 0.12 * wave(190, 0.4) + 0.02 * jitter;
    sample.memoryBytes = static_cast<std::uint64_t>(static_cast<double>(sample.memoryLimit) * std::min(share, 0.97));
    sample.networkReceived = busy * 1.8e6 * wave(17, 0) * wave(5, 1) + 900 * jitter;
    sample.networkSent = busy * 4.2e5 * wave(13, 2) * wave(4, 0) + 400 * jitter;
    sample.blockRead = std::max(0.0, busy * 9e6 * (wave(41, 1) - 0.7));
    sample.blockWritten = std::max(0.0, busy * 5e6 * (wave(23, 3) - 0.5));
    sample.processes = 2 + static_cast<std::uint32_t>(busy * 40 * wave(120, 0));
    sample.hostMemoryBytes = sample.memoryBytes + (std::uint64_t{96} << 20);
    sample.hostCpu = sample.cpu * container.view.spec.cpus * 1.08 + 0.01;
    sample.networkReceivedTotal = static_cast<std::uint64_t>(busy * 1e9);
    sample.networkSentTotal = static_cast<std::uint64_t>(busy * 2e8);
    sample.blockReadTotal = static_cast<std::uint64_t>(busy * 3e9);
    sample.blockWrittenTotal = static_cast<std::uint64_t>(busy * 8e8);
    return sample;
}

void FakeWorld::tick(WallTime now)
{
    const std::scoped_lock watching(watchMutex);
    std::vector<LiveSample> samples;
    {
        const std::scoped_lock lock(mutex);
        if (!ticking)
            return;
        for (auto &[id, container] : containers) {
            if (container.view.state != ContainerState::Running)
                continue;
            container.history.push_back(makeSample(container, now));
            if (container.history.size() > 90'000)
                container.history.erase(container.history.begin(), container.history.begin() + 10'000);
            samples.push_back({id, container.history.back()});
        }
    }
    if (!samples.empty())
        for (const auto &[number, watcher] : sampleWatchers)
            watcher(samples);
}

} // namespace firkin::engine

#include "ui/services/statistics_service.h"

namespace firkin::ui {

StatisticsService::StatisticsService(engine::Engine &engine, Pools &pools, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools)
{
}

StatisticsService::~StatisticsService() = default;

void StatisticsService::stopWatching()
{
    ++m_generation;
    destroyOn(m_pools.shared(), std::move(m_watch));
}

void StatisticsService::start()
{
    stopWatching();
    auto operation = runAsync(m_pools.shared(), [&engine = m_engine, to = m_mailbox.address(), this](std::stop_token) {
        return engine.statistics().watch([to, this](const std::vector<engine::LiveSample> &samples) {
            to.post([this, samples] {
                for (const auto &live : samples) {
                    auto &recent = m_recent[live.container];
                    recent.push_back(live.sample);
                    while (recent.size() > recentCount)
                        recent.pop_front();
                }
                tell(samples);
            });
        });
    });
    operation.then(this, [this, generation = m_generation](Result<std::unique_ptr<engine::Subscription>> watch) {
        // Without live values the list still works; its cells stay empty.
        if (watch && generation == m_generation)
            m_watch = std::move(*watch);
        else if (watch)
            destroyOn(m_pools.shared(), std::move(*watch)); // no longer wanted
    });
}

void StatisticsService::setPace(std::chrono::seconds pace)
{
    // A second is every sample.
    m_pace = pace <= std::chrono::seconds(1) ? std::chrono::milliseconds(0) : std::chrono::milliseconds(pace) - std::chrono::milliseconds(500);
    m_untold.clear();
}

void StatisticsService::tell(const std::vector<engine::LiveSample> &samples)
{
    if (m_pace.count() == 0) {
        Q_EMIT sampled(samples);
        return;
    }
    for (const auto &live : samples)
        m_untold.insert_or_assign(live.container, live.sample);
    const auto now = std::chrono::steady_clock::now();
    if (now - m_told < m_pace)
        return;
    m_told = now;
    std::vector<engine::LiveSample> all;
    for (const auto &[id, sample] : std::exchange(m_untold, {}))
        all.push_back({id, sample});
    Q_EMIT sampled(all);
}

const engine::Sample *StatisticsService::latest(const ContainerId &id) const
{
    const auto it = m_recent.find(id);
    return it == m_recent.end() || it->second.empty() ? nullptr : &it->second.back();
}

const std::deque<engine::Sample> &StatisticsService::recent(const ContainerId &id) const
{
    static const std::deque<engine::Sample> none;
    const auto it = m_recent.find(id);
    return it == m_recent.end() ? none : it->second;
}

Operation<engine::SampleSeries> StatisticsService::history(const ContainerId &id, std::chrono::seconds span)
{
    return runAsync(m_pools.lane(id), [&engine = m_engine, id, span](std::stop_token stop) {
        return engine.statistics().history(id, span, stop);
    });
}

void StatisticsService::forget(const ContainerId &id)
{
    m_recent.erase(id);
}

} // namespace firkin::ui

#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"

#include <QHash>
#include <QObject>

#include <deque>
#include <map>
#include <memory>
#include <vector>

namespace firkin::ui {

/// Live samples of all running containers, and each one's history. GUI thread.
class StatisticsService : public QObject {
    Q_OBJECT
public:
    /// So many samples of each container are kept for sparklines.
    static constexpr std::size_t recentCount = 60;

    StatisticsService(engine::Engine &engine, Pools &pools, QObject *parent = nullptr);
    ~StatisticsService() override;

    void start();
    void stopWatching();
    /// `sampled` comes at most so often; in between the newest values are kept.
    void setPace(std::chrono::seconds pace);
    [[nodiscard]] const engine::Sample *latest(const ContainerId &id) const;
    /// Oldest first; empty when it is not known. Valid until the next signal.
    [[nodiscard]] const std::deque<engine::Sample> &recent(const ContainerId &id) const;
    [[nodiscard]] Operation<engine::SampleSeries> history(const ContainerId &id, std::chrono::seconds span);
    /// It no longer runs: its live values go.
    void forget(const ContainerId &id);

Q_SIGNALS:
    /// About once a second, all that came in this moment.
    void sampled(const std::vector<firkin::engine::LiveSample> &samples);

private:
    void tell(const std::vector<engine::LiveSample> &samples);
    engine::Engine &m_engine;
    Pools &m_pools;
    std::map<ContainerId, std::deque<engine::Sample>> m_recent;
    std::chrono::milliseconds m_pace{0};
    std::chrono::steady_clock::time_point m_told;
    std::map<ContainerId, engine::Sample> m_untold;
    quint64 m_generation = 0; ///< of start and stop
    std::unique_ptr<engine::Subscription> m_watch;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui

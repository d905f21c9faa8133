// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/machine.h"
#include "runtime/stats/history_file.h"
#include "runtime/supervisor/event_hub.h"

#include <filesystem>
#include <memory>
#include <mutex>

namespace firkin::supervisor {

/// One container's statistics while it runs: pushed by the agent once a second, completed by what the machine costs the
/// host, written into the history, published. Owns the watch, on whose thread all of it happens.
class StatisticsSampler {
public:
    StatisticsSampler(std::shared_ptr<container::Machine> machine,
                      std::shared_ptr<container::ContainerBase> container,
                      ContainerId id,
                      std::filesystem::path historyFile,
                      double cpus,
                      EventHub &hub);
    ~StatisticsSampler();

    /// The limit that shares are of.
    void setCpus(double cpus);
    /// When the guest was heard last.
    [[nodiscard]] engine::WallTime lastHeard() const;

private:
    void onSample(const agent::StatisticsSample &sample);

    const std::shared_ptr<container::Machine> m_machine;
    const ContainerId m_id;
    const std::string m_guestId; ///< what the guest calls it: another one in a fork
    EventHub &m_hub;
    std::unique_ptr<stats::HistoryWriter> m_history;
    std::optional<stats::Counters> m_previous;
    mutable std::mutex m_mutex;
    engine::WallTime m_lastHeard;
    double m_cpus; ///< guarded
    std::unique_ptr<agent::StatisticsWatch> m_watch; // last: its thread uses all of the above
};

} // namespace firkin::supervisor

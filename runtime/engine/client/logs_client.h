// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/supervisor_link.h"
#include "runtime/engine/logs.h"
#include "runtime/engine/statistics.h"

namespace firkin::engine {

class Observer;

/// Captured output, straight from the store's files: needs no supervisor.
class LogsClient final : public Logs {
public:
    explicit LogsClient(SupervisorLinks &links) : m_links(links) {}
    Result<std::unique_ptr<LogReader>> open(const ContainerId &container) override;
    Result<std::string> console(const ContainerId &container, std::size_t maxBytes) override;

private:
    SupervisorLinks &m_links;
};

/// History from the store's file, live samples from the observer.
class StatisticsClient final : public Statistics {
public:
    StatisticsClient(SupervisorLinks &links, Observer &observer) : m_links(links), m_observer(observer) {}
    Result<SampleSeries> history(const ContainerId &container, std::chrono::seconds span, std::stop_token stop) override;
    Result<std::unique_ptr<Subscription>> watch(LiveSamplesFn onSamples) override;

private:
    SupervisorLinks &m_links;
    Observer &m_observer;
};

} // namespace firkin::engine

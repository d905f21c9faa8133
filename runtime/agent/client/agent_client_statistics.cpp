// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/agent_client.h"

#include "runtime/agent/client/calls.h"
#include "runtime/agent/client/convert.h"
#include "runtime/base/stop_fd.h"

#include <chrono>
#include <optional>
#include <thread>

namespace firkin::agent {
namespace {

using Sandbox = v3::SandboxContext::StubInterface;

/// Reads the agent's samples on a thread of its own. A lost connection is made again; a machine that has ended, or an
/// agent that refuses, ends it.
class PushedWatch : public StatisticsWatch {
public:
    struct Ask {
        std::vector<std::string> containerIds;
        StatCategory categories;
        std::chrono::milliseconds interval;
    };

    PushedWatch(AgentClient &client,
                AgentConnection &connection,
                Ask ask,
                std::function<void(const StatisticsSample &)> onSample,
                std::function<void(const Error &)> onLost)
        : m_client(client), m_connection(connection), m_ask(std::move(ask)), m_onSample(std::move(onSample)), m_onLost(std::move(onLost)),
          m_thread([this](std::stop_token stop) { run(stop); })
    { }

private:
    void run(const std::stop_token &stop)
    {
        bool pushed = m_connection.info().ours;
        while (!stop.stop_requested()) {
            const Status outcome = pushed ? readPushed(stop) : poll(stop);
            if (stop.stop_requested())
                return;
            if (!outcome && pushed && outcome.error().code == ErrorCode::Unsupported) {
                pushed = false;
                continue;
            }
            const bool lostOnly = outcome || outcome.error().rootReason() == Reason::ConnectionLost || outcome.error().code == ErrorCode::Timeout;
            if (!lostOnly || m_connection.hasEnded()) {
                if (m_onLost)
                    m_onLost(outcome ? m_connection.machineEnded(Operation::ReadStatistics, {}) : outcome.error());
                return;
            }
            if (!pauseFor(m_ask.interval, stop))
                return;
        }
    }

    Status readPushed(const std::stop_token &stop)
    {
        v1::WatchStatisticsRequest request;
        for (const std::string &id : m_ask.containerIds)
            request.add_container_ids(id);
        for (const auto category : toCategories(m_ask.categories))
            request.add_categories(category);
        std::optional<std::chrono::steady_clock::time_point> last;
        request.set_interval_ms(static_cast<std::uint32_t>(m_ask.interval.count()));
        return readStream<v1::WatchStatisticsResponse>(
            m_connection,
            [&](Link &link, grpc::ClientContext *context, grpc::CompletionQueue *queue) {
                return link.agent().PrepareAsyncWatchStatistics(context, request, queue);
            },
            {Operation::ReadStatistics, {}, Repeat::No, Deadline::never()}, m_ask.interval + m_connection.deadlines().rpc,
            [&](const v1::WatchStatisticsResponse &reply) -> Status {
                StatisticsSample sample;
                sample.monotonicNanoseconds = reply.monotonic_ns();
                for (const auto &stats : reply.containers())
                    sample.containers.push_back(toStatistics(stats, m_ask.categories));
                // Who sends more often than asked is not listened to more often.
                const auto now = std::chrono::steady_clock::now();
                if (last && now - *last < m_ask.interval / 2)
                    return {};
                last = now;
                m_onSample(sample);
                return {};
            },
            stop);
    }

    Status poll(const std::stop_token &stop)
    {
        for (;;) {
            FIRKIN_ASSIGN(auto containers, m_client.statistics(m_ask.containerIds, m_ask.categories, stop));
            StatisticsSample sample;
            // The guest does not tell its time: ours, which differs from it by a constant and some jitter.
            sample.monotonicNanoseconds = static_cast<std::uint64_t>(
                std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count());
            sample.containers = std::move(containers);
            m_onSample(sample);
            if (!pauseFor(m_ask.interval, stop))
                return {};
        }
    }

    AgentClient &m_client;
    AgentConnection &m_connection;
    const Ask m_ask;
    const std::function<void(const StatisticsSample &)> m_onSample;
    const std::function<void(const Error &)> m_onLost;
    std::jthread m_thread; // last: it uses the rest
};

} // namespace

Result<std::vector<ContainerStatistics>>
AgentClient::statistics(const std::vector<std::string> &containerIds, StatCategory categories, std::stop_token stop)
{
    v3::ContainerStatisticsRequest request;
    v3::ContainerStatisticsResponse reply;
    for (const std::string &id : containerIds)
        request.add_container_ids(id);
    for (const auto category : toCategories(categories))
        request.add_categories(category);
    FIRKIN_TRY(call(*m_connection, &Sandbox::ContainerStatistics, request, reply,
                    {Operation::ReadStatistics, containerIds.size() == 1 ? std::string_view(containerIds.front()) : std::string_view(), Repeat::Yes,
                     Deadline::after(m_connection->deadlines().rpc)},
                    std::move(stop)));
    std::vector<ContainerStatistics> out;
    for (const auto &stats : reply.containers())
        out.push_back(toStatistics(stats, categories));
    return out;
}

std::unique_ptr<StatisticsWatch> AgentClient::watchStatistics(std::vector<std::string> containerIds,
                                                              StatCategory categories,
                                                              std::chrono::milliseconds interval,
                                                              std::function<void(const StatisticsSample &)> onSample,
                                                              std::function<void(const Error &)> onLost)
{
    return std::make_unique<PushedWatch>(*this, *m_connection, PushedWatch::Ask{std::move(containerIds), categories, interval},
                                         std::move(onSample), std::move(onLost));
}

} // namespace firkin::agent

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/health_monitor.h"

#include <QTest>

#include <condition_variable>
#include <mutex>
#include <vector>

using namespace firkin;
using namespace firkin::supervisor;
using namespace std::chrono_literals;
using engine::Health;
using engine::HealthCheck;
using engine::HealthStatus;

/// How a container's health follows from its checks.
class TestHealth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void failuresInARowMakeItUnhealthyAndOneSuccessHealthy();
    void inTheStartPeriodFailuresDoNotCountUntilTheFirstSuccess();
    void checksComeSoonerInTheStartPeriod();
    void onlyChangesAreTold();
    void whatCouldNotBeCheckedCountsForNothing();
};

namespace {

HealthCheck someCheck()
{
    return {.command = {"true"}, .interval = 30s, .timeout = 1s, .startPeriod = 20s, .retries = 2};
}

} // namespace

void TestHealth::failuresInARowMakeItUnhealthyAndOneSuccessHealthy()
{
    HealthCheck check = someCheck();
    check.startPeriod = 0s;
    Health health;
    health = judge(check, health, {false, "one"}, 1s);
    QVERIFY(health == (Health{HealthStatus::Starting, 1, "one"}));
    health = judge(check, health, {false, "two"}, 2s);
    QVERIFY(health == (Health{HealthStatus::Unhealthy, 2, "two"}));
    health = judge(check, health, {true, "fine"}, 3s);
    QVERIFY(health == (Health{HealthStatus::Healthy, 0, ""}));
    health = judge(check, health, {false, "three"}, 4s);
    QVERIFY(health == (Health{HealthStatus::Healthy, 1, "three"}));
}

void TestHealth::inTheStartPeriodFailuresDoNotCountUntilTheFirstSuccess()
{
    const HealthCheck check = someCheck();
    Health health;
    for (int i = 0; i < 5; ++i)
        health = judge(check, health, {false, "not yet"}, 19s);
    QVERIFY(health == (Health{HealthStatus::Starting, 0, "not yet"}));
    QVERIFY(judge(check, health, {false, "late"}, 20s).failures == 1);
    health = judge(check, health, {true, ""}, 5s);
    QVERIFY(health.status == HealthStatus::Healthy);
    health = judge(check, judge(check, health, {false, ""}, 6s), {false, ""}, 7s);
    QVERIFY(health.status == HealthStatus::Unhealthy);
}

void TestHealth::checksComeSoonerInTheStartPeriod()
{
    const HealthCheck check = someCheck();
    QCOMPARE(pauseBefore(check, {}, 1s), 5000ms);
    QCOMPARE(pauseBefore(check, {}, 20s), 30'000ms);
    QCOMPARE(pauseBefore(check, {HealthStatus::Healthy, 0, ""}, 1s), 30'000ms);
}

void TestHealth::onlyChangesAreTold()
{
    HealthCheck check = someCheck();
    check.interval = 1ms;
    check.startPeriod = 0s;
    std::mutex mutex;
    std::condition_variable changed;
    int probes = 0;
    std::vector<HealthStatus> told;
    HealthMonitor monitor(
        check,
        [&](std::stop_token) -> std::optional<CheckOutcome> {
            const std::lock_guard lock(mutex);
            ++probes;
            changed.notify_all();
            return CheckOutcome{probes >= 3, {}}; // two failures, then all is well
        },
        [&](const Health &health) {
            const std::lock_guard lock(mutex);
            told.push_back(health.status);
        });
    std::unique_lock lock(mutex);
    QVERIFY(changed.wait_for(lock, 10s, [&] { return probes >= 8; }));
    QCOMPARE(told.size(), std::size_t{3});
    QVERIFY(told[0] == HealthStatus::Starting && told[1] == HealthStatus::Unhealthy && told[2] == HealthStatus::Healthy);
}

void TestHealth::whatCouldNotBeCheckedCountsForNothing()
{
    HealthCheck check = someCheck();
    check.interval = 1ms;
    std::atomic<int> probes = 0;
    std::atomic<int> told = 0;
    {
        const HealthMonitor monitor(
            check,
            [&](std::stop_token) {
                ++probes;
                probes.notify_all();
                return std::optional<CheckOutcome>();
            },
            [&](const Health &) { ++told; });
        for (int seen = 0; seen < 5; seen = probes)
            probes.wait(seen);
    }
    QCOMPARE(told.load(), 0);
}

QTEST_GUILESS_MAIN(TestHealth)
#include "test_health.moc"

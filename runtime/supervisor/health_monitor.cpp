// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/health_monitor.h"

#include "runtime/base/error_text.h"
#include "runtime/base/stop_fd.h"

#include <algorithm>
#include <array>
#include <mutex>

namespace firkin::supervisor {

using namespace std::chrono_literals;
using engine::Health;
using engine::HealthStatus;

namespace {

constexpr std::size_t keptOutput = 1024;
constexpr std::chrono::milliseconds startInterval = 5s;

} // namespace

Health judge(const engine::HealthCheck &check, const Health &before, const CheckOutcome &outcome, std::chrono::milliseconds running)
{
    Health after = before;
    if (outcome.passed) {
        after.status = HealthStatus::Healthy;
        after.failures = 0;
        after.lastOutput.clear();
        return after;
    }
    after.lastOutput = outcome.output;
    if (before.status == HealthStatus::Starting && running < check.startPeriod)
        return after;
    after.failures = before.failures + 1;
    if (after.failures >= check.retries)
        after.status = HealthStatus::Unhealthy;
    return after;
}

std::chrono::milliseconds pauseBefore(const engine::HealthCheck &check, const Health &health, std::chrono::milliseconds running)
{
    if (health.status == HealthStatus::Starting && running < check.startPeriod)
        return std::min(check.interval, startInterval);
    return check.interval;
}

HealthMonitor::HealthMonitor(engine::HealthCheck check, Probe probe, std::function<void(const Health &)> onChange)
    : m_check(std::move(check))
    , m_probe(std::move(probe))
    , m_onChange(std::move(onChange))
    , m_thread([this](std::stop_token stop) {
        const auto begun = std::chrono::steady_clock::now();
        const auto running = [begun] {
            return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
        };
        Health health;
        while (pauseFor(pauseBefore(m_check, health, running()), stop)) {
            const auto outcome = m_probe(stop);
            if (!outcome || stop.stop_requested())
                continue;
            const Health after = judge(m_check, health, *outcome, running());
            if (after == health)
                continue;
            health = after;
            m_onChange(health);
        }
    })
{
}

std::optional<CheckOutcome> runCheck(container::ContainerBase &container, const engine::HealthCheck &check, std::stop_token stop)
{
    using container::Stdio;
    container::ExecConfig<container::Streams> config;
    config.process.arguments = check.command;
    config.inherit = container::ExecInherit::everything();
    config.stdio = {Stdio::Null, Stdio::Piped, Stdio::Piped};
    const Deadline deadline = Deadline::after(check.timeout);
    auto process = container.exec(randomId(), config, stop);
    if (!process) {
        if (process.error().isCancelled())
            return std::nullopt;
        return CheckOutcome{false, render(process.error()).substr(0, keptOutput)};
    }
    CheckOutcome outcome;
    std::mutex mutex;
    const auto collect = [&](std::unique_ptr<agent::OutputStream> stream) {
        std::array<std::byte, 4096> buffer;
        for (;;) {
            const auto size = stream->read(buffer, deadline, stop);
            if (!size || *size == 0)
                return;
            const std::lock_guard lock(mutex);
            const std::size_t room = keptOutput - std::min(outcome.output.size(), keptOutput);
            outcome.output.append(reinterpret_cast<const char *>(buffer.data()), std::min(*size, room)); // NOLINT: bytes are text here
        }
    };
    {
        const std::jthread errors([&, stream = process->takeStderr()]() mutable { collect(std::move(stream)); });
        collect(process->takeStdout());
    }
    const auto status = process->wait(stop, deadline);
    if (status) {
        outcome.passed = status->code == 0;
        return outcome;
    }
    if (status.error().code == ErrorCode::Timeout) {
        (void)process->kill(container::sigKill, {});
        outcome.output = ("it took longer than " + std::to_string(check.timeout.count()) + " ms\n" + outcome.output).substr(0, keptOutput);
        return outcome;
    }
    return std::nullopt; // the container ended, or stands still
}

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/text.h"

#include "app/cli/options.h"
#include "runtime/base/error_text.h"

#include <algorithm>
#include <format>

namespace firkin::cli {

namespace {

std::size_t width(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace

std::string humanDuration(std::chrono::seconds duration)
{
    const auto seconds = std::max<std::int64_t>(duration.count(), 0);
    const auto minutes = seconds / 60;
    const auto hours = (minutes + 30) / 60;
    if (seconds < 1)
        return "Less than a second";
    if (seconds == 1)
        return "1 second";
    if (seconds < 60)
        return std::format("{} seconds", seconds);
    if (minutes == 1)
        return "About a minute";
    if (minutes < 60)
        return std::format("{} minutes", minutes);
    if (hours == 1)
        return "About an hour";
    if (hours < 48)
        return std::format("{} hours", hours);
    if (hours < 24 * 7 * 2)
        return std::format("{} days", hours / 24);
    if (hours < 24 * 30 * 2)
        return std::format("{} weeks", hours / 24 / 7);
    if (hours < 24 * 365 * 2)
        return std::format("{} months", hours / 24 / 30);
    return std::format("{} years", hours / 24 / 365);
}

std::string ago(engine::WallTime then, engine::WallTime now)
{
    return humanDuration(std::chrono::duration_cast<std::chrono::seconds>(now - then)) + " ago";
}

std::string rfc3339(engine::WallTime time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    std::string text = std::format("{:%Y-%m-%dT%H:%M:%S}", seconds);
    const auto fraction = std::chrono::duration_cast<std::chrono::nanoseconds>(time - seconds).count();
    if (fraction != 0) {
        text += std::format(".{:09}", fraction);
        text.erase(text.find_last_not_of('0') + 1);
    }
    return text + "Z";
}

std::string_view stateName(engine::ContainerState state)
{
    switch (state) {
    case engine::ContainerState::Created:
        return "created";
    case engine::ContainerState::Starting:
        return "starting";
    case engine::ContainerState::Running:
        return "running";
    case engine::ContainerState::Paused:
        return "paused";
    case engine::ContainerState::Stopping:
        return "stopping";
    case engine::ContainerState::Exited:
        return "exited";
    }
    return "unknown";
}

std::string_view healthName(engine::HealthStatus status)
{
    switch (status) {
    case engine::HealthStatus::Starting:
        return "starting";
    case engine::HealthStatus::Healthy:
        return "healthy";
    case engine::HealthStatus::Unhealthy:
        return "unhealthy";
    }
    return "unknown";
}

std::string_view causeName(engine::ExitCause cause)
{
    switch (cause) {
    case engine::ExitCause::Exited:
        return "exited";
    case engine::ExitCause::StoppedByUser:
        return "stopped";
    case engine::ExitCause::OutOfMemory:
        return "out of memory";
    case engine::ExitCause::KernelPanic:
        return "kernel panic";
    case engine::ExitCause::MachineDied:
        return "machine died";
    case engine::ExitCause::SupervisorLost:
        return "supervisor lost";
    case engine::ExitCause::StartFailed:
        return "start failed";
    }
    return "unknown";
}

std::string statusText(const engine::ContainerView &container, engine::WallTime now)
{
    const auto up = [&] {
        return "Up " + humanDuration(std::chrono::duration_cast<std::chrono::seconds>(now - container.startedAt.value_or(now)));
    };
    switch (container.state) {
    case engine::ContainerState::Created:
        return "Created";
    case engine::ContainerState::Starting:
        return "Starting";
    case engine::ContainerState::Running:
        if (container.silentSince)
            return up() + " (not answering)";
        if (!container.health)
            return up();
        // As Docker: "starting" alone would be said of the container.
        return up() + (container.health->status == engine::HealthStatus::Starting ? " (health: " : " (") + std::string(healthName(container.health->status)) + ")";
    case engine::ContainerState::Paused:
        return up() + " (Paused)";
    case engine::ContainerState::Stopping:
        return up() + " (Stopping)";
    case engine::ContainerState::Exited:
        break;
    }
    if (!container.exit)
        return "Exited";
    if (container.restartAt)
        return std::format("Restarting ({}) {}", container.exit->code, ago(container.exit->at, now));
    std::string text = std::format("Exited ({}) {}", container.exit->code, ago(container.exit->at, now));
    if (container.exit->cause != engine::ExitCause::Exited && container.exit->cause != engine::ExitCause::StoppedByUser)
        text += ", " + std::string(causeName(container.exit->cause));
    if (container.lookedInto)
        text += " (machine up for its files)";
    return text;
}

std::string_view stateName(engine::PodState state)
{
    switch (state) {
    case engine::PodState::Stopped:
        return "stopped";
    case engine::PodState::Starting:
        return "starting";
    case engine::PodState::Running:
        return "running";
    case engine::PodState::Stopping:
        return "stopping";
    }
    return "";
}

std::string statusText(const engine::PodView &pod, engine::WallTime now)
{
    switch (pod.state) {
    case engine::PodState::Starting:
        return "Starting";
    case engine::PodState::Running:
        return "Up " + humanDuration(std::chrono::duration_cast<std::chrono::seconds>(now - pod.startedAt.value_or(now)));
    case engine::PodState::Stopping:
        return "Stopping";
    case engine::PodState::Stopped:
        break;
    }
    return pod.exit ? "Stopped " + ago(pod.exit->at, now) + ", " + std::string(causeName(pod.exit->cause)) : "Stopped";
}

std::string portsText(const std::vector<engine::PortMapping> &ports)
{
    std::string text;
    for (const engine::PortMapping &port : ports)
        text += (text.empty() ? "" : ", ") + toString(port);
    return text;
}

std::string cutText(const std::string &text, std::size_t characters)
{
    if (width(text) <= characters)
        return text;
    std::size_t end = 0;
    for (std::size_t points = 0; end < text.size(); ++end) {
        if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U && ++points == characters)
            break;
    }
    return text.substr(0, end) + "…";
}

std::string commandText(const std::vector<std::string> &command, bool whole)
{
    std::string text;
    for (const std::string &word : command)
        text += (text.empty() ? "" : " ") + escaped(word);
    return "\"" + (whole ? text : cutText(text, 20)) + "\"";
}

std::string shortDigest(std::string_view digest)
{
    if (digest.starts_with("sha256:"))
        digest.remove_prefix(7);
    return std::string(digest.substr(0, 12));
}

std::string Table::text() const
{
    std::vector<std::size_t> widths;
    std::vector<std::vector<std::string>> rows;
    for (const auto &row : m_rows) {
        auto &safe = rows.emplace_back();
        for (std::size_t i = 0; i < row.size(); ++i) {
            safe.push_back(escaped(row[i]));
            if (i >= widths.size())
                widths.push_back(0);
            widths[i] = std::max(widths[i], width(safe[i]));
        }
    }
    std::string text;
    for (const auto &row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i];
            if (i + 1 < row.size())
                line.append(widths[i] - width(row[i]) + 3, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/containers.h"
#include "runtime/engine/types.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

/// How fk words things. Pure: the present moment is an argument.
namespace firkin::cli {

/// "About a minute", "3 hours": as Docker puts durations.
[[nodiscard]] std::string humanDuration(std::chrono::seconds duration);
/// "3 hours ago"
[[nodiscard]] std::string ago(engine::WallTime then, engine::WallTime now);
/// "2024-05-01T12:00:00.25Z", fractions to the nanosecond where there are some.
[[nodiscard]] std::string rfc3339(engine::WallTime time);

/// "Up 3 minutes", "Exited (137) 2 hours ago, out of memory", "Created".
[[nodiscard]] std::string statusText(const engine::ContainerView &container, engine::WallTime now);
/// One word, for JSON: "running".
[[nodiscard]] std::string_view stateName(engine::ContainerState state);
/// "Up 3 minutes", "Stopped", "Stopped 2 hours ago, kernel panic".
[[nodiscard]] std::string statusText(const engine::PodView &pod, engine::WallTime now);
[[nodiscard]] std::string_view stateName(engine::PodState state);
[[nodiscard]] std::string_view healthName(engine::HealthStatus status);
[[nodiscard]] std::string_view causeName(engine::ExitCause cause);
/// "127.0.0.1:8080->80/tcp, 443/tcp"
[[nodiscard]] std::string portsText(const std::vector<engine::PortMapping> &ports);
/// At most so many characters, the last of them "…" where some are missing.
[[nodiscard]] std::string cutText(const std::string &text, std::size_t characters);
/// The command as one line in quotes, cut at 20 characters unless `whole`.
[[nodiscard]] std::string commandText(const std::vector<std::string> &command, bool whole);
/// "sha256:0123…" → 12 digits.
[[nodiscard]] std::string shortDigest(std::string_view digest);

/// Columns as wide as their widest cell, two spaces or more between, nothing after the last. Width is counted in code
/// points; control characters of cells are escaped.
class Table {
public:
    explicit Table(std::vector<std::string> headings) { m_rows.push_back(std::move(headings)); }
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace firkin::cli

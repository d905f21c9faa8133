// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/restart_policy.h"

#include <algorithm>
#include <charconv>

namespace firkin::engine {

using namespace std::chrono_literals;
using Kind = RestartPolicy::Kind;

bool restartsAfter(const RestartPolicy &policy, const ExitInfo &exit, unsigned restarts)
{
    if (exit.cause == ExitCause::StoppedByUser)
        return false;
    switch (policy.kind) {
    case Kind::No: return false;
    case Kind::OnFailure: return exit.code != 0 && (policy.maxRetries == 0 || restarts < policy.maxRetries);
    case Kind::Always:
    case Kind::UnlessStopped: return true;
    }
    return false;
}

std::chrono::milliseconds nextDelay(std::chrono::milliseconds previous, std::chrono::milliseconds lasted)
{
    constexpr std::chrono::milliseconds first = 100ms, most = 1min, longRun = 10s;
    if (previous <= 0ms || lasted >= longRun)
        return first;
    return std::min(previous * 2, most);
}

bool startsAtRestore(const ContainerView &container)
{
    if (container.state != ContainerState::Exited || !container.exit)
        return false; // it runs, or never did
    const bool byUser = container.exit->cause == ExitCause::StoppedByUser;
    switch (container.spec.restart.kind) {
    case Kind::No: return false;
    case Kind::OnFailure: return container.exit->cause == ExitCause::SupervisorLost;
    case Kind::Always: return true;
    case Kind::UnlessStopped: return !byUser;
    }
    return false;
}

std::string toString(const RestartPolicy &policy)
{
    switch (policy.kind) {
    case Kind::No: return "no";
    case Kind::OnFailure: return policy.maxRetries == 0 ? "on-failure" : "on-failure:" + std::to_string(policy.maxRetries);
    case Kind::Always: return "always";
    case Kind::UnlessStopped: return "unless-stopped";
    }
    return {};
}

std::optional<RestartPolicy> parseRestartPolicy(std::string_view text)
{
    for (const Kind kind : {Kind::No, Kind::OnFailure, Kind::Always, Kind::UnlessStopped}) {
        if (text == toString(RestartPolicy{kind, 0}))
            return RestartPolicy{kind, 0};
    }
    constexpr std::string_view prefix = "on-failure:";
    if (!text.starts_with(prefix))
        return std::nullopt;
    RestartPolicy policy{Kind::OnFailure, 0};
    const std::string_view digits = text.substr(prefix.size());
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), policy.maxRetries);
    if (error != std::errc() || end != digits.data() + digits.size() || policy.maxRetries > 1'000'000)
        return std::nullopt;
    return policy;
}

} // namespace firkin::engine

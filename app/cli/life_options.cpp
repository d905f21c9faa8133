// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/life_options.h"

#include "app/cli/options.h"
#include "runtime/engine/restart_policy.h"

#include <CLI/CLI.hpp>

#include <charconv>

namespace firkin::cli {

void LifeOptions::addTo(CLI::App &verb)
{
    verb.add_option("--restart", restart, "When to start it again after its end")->type_name("no|on-failure[:N]|always|unless-stopped");
    verb.add_option("--health-cmd", healthCommand, "Command that tells by its exit code whether it is well")->type_name("COMMAND");
    verb.add_option("--health-interval", healthInterval, "Time between two checks, such as 30s")->type_name("TIME");
    verb.add_option("--health-timeout", healthTimeout, "Time that one check may take")->type_name("TIME");
    verb.add_option("--health-retries", healthRetries, "Failures in a row that make it unhealthy")->type_name("NUMBER");
    verb.add_option("--health-start-period", healthStartPeriod, "Time after its start in which failures do not count")->type_name("TIME");
    verb.add_flag("--no-healthcheck", noHealthCheck, "Do without the image's health check");
    verb.add_option("--notes", notes, "Words of your own, kept with it")->type_name("TEXT");
}

Result<engine::RestartPolicy> parseRestart(const std::string &text)
{
    if (const auto policy = engine::parseRestartPolicy(text))
        return *policy;
    return fail(Operation::ParseOptions, text.substr(0, 200), Reason::BadSyntax, "say no, on-failure, on-failure:N, always or unless-stopped");
}

Status applyTo(const LifeOptions &options, engine::ContainerSpec &spec)
{
    spec.notes = options.notes;
    if (!options.restart.empty()) {
        FIRKIN_ASSIGN(spec.restart, parseRestart(options.restart));
    }
    if (spec.removeOnExit && spec.restart.kind != engine::RestartPolicy::Kind::No)
        return fail(Operation::ParseOptions, "--restart", Reason::ConflictingOptions, "with --rm there is nothing left to start again");

    const bool tuned = !options.healthInterval.empty() || !options.healthTimeout.empty() || !options.healthRetries.empty()
        || !options.healthStartPeriod.empty();
    if (options.noHealthCheck) {
        if (options.healthCommand || tuned)
            return fail(Operation::ParseOptions, "--no-healthcheck", Reason::ConflictingOptions, "the other --health options ask for one");
        spec.healthCheck = engine::HealthCheck{};
        return {};
    }
    if (!options.healthCommand) {
        if (tuned)
            return fail(Operation::ParseOptions, "--health-cmd", Reason::ConflictingOptions, "the other --health options need it");
        return {};
    }
    if (options.healthCommand->empty())
        return fail(Operation::ParseOptions, "--health-cmd", Reason::BadSyntax, "say the command; --no-healthcheck does without");
    engine::HealthCheck check;
    check.command = {"/bin/sh", "-c", *options.healthCommand};
    const auto read = [](const std::string &text, std::chrono::milliseconds &into) -> Status {
        if (!text.empty()) {
            FIRKIN_ASSIGN(into, parseDuration(text));
        }
        return {};
    };
    FIRKIN_TRY(read(options.healthInterval, check.interval));
    FIRKIN_TRY(read(options.healthTimeout, check.timeout));
    FIRKIN_TRY(read(options.healthStartPeriod, check.startPeriod));
    if (!options.healthRetries.empty()) {
        const std::string &text = options.healthRetries;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), check.retries);
        if (error != std::errc() || end != text.data() + text.size() || check.retries == 0)
            return fail(Operation::ParseOptions, text, Reason::OutOfRange, "retries are a number from 1");
    }
    spec.healthCheck = std::move(check);
    return {};
}

} // namespace firkin::cli

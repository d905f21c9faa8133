// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/image_config.h"

#include "runtime/oci/json.h"
#include "runtime/base/limits.h"

#include <algorithm>
#include <sstream>

namespace firkin::oci {

namespace {

/// RFC 3339 with optional fraction: "2024-05-01T12:00:00.123456789Z", "…+02:00". Nonsense gives nothing.
std::optional<std::chrono::system_clock::time_point> parseTime(std::string text)
{
    std::chrono::nanoseconds fraction{0};
    if (const std::size_t dot = text.find('.'); dot != std::string::npos) {
        const std::size_t end = std::min(text.find_first_not_of("0123456789", dot + 1), text.size());
        std::string digits = text.substr(dot + 1, std::min<std::size_t>(end - dot - 1, 9));
        digits.resize(9, '0');
        fraction = std::chrono::nanoseconds(std::stol(digits));
        text.erase(dot, end - dot);
    }
    if (text.ends_with('Z'))
        text.replace(text.size() - 1, 1, "+00:00");
    std::istringstream stream(text);
    std::chrono::sys_seconds seconds;
    stream >> std::chrono::parse("%Y-%m-%dT%H:%M:%S%Ez", seconds);
    if (stream.fail())
        return std::nullopt;
    return std::chrono::time_point_cast<std::chrono::system_clock::duration>(seconds + fraction);
}

std::int64_t integerAt(const Json &object, const char *key)
{
    const Json &value = memberAt(object, key);
    return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

std::optional<HealthCheck> readHealthCheck(const Json &json)
{
    if (!json.is_object())
        return std::nullopt;
    HealthCheck check;
    check.test = stringsAt(json, "Test");
    check.interval = std::chrono::nanoseconds(integerAt(json, "Interval"));
    check.timeout = std::chrono::nanoseconds(integerAt(json, "Timeout"));
    check.startPeriod = std::chrono::nanoseconds(integerAt(json, "StartPeriod"));
    check.retries = static_cast<int>(std::clamp<std::int64_t>(integerAt(json, "Retries"), 0, 1000));
    return check;
}

std::vector<HistoryEntry> readHistory(const Json &json)
{
    std::vector<HistoryEntry> history;
    if (!json.is_array())
        return history;
    for (const Json &entry : json) {
        const Json &empty = memberAt(entry, "empty_layer");
        history.push_back({stringAt(entry, "created_by"),
                           stringAt(entry, "comment"),
                           stringAt(entry, "created"),
                           empty.is_boolean() && empty.get<bool>()});
    }
    return history;
}

} // namespace

Result<ImageConfig> parseImageConfig(std::string_view json)
{
    FIRKIN_ASSIGN(const Json parsed, parseJson(json, limits::imageConfig, "image configuration"));
    const Json &rootfs = memberAt(parsed, "rootfs");
    const Json &diffIds = memberAt(rootfs, "diff_ids");
    if (!diffIds.is_array() && !diffIds.is_null())
        return fail(Operation::ReadImage, "image configuration", Reason::NotAnImage, "diff_ids is not a list");
    if (!rootfs.is_object())
        return fail(Operation::ReadImage, "image configuration", Reason::NotAnImage, "it has no rootfs");

    ImageConfig config;
    config.platform = {stringAt(parsed, "os"), stringAt(parsed, "architecture"), stringAt(parsed, "variant")};
    config.created = parseTime(stringAt(parsed, "created"));
    for (const Json &item : diffIds) {
        FIRKIN_ASSIGN(Digest digest, Digest::parse(item.is_string() ? item.get<std::string>() : std::string()));
        config.diffIds.push_back(std::move(digest));
    }
    if (config.diffIds.size() > limits::layers)
        return fail(Operation::ReadImage, "image configuration", Reason::LimitExceeded, std::to_string(config.diffIds.size()) + " layers");

    const Json &run = memberAt(parsed, "config");
    config.entrypoint = stringsAt(run, "Entrypoint");
    config.command = stringsAt(run, "Cmd");
    config.environment = stringsAt(run, "Env");
    config.user = stringAt(run, "User");
    config.workingDirectory = stringAt(run, "WorkingDir");
    config.stopSignal = stringAt(run, "StopSignal");
    config.exposedPorts = keysAt(run, "ExposedPorts");
    config.volumes = keysAt(run, "Volumes");
    config.labels = stringMapAt(run, "Labels");
    config.healthCheck = readHealthCheck(memberAt(run, "Healthcheck"));
    config.history = readHistory(memberAt(parsed, "history"));
    return config;
}

Digest chainId(const std::vector<Digest> &diffIds)
{
    Digest chain = Digest::ofBytes("");
    for (std::size_t i = 0; i < diffIds.size(); ++i)
        chain = i == 0 ? diffIds[0] : Digest::ofBytes(chain.str() + " " + diffIds[i].str());
    return chain;
}

} // namespace firkin::oci

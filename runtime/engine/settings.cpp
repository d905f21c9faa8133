// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/settings.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <cmath>

namespace firkin::engine {

namespace {

using nlohmann::json;

constexpr std::size_t maxFile = 256 * 1024;

Error corrupt(const std::filesystem::path &file, std::string detail)
{
    return makeError(Operation::ReadRecord, file.string(), Reason::RecordDamaged, std::move(detail));
}

/// The file's object; an empty one when it is not there.
Result<json> readObject(const std::filesystem::path &file)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return json::object();
    FIRKIN_ASSIGN(const std::string text, readFile(file, maxFile));
    json object = json::parse(text, nullptr, false);
    if (!object.is_object())
        return fail(corrupt(file, "not a JSON object"));
    return object;
}

} // namespace

std::filesystem::path settingsFile()
{
    return configDirectory() / "settings.json";
}

Result<Settings> loadSettings(const std::filesystem::path &file)
{
    FIRKIN_ASSIGN(const json object, readObject(file));
    Settings settings;
    const auto it = object.find("defaults");
    if (it == object.end())
        return settings;
    if (!it->is_object())
        return fail(corrupt(file, "defaults"));
    const auto size = [&](const char *key, ByteSize &into, ByteSize least) -> Status {
        const auto value = it->find(key);
        if (value == it->end())
            return {};
        if (!value->is_number_unsigned() || value->get<std::uint64_t>() < least.bytes)
            return fail(corrupt(file, key));
        into.bytes = value->get<std::uint64_t>();
        return {};
    };
    if (const auto value = it->find("cpus"); value != it->end()) {
        if (!value->is_number() || !(value->get<double>() > 0) || !(value->get<double>() <= 4096))
            return fail(corrupt(file, "cpus"));
        settings.cpus = value->get<double>();
    }
    FIRKIN_TRY(size("memory_bytes", settings.memory, ByteSize::ofMiB(16)));
    FIRKIN_TRY(size("disk_bytes", settings.diskSize, ByteSize::ofMiB(64)));
    return settings;
}

Status saveSettings(const std::filesystem::path &file, const Settings &settings)
{
    // What another version wrote beside it stays; a file that cannot be read is replaced.
    json object = readObject(file).value_or(json::object());
    object["version"] = 1;
    json &defaults = object["defaults"];
    if (!defaults.is_object())
        defaults = json::object();
    defaults["cpus"] = settings.cpus;
    defaults["memory_bytes"] = settings.memory.bytes;
    defaults["disk_bytes"] = settings.diskSize.bytes;
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    return writeFileAtomically(file, object.dump(2) + "\n");
}

ContainerSpec newContainerSpec()
{
    ContainerSpec spec;
    const auto settings = loadSettings(settingsFile());
    if (!settings) {
        spdlog::warn("settings cannot be read: {}", settings.error().detail);
        return spec;
    }
    spec.cpus = settings->cpus;
    spec.memory = settings->memory;
    spec.diskSize = settings->diskSize;
    return spec;
}

} // namespace firkin::engine

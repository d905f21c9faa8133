// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/record.h"

#include <nlohmann/json.hpp>

/// What the records of the store are made of. Readers take what they know and default what is absent; a change that an old reader
/// would misunderstand gets a new number. Readers throw nlohmann's exceptions, which end in parseRecord. For this folder's
/// sources only.
namespace firkin::store {

using nlohmann::json;

/// A value and its word on disk.
template <class Value>
struct Word {
    Value value;
    const char *word;
};

template <class Value, std::size_t size>
const char *wordFor(const Word<Value> (&table)[size], Value value)
{
    for (const auto &row : table) {
        if (row.value == value)
            return row.word;
    }
    return "";
}

template <class Value, std::size_t size>
Value valueFor(const Word<Value> (&table)[size], const std::string &word)
{
    for (const auto &row : table) {
        if (word == row.word)
            return row.value;
    }
    throw json::other_error::create(599, "unknown word " + word, nullptr);
}

[[nodiscard]] std::int64_t toMicroseconds(engine::WallTime time);
[[nodiscard]] engine::WallTime fromMicroseconds(std::int64_t microseconds);

/// Bytes that are no UTF-8 (a host name, an argument) survive JSON, whose strings are text.
[[nodiscard]] json bytesToJson(const std::string &bytes);
[[nodiscard]] std::string bytesFromJson(const json &value);
[[nodiscard]] json listToJson(const std::vector<std::string> &list);
[[nodiscard]] std::vector<std::string> listFromJson(const json &array);
[[nodiscard]] json labelsToJson(const std::map<std::string, std::string> &labels);
[[nodiscard]] std::map<std::string, std::string> labelsFromJson(const json &object);
[[nodiscard]] json portsToJson(const std::vector<engine::PortMapping> &ports);
[[nodiscard]] std::vector<engine::PortMapping> portsFromJson(const json &array);
[[nodiscard]] json exitToJson(const engine::ExitInfo &exit);
[[nodiscard]] engine::ExitInfo exitFromJson(const json &in);

template <class Id>
Id idFromJson(const json &in)
{
    auto id = Id::parse(in.get<std::string>());
    if (!id)
        throw json::other_error::create(599, "bad id", nullptr);
    return std::move(*id);
}

/// What a container's and a pod's record both tell of their last run.
template <class Record>
void runToJson(const Record &record, json &out)
{
    out["created_at_us"] = toMicroseconds(record.createdAt);
    out["bound_ports"] = portsToJson(record.boundPorts);
    out["accelerator"] = record.accelerator;
    out["machine_vcpus"] = record.machineVcpus;
    out["machine_memory_bytes"] = record.machineMemory.bytes;
    out["generation"] = record.generation;
    if (record.startedAt)
        out["started_at_us"] = toMicroseconds(*record.startedAt);
    if (record.exit)
        out["exit"] = exitToJson(*record.exit);
}

template <class Record>
void runFromJson(const json &in, Record &record)
{
    record.createdAt = fromMicroseconds(in.at("created_at_us").get<std::int64_t>());
    if (in.contains("exit"))
        record.exit = exitFromJson(in.at("exit"));
    if (in.contains("started_at_us"))
        record.startedAt = fromMicroseconds(in.at("started_at_us").get<std::int64_t>());
    record.boundPorts = portsFromJson(in.value("bound_ports", json::array()));
    record.accelerator = in.value("accelerator", "");
    record.machineVcpus = in.value("machine_vcpus", 0U);
    record.machineMemory.bytes = in.value("machine_memory_bytes", std::uint64_t{0});
    record.generation = in.value("generation", std::uint64_t{0});
}

/// The one place where nlohmann's exceptions end. `format`: the newest that this program knows.
template <class Record>
Result<Record> parseRecord(std::string_view text, std::string_view object, int format, Record (*convert)(const json &))
{
    try {
        const json in = json::parse(text);
        if (in.at("format").get<int>() > format)
            return fail(Operation::ReadRecord, object, Reason::StoreTooNew);
        return convert(in);
    } catch (const json::exception &error) {
        return fail(Operation::ReadRecord, object, Reason::RecordDamaged, error.what());
    }
}

[[nodiscard]] inline std::string recordText(const json &out)
{
    return out.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

} // namespace firkin::store

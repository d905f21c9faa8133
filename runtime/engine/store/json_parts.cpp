// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/json_parts.h"

namespace firkin::store {

using namespace engine;

namespace {

constexpr Word<ExitCause> causeWords[] = {
    {ExitCause::Exited, "exited"},
    {ExitCause::StoppedByUser, "stopped-by-user"},
    {ExitCause::OutOfMemory, "out-of-memory"},
    {ExitCause::KernelPanic, "kernel-panic"},
    {ExitCause::MachineDied, "machine-died"},
    {ExitCause::SupervisorLost, "supervisor-lost"},
    {ExitCause::StartFailed, "start-failed"},
};
constexpr Word<Transport> transportWords[] = {{Transport::Tcp, "tcp"}, {Transport::Udp, "udp"}};

} // namespace

std::int64_t toMicroseconds(WallTime time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

WallTime fromMicroseconds(std::int64_t microseconds)
{
    return WallTime(std::chrono::microseconds(microseconds));
}

json bytesToJson(const std::string &bytes)
{
    json text = bytes;
    try {
        (void)text.dump();
        return text;
    } catch (const json::exception &) {
        json list = json::array();
        for (const char byte : bytes)
            list.push_back(static_cast<unsigned char>(byte));
        return list;
    }
}

std::string bytesFromJson(const json &value)
{
    if (value.is_string())
        return value.get<std::string>();
    std::string bytes;
    for (const json &byte : value)
        bytes.push_back(static_cast<char>(byte.get<std::uint8_t>()));
    return bytes;
}

json listToJson(const std::vector<std::string> &list)
{
    json array = json::array();
    for (const std::string &item : list)
        array.push_back(bytesToJson(item));
    return array;
}

std::vector<std::string> listFromJson(const json &array)
{
    std::vector<std::string> list;
    for (const json &item : array)
        list.push_back(bytesFromJson(item));
    return list;
}

json labelsToJson(const std::map<std::string, std::string> &labels)
{
    json object = json::object();
    for (const auto &[key, value] : labels)
        object[key] = bytesToJson(value);
    return object;
}

std::map<std::string, std::string> labelsFromJson(const json &object)
{
    std::map<std::string, std::string> labels;
    for (auto entry = object.begin(); entry != object.end(); ++entry)
        labels[entry.key()] = bytesFromJson(entry.value());
    return labels;
}

json portsToJson(const std::vector<PortMapping> &ports)
{
    json array = json::array();
    for (const PortMapping &port : ports) {
        array.push_back({{"host_address", port.hostAddress},
                         {"host_port", port.hostPort},
                         {"container_port", port.containerPort},
                         {"transport", wordFor(transportWords, port.transport)}});
    }
    return array;
}

std::vector<PortMapping> portsFromJson(const json &array)
{
    std::vector<PortMapping> ports;
    for (const json &item : array) {
        ports.push_back({item.at("host_address").get<std::string>(),
                         item.at("host_port").get<std::uint16_t>(),
                         item.at("container_port").get<std::uint16_t>(),
                         valueFor(transportWords, item.at("transport").get<std::string>())});
    }
    return ports;
}

json exitToJson(const ExitInfo &exit)
{
    return {{"cause", wordFor(causeWords, exit.cause)},
            {"code", exit.code},
            {"signal", exit.signal},
            {"at_us", toMicroseconds(exit.at)},
            {"detail", bytesToJson(exit.detail)}};
}

ExitInfo exitFromJson(const json &in)
{
    return {valueFor(causeWords, in.at("cause").get<std::string>()),
            in.value("code", 0),
            in.value("signal", 0),
            fromMicroseconds(in.at("at_us").get<std::int64_t>()),
            bytesFromJson(in.value("detail", json("")))};
}

} // namespace firkin::store

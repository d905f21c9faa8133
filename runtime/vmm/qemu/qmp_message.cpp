// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/qmp_message.h"

#include "runtime/base/limits.h"

#include <format>

namespace firkin::vmm::qemu {
namespace {

using nlohmann::json;

std::unexpected<Error> violation(std::string_view line, std::string_view detail)
{
    return fail(Operation::RunHelper, "QEMU monitor", Reason::ProtocolViolation, std::format("{}: {}", detail, line.substr(0, 200)));
}

/// Refuses what nests deeper than any message of QEMU's: the parser recurses when it destroys.
bool isTooDeep(std::string_view line)
{
    std::size_t depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            if (++depth > limits::qmpDepth)
                return true;
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return false;
}

std::optional<std::uint64_t> idOf(const json &message)
{
    const auto id = message.find("id");
    if (id == message.end() || !id->is_number_unsigned())
        return std::nullopt;
    return id->get<std::uint64_t>();
}

std::string stringAt(const json &object, const char *key)
{
    if (!object.is_object())
        return {};
    const auto value = object.find(key);
    return value != object.end() && value->is_string() ? value->get<std::string>() : std::string();
}

QmpGreeting greetingOf(const json &greeting)
{
    // {"version": {"qemu": {"major": 10, "minor": 0, "micro": 13}, "package": …}, "capabilities": […]}
    const auto number = [&](const char *key) -> std::int64_t {
        const json::json_pointer at(std::string("/version/qemu/") + key);
        if (!greeting.contains(at) || !greeting.at(at).is_number_integer())
            return 0;
        return greeting.at(at).get<std::int64_t>();
    };
    return {std::format("{}.{}.{}", number("major"), number("minor"), number("micro"))};
}

} // namespace

Result<QmpMessage> parseQmpMessage(std::string_view line)
{
    if (line.size() > limits::qmpLine || isTooDeep(line))
        return violation(line, "too large or too deep");
    const json message = json::parse(line, nullptr, false);
    if (!message.is_object())
        return violation(line, "no JSON object");
    if (const auto greeting = message.find("QMP"); greeting != message.end())
        return greetingOf(*greeting);
    if (message.contains("event")) {
        auto name = stringAt(message, "event");
        if (name.empty())
            return violation(line, "an event without a name");
        return QmpEvent{std::move(name), message.value("data", json::object())};
    }
    if (const auto problem = message.find("error"); problem != message.end())
        return QmpFailure{idOf(message), stringAt(*problem, "class"), stringAt(*problem, "desc")};
    if (const auto value = message.find("return"); value != message.end()) {
        const auto id = idOf(message);
        if (!id)
            return violation(line, "a reply without our id");
        return QmpReply{*id, *value};
    }
    return violation(line, "neither reply nor event");
}

std::string qmpCommand(std::string_view name, const json &arguments, std::uint64_t id)
{
    json command{{"execute", name}, {"id", id}};
    if (!arguments.is_null())
        command["arguments"] = arguments;
    // Paths need not be UTF-8; QMP is. Replaced, such a path fails in QEMU as what it is: not found.
    return command.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
}

Status LineSplitter::add(std::string_view bytes)
{
    if (m_start > 0) {
        m_buffer.erase(0, m_start);
        m_scanned -= m_start;
        m_start = 0;
    }
    m_buffer += bytes;
    if (m_buffer.size() > m_longest && m_buffer.find('\n') == std::string::npos)
        return fail(Operation::RunHelper, "QEMU monitor", Reason::LimitExceeded, "a line without an end");
    return {};
}

std::optional<std::string> LineSplitter::next()
{
    const auto end = m_buffer.find('\n', m_scanned);
    if (end == std::string::npos) {
        m_scanned = m_buffer.size();
        return std::nullopt;
    }
    std::string line = m_buffer.substr(m_start, end - m_start);
    if (line.ends_with('\r'))
        line.pop_back();
    m_start = m_scanned = end + 1;
    return line;
}

} // namespace firkin::vmm::qemu

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "runtime/base/ids.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace firkin::cli {

namespace {

std::unexpected<Error> refuse(std::string_view text, Reason reason, std::string_view why)
{
    return fail(Operation::ParseOptions, text.substr(0, 200), reason, why);
}

template <class Number>
std::optional<Number> number(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// 1 … 65535, both ends included.
struct PortRange {
    unsigned first = 0;
    unsigned last = 0;
};

std::optional<PortRange> portRange(std::string_view text)
{
    const std::size_t dash = text.find('-');
    const auto first = number<unsigned>(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : number<unsigned>(text.substr(dash + 1));
    if (!first || !last || *first < 1 || *last > 65535 || *first > *last)
        return std::nullopt;
    return PortRange{*first, *last};
}

bool isAddress(const std::string &text)
{
    in6_addr buffer{};
    return ::inet_pton(AF_INET, text.c_str(), &buffer) == 1 || ::inet_pton(AF_INET6, text.c_str(), &buffer) == 1;
}

} // namespace

Result<std::vector<engine::PortMapping>> parsePublish(std::string_view text)
{
    std::string_view rest = text;
    engine::PortMapping mapping;
    if (const std::size_t slash = rest.rfind('/'); slash != std::string_view::npos) {
        const std::string_view protocol = rest.substr(slash + 1);
        if (protocol == "udp")
            mapping.transport = engine::Transport::Udp;
        else if (protocol != "tcp")
            return refuse(text, Reason::BadSyntax, "the protocol is tcp or udp");
        rest = rest.substr(0, slash);
    }
    std::string_view hostPart;
    if (const std::size_t colon = rest.rfind(':'); colon != std::string_view::npos) {
        hostPart = rest.substr(0, colon);
        rest.remove_prefix(colon + 1);
    }
    const auto container = portRange(rest);
    if (!container)
        return refuse(text, Reason::BadSyntax, "say [ADDRESS:][HOST-PORT:]CONTAINER-PORT[/PROTOCOL], ports from 1 to 65535");
    // What is left is "HOST-PORT", "ADDRESS:HOST-PORT" or "ADDRESS:"; an IPv6 address has brackets.
    std::string_view hostPort = hostPart;
    if (hostPart.starts_with('[')) {
        const std::size_t close = hostPart.find(']');
        if (close == std::string_view::npos || close + 1 >= hostPart.size() || hostPart[close + 1] != ':')
            return refuse(text, Reason::BadSyntax, "an IPv6 address is written [::1]:8080:80");
        mapping.hostAddress = hostPart.substr(1, close - 1);
        hostPort = hostPart.substr(close + 2);
    } else if (const std::size_t colon = hostPart.rfind(':'); colon != std::string_view::npos) {
        mapping.hostAddress = hostPart.substr(0, colon);
        hostPort = hostPart.substr(colon + 1);
    }
    if (!isAddress(mapping.hostAddress))
        return refuse(text, Reason::BadSyntax, "the address has to be an IP address");
    PortRange host;
    if (!hostPort.empty()) {
        const auto range = portRange(hostPort);
        if (!range)
            return refuse(text, Reason::BadSyntax, "ports are numbers from 1 to 65535");
        if (range->last - range->first != container->last - container->first)
            return refuse(text, Reason::BadSyntax, "both ranges need the same length");
        host = *range;
    }
    std::vector<engine::PortMapping> mappings;
    for (unsigned port = container->first; port <= container->last; ++port) {
        mapping.containerPort = static_cast<std::uint16_t>(port);
        mapping.hostPort = static_cast<std::uint16_t>(host.first == 0 ? 0 : host.first + port - container->first);
        mappings.push_back(mapping);
    }
    return mappings;
}

Result<std::vector<engine::PortMapping>> parsePublished(const std::vector<std::string> &texts)
{
    std::vector<engine::PortMapping> ports;
    for (const std::string &text : texts) {
        FIRKIN_ASSIGN(const std::vector<engine::PortMapping> some, parsePublish(text));
        ports.insert(ports.end(), some.begin(), some.end());
    }
    return ports;
}

std::string toString(const engine::PortMapping &port)
{
    const bool v6 = port.hostAddress.find(':') != std::string::npos;
    std::string text = v6 ? "[" + port.hostAddress + "]" : port.hostAddress;
    text += ":" + (port.hostPort == 0 ? std::string("*") : std::to_string(port.hostPort));
    text += "->" + std::to_string(port.containerPort);
    return text + (port.transport == engine::Transport::Udp ? "/udp" : "/tcp");
}

Result<std::optional<std::string>> parseEnvironment(std::string_view text)
{
    const std::size_t equals = text.find('=');
    const std::string name(text.substr(0, equals));
    if (name.empty() || name.find('\0') != std::string::npos)
        return refuse(text, Reason::BadSyntax, "say NAME=VALUE, or NAME for its value here");
    if (equals != std::string_view::npos)
        return std::optional(std::string(text));
    const char *value = std::getenv(name.c_str());
    return value ? std::optional(name + "=" + value) : std::nullopt;
}

Result<std::vector<std::string>> parseEnvironmentFile(std::string_view content, std::string_view name)
{
    std::vector<std::string> variables;
    std::size_t lineNumber = 0;
    for (std::size_t begin = 0; begin < content.size();) {
        const std::size_t end = std::min(content.find('\n', begin), content.size());
        std::string_view line = content.substr(begin, end - begin);
        begin = end + 1;
        ++lineNumber;
        while (line.starts_with(' ') || line.starts_with('\t'))
            line.remove_prefix(1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() || line.starts_with('#'))
            continue;
        const std::string_view key = line.substr(0, line.find('='));
        if (key.empty() || key.find_first_of(" \t") != std::string_view::npos)
            return refuse(std::string(name) + ":" + std::to_string(lineNumber), Reason::BadSyntax, "a line is NAME=VALUE or NAME");
        FIRKIN_ASSIGN(std::optional<std::string> variable, parseEnvironment(line));
        if (variable)
            variables.push_back(std::move(*variable));
    }
    return variables;
}

Result<double> parseCpus(std::string_view text)
{
    const auto cpus = number<double>(text);
    if (!cpus || !std::isfinite(*cpus))
        return refuse(text, Reason::BadSyntax, "the number of cpus is a number such as 2 or 0.5");
    if (*cpus < 0.01 || *cpus > 512)
        return refuse(text, Reason::OutOfRange, "cpus are from 0.01 to 512");
    return *cpus;
}

Result<ByteSize> parseMemory(std::string_view text)
{
    FIRKIN_ASSIGN(const ByteSize size, parseByteSize(text));
    if (size < ByteSize::ofMiB(6))
        return refuse(text, Reason::OutOfRange, "the least is 6m");
    return size;
}

Result<std::chrono::milliseconds> parseDuration(std::string_view text)
{
    double scale = 1000;
    std::string_view digits = text;
    const struct {
        std::string_view suffix;
        double scale;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
    for (const auto &unit : units) {
        if (digits.ends_with(unit.suffix)) {
            digits.remove_suffix(unit.suffix.size());
            scale = unit.scale;
            break;
        }
    }
    const auto value = number<double>(digits);
    if (!value || !std::isfinite(*value))
        return refuse(text, Reason::BadSyntax, "a time is a number of seconds, or such as 500ms, 2m");
    if (*value < 0 || *value * scale > 1e11)
        return refuse(text, Reason::OutOfRange, "a time is not negative");
    return std::chrono::milliseconds(std::llround(*value * scale));
}

std::map<std::string, std::string> parseLabels(const std::vector<std::string> &texts)
{
    std::map<std::string, std::string> labels;
    for (const std::string &text : texts) {
        const std::size_t equals = text.find('=');
        labels[text.substr(0, equals)] = equals == std::string::npos ? std::string() : text.substr(equals + 1);
    }
    return labels;
}

Status checkName(std::string_view name)
{
    const auto isAlnum = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (!isValidId(name) || !isAlnum(name.front()))
        return refuse(name, Reason::BadName, "names are up to 64 letters, digits, _ . and -, the first a letter or digit");
    return {};
}

Status checkHostname(std::string_view name)
{
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.'; };
    const bool fine = !name.empty() && name.size() <= 63 && std::ranges::all_of(name, fits) && name.front() != '-' && name.front() != '.'
        && name.back() != '-' && name.find("..") == std::string_view::npos;
    if (!fine)
        return refuse(name, Reason::BadName, "host names are up to 63 letters, digits, - and .");
    return {};
}

Result<CopyPath> parseCopyPath(std::string_view text)
{
    if (text.empty())
        return refuse(text, Reason::BadPath, "it is empty");
    const std::size_t colon = text.find(':');
    const bool isLocal = text.starts_with('/') || text.starts_with('.') || colon == std::string_view::npos;
    if (isLocal || text.substr(0, colon).find('/') != std::string_view::npos)
        return CopyPath{std::nullopt, std::string(text)};
    if (colon == 0)
        return refuse(text, Reason::BadPath, "say CONTAINER:PATH");
    std::string path(text.substr(colon + 1));
    if (path.empty())
        return refuse(text, Reason::BadPath, "say CONTAINER:PATH");
    if (!path.starts_with('/'))
        path.insert(0, "/"); // as Docker: relative to the root
    return CopyPath{std::string(text.substr(0, colon)), std::move(path)};
}

Result<std::string> parseDetachKeys(std::string_view text)
{
    std::string keys;
    for (std::size_t begin = 0; begin <= text.size() && !text.empty();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view key = text.substr(begin, end - begin);
        begin = end + 1;
        if (key.size() == 1) {
            keys += key;
        } else if (key.size() == 6 && key.starts_with("ctrl-")) {
            const char c = key[5];
            const bool control = (c >= 'a' && c <= 'z') || (c >= '@' && c <= '_');
            if (!control)
                return refuse(text, Reason::BadSyntax, "keys are such as ctrl-p,ctrl-q or single characters");
            keys += static_cast<char>(c >= 'a' ? c - 'a' + 1 : c - '@');
        } else {
            return refuse(text, Reason::BadSyntax, "keys are such as ctrl-p,ctrl-q or single characters");
        }
    }
    return keys;
}

std::vector<std::string> parseEntrypoint(std::string_view text)
{
    if (text.empty())
        return {};
    return {std::string(text)};
}

} // namespace firkin::cli

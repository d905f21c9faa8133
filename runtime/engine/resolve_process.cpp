// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/resolve_process.h"

#include "runtime/container/signal.h"
#include "runtime/engine/defaults.h"
#include "runtime/engine/spec_checks.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cmath>
#include <set>
#include <tuple>

namespace firkin::engine {

namespace {

std::unexpected<Error> bad(std::string_view what, Reason reason, std::string_view detail = {})
{
    return fail(Operation::CreateContainer, what.substr(0, 80), reason, detail);
}

constexpr std::size_t maxNotes = 64 * 1024;

bool hasNul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

bool isAddress(const std::string &text)
{
    in_addr four{};
    in6_addr six{};
    return ::inet_pton(AF_INET, text.c_str(), &four) == 1 || ::inet_pton(AF_INET6, text.c_str(), &six) == 1;
}

/// "K" of "K=V".
std::string_view keyOf(std::string_view entry)
{
    return entry.substr(0, entry.find('='));
}

/// The last of equal keys counts, at the place of the first.
void put(std::vector<std::string> &environment, const std::string &entry)
{
    const auto same = std::ranges::find_if(environment, [&](const std::string &there) { return keyOf(there) == keyOf(entry); });
    if (same == environment.end())
        environment.push_back(entry);
    else
        *same = entry;
}

bool has(const std::vector<std::string> &environment, std::string_view key)
{
    return std::ranges::any_of(environment, [&](const std::string &entry) { return keyOf(entry) == key; });
}

Status validatePorts(const std::vector<PortMapping> &ports)
{
    std::set<std::tuple<std::string, std::uint16_t, Transport>> taken;
    for (const PortMapping &port : ports) {
        const std::string name = std::to_string(port.hostPort) + ":" + std::to_string(port.containerPort);
        if (port.containerPort == 0)
            return bad(name, Reason::OutOfRange);
        if (!isAddress(port.hostAddress))
            return bad(port.hostAddress, Reason::BadSyntax, "not an IP address");
        if (port.hostPort != 0 && !taken.emplace(port.hostAddress, port.hostPort, port.transport).second)
            return bad(name, Reason::ConflictingOptions, "a host port leads to one place only");
    }
    return {};
}

} // namespace

Status validateSpec(const ContainerSpec &spec)
{
    if (!std::isfinite(spec.cpus) || spec.cpus < 0.01 || spec.cpus > 64)
        return bad(std::to_string(spec.cpus), Reason::OutOfRange, "cpus");
    if (spec.memory < ByteSize::ofMiB(6) || spec.memory > ByteSize::ofGiB(4096))
        return bad(toString(spec.memory), Reason::OutOfRange, "memory");
    if (spec.diskSize < ByteSize::ofMiB(16) || spec.diskSize > ByteSize::ofGiB(16 * 1024))
        return bad(toString(spec.diskSize), Reason::OutOfRange, "disk");
    if (!spec.network && !spec.ports.empty())
        return bad(spec.name, Reason::ConflictingOptions, "published ports need a network");
    for (const std::string &entry : spec.environment) {
        if (keyOf(entry).empty() || entry.find('=') == std::string::npos || hasNul(entry))
            return bad(entry, Reason::BadSyntax, "environment");
    }
    const bool hostileText = hasNul(spec.workingDirectory) || hasNul(spec.user) || hasNul(spec.hostname)
        || std::ranges::any_of(spec.command, hasNul)
        || (spec.entrypoint && std::ranges::any_of(*spec.entrypoint, hasNul));
    if (hostileText)
        return bad(spec.name, Reason::BadSyntax, "a NUL byte");
    if (!spec.workingDirectory.empty() && !spec.workingDirectory.starts_with('/'))
        return bad(spec.workingDirectory, Reason::BadPath);
    if (spec.removeOnExit && spec.restart.kind != RestartPolicy::Kind::No)
        return bad(spec.name, Reason::ConflictingOptions, "what is removed at its end cannot be started again");
    if (spec.healthCheck) {
        const HealthCheck &check = *spec.healthCheck;
        constexpr std::chrono::hours longest{24};
        const auto fits = [&](std::chrono::milliseconds time, int least) { return time.count() >= least && time <= longest; };
        if (std::ranges::any_of(check.command, hasNul))
            return bad(spec.name, Reason::BadSyntax, "a NUL byte");
        if (!fits(check.interval, 100) || !fits(check.timeout, 1) || !fits(check.startPeriod, 0) || check.retries == 0)
            return bad(spec.name, Reason::OutOfRange, "health check: an interval from 100ms, a timeout, retries from 1");
    }
    if (spec.notes.size() > maxNotes || hasNul(spec.notes))
        return bad(spec.name, Reason::TooLarge, "notes have 64 KiB at most");
    if (spec.terminalSize && (spec.terminalSize->columns == 0 || spec.terminalSize->rows == 0))
        return bad(spec.name, Reason::OutOfRange, "terminal size");
    if (spec.hostname.size() > 64)
        return bad(spec.hostname, Reason::BadName, "a host name has 64 characters at most");
    if (spec.stopSignal && !container::parseSignal(*spec.stopSignal))
        return bad(*spec.stopSignal, Reason::UnknownSignal);
    FIRKIN_TRY(validateMounts(spec.mounts));
    FIRKIN_TRY(validatePrivileges(spec));
    FIRKIN_TRY(validateNames(spec));
    FIRKIN_TRY(validateDisk(spec));
    FIRKIN_TRY(validateNetworks(spec));
    FIRKIN_TRY(validateSockets(spec.sockets));
    return validatePorts(spec.ports);
}

Status applyUpdate(const ContainerUpdate &changes, ContainerSpec &spec)
{
    ContainerSpec changed = spec;
    if (changes.cpus)
        changed.cpus = *changes.cpus;
    if (changes.memory)
        changed.memory = *changes.memory;
    if (changes.restart)
        changed.restart = *changes.restart;
    if (changes.notes)
        changed.notes = *changes.notes;
    if (const Status valid = validateSpec(changed); !valid)
        return fail(Operation::UpdateContainer, spec.name, valid.error().reason, valid.error().detail);
    spec = std::move(changed);
    return {};
}

namespace {

/// Docker's spelling of an image's check: {"NONE"}, {"CMD", …} or {"CMD-SHELL", text}. What cannot be read is none.
std::optional<HealthCheck> fromImage(const oci::HealthCheck &image)
{
    if (image.test.size() < 2)
        return std::nullopt;
    HealthCheck check;
    if (image.test.front() == "CMD")
        check.command.assign(image.test.begin() + 1, image.test.end());
    else if (image.test.front() == "CMD-SHELL")
        check.command = {"/bin/sh", "-c", image.test[1]};
    else
        return std::nullopt;
    const auto use = [](std::chrono::nanoseconds given, std::chrono::milliseconds &into) {
        const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(given);
        if (rounded.count() > 0)
            into = std::min<std::chrono::milliseconds>(rounded, std::chrono::hours(24));
    };
    use(image.interval, check.interval);
    use(image.timeout, check.timeout);
    use(image.startPeriod, check.startPeriod);
    if (image.retries > 0)
        check.retries = static_cast<unsigned>(std::min(image.retries, 1000));
    return check;
}

} // namespace

Result<store::ResolvedProcess> resolveProcess(const ContainerSpec &spec, const oci::ImageConfig &image, const ContainerId &id)
{
    FIRKIN_TRY(validateSpec(spec));
    const Defaults &table = defaults();

    store::ResolvedProcess process;
    process.command = spec.entrypoint.value_or(image.entrypoint);
    const bool imagesCommand = spec.command.empty() && !spec.entrypoint;
    const auto &command = imagesCommand ? image.command : spec.command;
    process.command.insert(process.command.end(), command.begin(), command.end());
    // `--entrypoint ""` clears it.
    if (!process.command.empty() && process.command.front().empty())
        process.command.erase(process.command.begin());
    if (process.command.empty())
        return bad(spec.image, Reason::MissingCommand);

    process.hostname = spec.hostname.empty() ? id.str() : spec.hostname;
    for (const std::string &entry : image.environment)
        put(process.environment, entry);
    for (const std::string &entry : spec.environment)
        put(process.environment, entry);
    if (!has(process.environment, "PATH"))
        process.environment.insert(process.environment.begin(), table.path);
    if (!has(process.environment, "HOSTNAME"))
        process.environment.push_back("HOSTNAME=" + process.hostname);
    if (spec.terminal && !has(process.environment, "TERM"))
        process.environment.push_back("TERM=xterm-256color");

    process.workingDirectory = !spec.workingDirectory.empty() ? spec.workingDirectory
        : !image.workingDirectory.empty()                     ? image.workingDirectory
                                                              : table.workingDirectory;
    process.user = !spec.user.empty() ? spec.user : image.user;
    process.stopSignal = table.stopSignal;
    // What an image says is not trusted to be right; what the user says has been checked.
    if (const std::string name = spec.stopSignal.value_or(image.stopSignal); !name.empty()) {
        if (const auto signal = container::parseSignal(name))
            process.stopSignal = signal->number;
    }
    process.stopGrace = spec.stopGrace.value_or(table.stopGrace);
    if (spec.healthCheck)
        process.healthCheck = spec.healthCheck->command.empty() ? std::nullopt : spec.healthCheck;
    else if (image.healthCheck)
        process.healthCheck = fromImage(*image.healthCheck);
    return process;
}

} // namespace firkin::engine

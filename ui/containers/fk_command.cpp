#include "ui/containers/fk_command.h"

#include "runtime/engine/restart_policy.h"

#include <algorithm>
#include <cctype>
#include <format>

namespace firkin::ui {

namespace {

std::string number(double value)
{
    std::string text = std::format("{:.3f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

std::string sizeText(ByteSize size)
{
    if (size.bytes % (std::uint64_t{1} << 30) == 0)
        return std::format("{}g", size.bytes >> 30);
    if (size.bytes % (std::uint64_t{1} << 20) == 0)
        return std::format("{}m", size.bytes >> 20);
    return std::format("{}", size.bytes);
}

std::string portText(const engine::PortMapping &port)
{
    std::string text;
    if (!port.hostAddress.empty() && port.hostAddress != "127.0.0.1")
        text = port.hostAddress + ":";
    if (port.hostPort != 0)
        text += std::format("{}:", port.hostPort);
    text += std::format("{}", port.containerPort);
    return port.transport == engine::Transport::Udp ? text + "/udp" : text;
}

std::string mountText(const engine::MountSpec &mount)
{
    if (mount.kind == engine::MountKind::Tmpfs) {
        std::string options = mount.size ? std::format("size={}", sizeText(*mount.size)) : std::string();
        for (const auto &option : mount.options)
            options += (options.empty() ? "" : ",") + option;
        return options.empty() ? mount.destination : mount.destination + ":" + options;
    }
    std::string text = mount.anonymous ? mount.destination : mount.source + ":" + mount.destination;
    if (mount.readOnly || mount.noCopy)
        text += std::string(":") + (mount.readOnly ? "ro" : "") + (mount.readOnly && mount.noCopy ? "," : "") + (mount.noCopy ? "nocopy" : "");
    return text;
}

std::string limitText(std::uint64_t limit)
{
    return limit == engine::UlimitSpec::unlimited ? "-1" : std::format("{}", limit);
}

} // namespace

std::string shellQuoted(std::string_view word)
{
    const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || std::string_view("_-./:=,@%+").contains(c); };
    if (!word.empty() && std::ranges::all_of(word, plain))
        return std::string(word);
    // A control character would act in the terminal that the line is pasted into: $'…' shows it.
    if (std::ranges::any_of(word, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        std::string out = "$'";
        for (const char c : word) {
            if (c == '\'' || c == '\\')
                out += std::format("\\{}", c);
            else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
                out += std::format("\\x{:02x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
            else
                out += c;
        }
        return out + "'";
    }
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

namespace {

std::string healthText(const engine::HealthCheck &check)
{
    if (check.command.empty())
        return " --no-healthcheck";
    // fk gives its command to a shell, as Docker does.
    const bool isShell = check.command.size() == 3 && check.command[0] == "/bin/sh" && check.command[1] == "-c";
    std::string command = isShell ? check.command[2] : std::string();
    if (!isShell)
        for (const auto &word : check.command)
            command += (command.empty() ? "" : " ") + shellQuoted(word);
    std::string text = " --health-cmd " + shellQuoted(command);
    const engine::HealthCheck usual;
    const auto time = [&text](std::string_view name, std::chrono::milliseconds value, std::chrono::milliseconds normal) {
        if (value != normal)
            text += std::format(" {} {}s", name, number(static_cast<double>(value.count()) / 1000));
    };
    time("--health-interval", check.interval, usual.interval);
    time("--health-timeout", check.timeout, usual.timeout);
    time("--health-start-period", check.startPeriod, usual.startPeriod);
    if (check.retries != usual.retries)
        text += std::format(" --health-retries {}", check.retries);
    return text;
}

} // namespace

std::string fkRunCommand(const engine::ContainerSpec &spec, const engine::ContainerSpec &defaults)
{
    std::string line = "fk run -d";
    const auto option = [&line](std::string_view name, std::string_view value) { line += std::format(" {} {}", name, shellQuoted(value)); };
    if (spec.terminal)
        line += " -t";
    if (spec.openStdin)
        line += " -i";
    if (spec.removeOnExit)
        line += " --rm";
    if (!spec.name.empty())
        option("--name", spec.name);
    if (spec.cpus != defaults.cpus)
        option("--cpus", number(spec.cpus));
    if (spec.memory != defaults.memory)
        option("--memory", sizeText(spec.memory));
    if (spec.diskSize != defaults.diskSize)
        option("--disk-size", sizeText(spec.diskSize));
    for (const auto &port : spec.ports)
        option("-p", portText(port));
    for (const auto &mount : spec.mounts)
        option(mount.kind == engine::MountKind::Tmpfs ? "--tmpfs" : "-v", mountText(mount));
    const auto many = [&option](std::string_view name, const std::vector<std::string> &values) {
        for (const auto &value : values)
            option(name, value);
    };
    many("--cap-add", spec.capAdd);
    many("--cap-drop", spec.capDrop);
    many("--group-add", spec.groupAdd);
    many("--dns", spec.dns);
    many("--dns-search", spec.dnsSearch);
    many("--dns-option", spec.dnsOptions);
    for (const auto &host : spec.extraHosts)
        option("--add-host", host.name + ":" + host.address);
    for (const auto &[key, value] : spec.sysctls)
        option("--sysctl", key + "=" + value);
    for (const auto &limit : spec.ulimits)
        option("--ulimit", std::format("{}={}:{}", limit.name, limitText(limit.soft), limitText(limit.hard)));
    if (spec.privileged)
        line += " --privileged";
    if (spec.readOnlyRootfs)
        line += " --read-only";
    if (spec.init)
        line += " --init";
    if (spec.noNewPrivileges)
        option("--security-opt", "no-new-privileges");
    if (spec.seccomp == "unconfined")
        option("--security-opt", "seccomp=unconfined");
    if (spec.shmSize)
        option("--shm-size", sizeText(*spec.shmSize));
    if (spec.pidsLimit)
        option("--pids-limit", std::format("{}", *spec.pidsLimit));
    for (const auto &variable : spec.environment)
        option("-e", variable);
    if (!spec.workingDirectory.empty())
        option("-w", spec.workingDirectory);
    if (!spec.user.empty())
        option("-u", spec.user);
    if (!spec.hostname.empty())
        option("--hostname", spec.hostname);
    if (!spec.pod.empty())
        option("--pod", spec.pod);
    for (const auto &mount : spec.podVolumes)
        option("--pod-volume", mount.volume + ":" + mount.destination + (mount.readOnly ? ":ro" : ""));
    if (!spec.network && spec.pod.empty())
        option("--network", "none");
    for (const auto &network : spec.networks) {
        std::string text = network.network;
        if (!network.address.empty())
            text += ":ip=" + network.address;
        for (const std::string &alias : network.aliases)
            text += (text == network.network ? ":alias=" : ",alias=") + alias;
        option("--network", text);
    }
    if (spec.hostLoopback)
        line += " --network-host-loopback";
    for (const auto &socket : spec.sockets) {
        if (socket.direction == engine::SocketDirection::OutOfContainer)
            option("--publish-socket", socket.hostPath + ":" + socket.containerPath);
        else
            option("-v", socket.hostPath + ":" + socket.containerPath);
    }
    if (spec.restart != engine::RestartPolicy())
        option("--restart", engine::toString(spec.restart));
    if (spec.healthCheck)
        line += healthText(*spec.healthCheck);
    if (!spec.notes.empty())
        option("--notes", spec.notes);
    if (spec.stopSignal)
        option("--stop-signal", *spec.stopSignal);
    if (spec.stopGrace)
        option("--stop-timeout", number(static_cast<double>(spec.stopGrace->count()) / 1000));
    for (const auto &[key, value] : spec.labels)
        option("-l", value.empty() ? key : key + "=" + value);
    if (spec.entrypoint)
        option("--entrypoint", spec.entrypoint->empty() ? std::string() : spec.entrypoint->front());
    line += " " + shellQuoted(spec.image.empty() ? std::string_view("IMAGE") : spec.image);
    if (spec.entrypoint)
        for (std::size_t i = 1; i < spec.entrypoint->size(); ++i)
            line += " " + shellQuoted((*spec.entrypoint)[i]);
    for (const auto &word : spec.command)
        line += " " + shellQuoted(word);
    return line;
}

} // namespace firkin::ui

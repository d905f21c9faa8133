#include "ui/containers/fk_command.h"

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

std::string fkRunCommand(const engine::ContainerSpec &spec)
{
    const engine::ContainerSpec defaults;
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
    for (const auto &port : spec.ports)
        option("-p", portText(port));
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

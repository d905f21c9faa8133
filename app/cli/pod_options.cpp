// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pod_options.h"

#include "app/cli/options.h"
#include "app/cli/privilege_options.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <format>

namespace firkin::cli {

void PodOptions::addTo(CLI::App &verb)
{
    verb.add_option("pod", name, "Name of the pod; made up unless given");
    verb.add_option("--name", nameOption, "The same, as Podman has it")->type_name("NAME");
    verb.add_option("--cpus", cpus, "Cpus of its machine, such as 2")->type_name("NUMBER");
    verb.add_option("-m,--memory", memory, "Memory for all containers together, such as 2g")->type_name("SIZE");
    verb.add_option("--disk-size", diskSize, "Most that its volumes on disk hold, such as 20g")->type_name("SIZE");
    const auto many = [&](const char *names, std::vector<std::string> &into, const char *help) {
        return verb.add_option(names, into, help)->allow_extra_args(false);
    };
    many("-p,--publish", publish, "Publish a port; without ADDRESS to this host only")->type_name("[ADDRESS:][HOST:]PORT[/udp]");
    many("-v,--volume", volumes, "A folder to share: on disk, or in memory")->type_name("NAME[:memory[=SIZE]]");
    verb.add_option("--share", share, "Also share the processes: pid")->type_name("pid|none")->check(CLI::IsMember({"pid", "none"}));
    verb.add_option("--hostname", hostname, "Host name of containers that have none of their own")->type_name("NAME");
    many("--dns", nameservers, "Name server of containers that have none of their own")->type_name("ADDRESS");
    many("--add-host", hosts, "A name for every container")->type_name("NAME:ADDRESS");
    verb.add_option("--network", network, "default or none")->type_name("NETWORK")->check(CLI::IsMember({"default", "none"}));
    many("-l,--label", labels, "Set a label")->type_name("NAME=VALUE");
}

Result<engine::PodVolume> parsePodVolume(std::string_view text)
{
    engine::PodVolume volume;
    const std::size_t colon = text.find(':');
    volume.name = text.substr(0, colon);
    FIRKIN_TRY(checkName(volume.name));
    if (colon == std::string_view::npos)
        return volume;
    const std::string_view kind = text.substr(colon + 1);
    if (kind == "disk")
        return volume;
    if (!kind.starts_with("memory"))
        return fail(Operation::ParseOptions, text, Reason::BadSyntax, "a shared volume is NAME, NAME:memory or NAME:memory=SIZE");
    volume.kind = engine::PodVolumeKind::Memory;
    if (const std::string_view size = kind.substr(6); !size.empty()) {
        if (!size.starts_with('='))
            return fail(Operation::ParseOptions, text, Reason::BadSyntax, "a shared volume is NAME, NAME:memory or NAME:memory=SIZE");
        FIRKIN_ASSIGN(volume.size, parseByteSize(size.substr(1)));
    }
    return volume;
}

Result<engine::PodVolumeMount> parsePodVolumeMount(std::string_view text)
{
    const auto bad = [&] { return fail(Operation::ParseOptions, text, Reason::BadSyntax, "say VOLUME:/PATH or VOLUME:/PATH:ro"); };
    const std::size_t colon = text.find(":/");
    if (colon == std::string_view::npos || colon == 0)
        return bad();
    engine::PodVolumeMount mount;
    mount.volume = text.substr(0, colon);
    std::string_view rest = text.substr(colon + 1);
    if (rest.ends_with(":ro") || rest.ends_with(":rw")) {
        mount.readOnly = rest.ends_with(":ro");
        rest.remove_suffix(3);
    }
    if (rest.contains(':'))
        return bad();
    mount.destination = rest;
    return mount;
}

Result<engine::PodSpec> podSpecFrom(const PodOptions &options)
{
    engine::PodSpec spec;
    if (!options.name.empty() && !options.nameOption.empty() && options.name != options.nameOption)
        return fail(Operation::ParseOptions, "--name", Reason::ConflictingOptions, "two names");
    spec.name = options.name.empty() ? options.nameOption : options.name;
    if (!spec.name.empty())
        FIRKIN_TRY(checkName(spec.name));
    if (!options.cpus.empty()) {
        FIRKIN_ASSIGN(spec.cpus, parseCpus(options.cpus));
    }
    if (!options.memory.empty()) {
        FIRKIN_ASSIGN(spec.memory, parseMemory(options.memory));
    }
    if (!options.diskSize.empty()) {
        FIRKIN_ASSIGN(spec.diskSize, parseByteSize(options.diskSize));
    }
    FIRKIN_ASSIGN(spec.ports, parsePublished(options.publish));
    for (const std::string &text : options.volumes) {
        FIRKIN_ASSIGN(engine::PodVolume volume, parsePodVolume(text));
        if (std::ranges::contains(spec.volumes, volume.name, &engine::PodVolume::name))
            return fail(Operation::ParseOptions, text, Reason::NameTaken, "two volumes with one name");
        spec.volumes.push_back(std::move(volume));
    }
    spec.shareProcesses = options.share == "pid";
    spec.network = options.network != "none";
    if (!spec.network && !spec.ports.empty())
        return fail(Operation::ParseOptions, "--publish", Reason::ConflictingOptions, "ports cannot be published without a network");
    if (!options.hostname.empty())
        FIRKIN_TRY(checkHostname(options.hostname));
    spec.hostname = options.hostname;
    spec.nameservers = options.nameservers;
    for (const std::string &text : options.hosts) {
        FIRKIN_ASSIGN(const engine::HostSpec host, parseAddHost(text));
        spec.hosts[host.name] = host.address;
    }
    spec.labels = parseLabels(options.labels);
    return spec;
}

Result<engine::PodView> findPod(Context &context, engine::Engine &engine, std::string_view name, Operation operation)
{
    auto found = engine.pods().find(name, context.stop());
    if (!found && !found.error().cause)
        found.error().operation = operation;
    return found;
}

std::string membersText(const engine::PodView &pod, const std::vector<engine::ContainerView> &containers)
{
    std::size_t all = 0;
    std::size_t up = 0;
    for (const engine::ContainerView &container : containers) {
        if (container.pod != pod.id)
            continue;
        ++all;
        if (container.state != engine::ContainerState::Created && container.state != engine::ContainerState::Exited)
            ++up;
    }
    return all == 0 ? "none" : std::format("{} of {} running", up, all);
}

} // namespace firkin::cli

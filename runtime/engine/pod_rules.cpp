// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/pod_rules.h"

#include "runtime/engine/resolve_process.h"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <set>

namespace firkin::engine {

namespace {

std::unexpected<Error> bad(std::string_view object, Reason reason, std::string_view detail = {})
{
    return fail(Operation::CreatePod, object, reason, detail);
}

bool isAddress(const std::string &text)
{
    in6_addr bytes{}; // room for either
    return ::inet_pton(AF_INET, text.c_str(), &bytes) == 1 || ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

} // namespace

Status validatePodSpec(const PodSpec &spec)
{
    ContainerSpec limits; // the rules are those of a container's
    limits.name = spec.name;
    limits.cpus = spec.cpus;
    limits.memory = spec.memory;
    limits.diskSize = spec.diskSize;
    limits.network = spec.network;
    limits.ports = spec.ports;
    limits.hostname = spec.hostname;
    FIRKIN_TRY(validateSpec(limits));
    for (const std::string &server : spec.nameservers) {
        if (!isAddress(server))
            return bad(server, Reason::BadSyntax, "the address of a name server");
    }
    for (const auto &[name, address] : spec.hosts) {
        if (name.empty() || !isAddress(address))
            return bad(name + ":" + address, Reason::BadSyntax, "a host's name and address");
    }
    std::set<std::string_view> names;
    for (const PodVolume &volume : spec.volumes) {
        if (!isValidId(volume.name) || volume.name.starts_with('.'))
            return bad(volume.name, Reason::BadName);
        if (!names.insert(volume.name).second)
            return bad(volume.name, Reason::NameTaken);
        if (volume.size && (volume.kind == PodVolumeKind::Disk || volume.size->bytes < 4096))
            return bad(volume.name, Reason::BadSize);
    }
    return {};
}

Result<ContainerSpec> joinPod(ContainerSpec spec, const PodId &id, const PodSpec &pod)
{
    spec.pod = id.str();
    if (!spec.ports.empty())
        return fail(Operation::CreateContainer, spec.name, Reason::BelongsToPod, "published ports");
    if (!spec.network || !spec.networks.empty() || spec.hostLoopback)
        return fail(Operation::CreateContainer, spec.name, Reason::BelongsToPod, "the network");
    spec.network = pod.network;
    spec.cpus = std::min(spec.cpus, pod.cpus);
    spec.memory = std::min(spec.memory, pod.memory);
    if (spec.hostname.empty())
        spec.hostname = pod.hostname;
    for (const PodVolumeMount &mount : spec.podVolumes) {
        const auto isMeant = [&](const PodVolume &volume) { return volume.name == mount.volume; };
        if (std::ranges::none_of(pod.volumes, isMeant))
            return fail(Operation::CreateContainer, mount.volume, Reason::NoSuchVolume);
        if (!mount.destination.starts_with('/'))
            return fail(Operation::CreateContainer, mount.destination, Reason::BadPath);
    }
    return spec;
}

} // namespace firkin::engine

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/containers_client.h"

#include "runtime/base/paths.h"
#include "runtime/engine/client/new_volumes.h"
#include "runtime/engine/pod_rules.h"
#include "runtime/engine/resolve_process.h"
#include "runtime/engine/store/networks.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/image/image_store.h"
#include "runtime/image/disk_image.h"
#include "runtime/supervisor/machine_plan.h"

#include <cerrno>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

namespace firkin::engine {

using nlohmann::json;

namespace {

Status checkRootfs(const std::filesystem::path &path)
{
    struct stat info{};
    if (::stat(path.c_str(), &info) != 0)
        return fail(systemError(Operation::CreateContainer, path.native(), errno));
    if (!S_ISREG(info.st_mode) && !S_ISBLK(info.st_mode))
        return fail(Operation::CreateContainer, path.native(), Reason::BadPath, "neither a file nor a block device");
    return {};
}

/// They are there, give what is asked of them, and leave a way for published ports.
Status checkNetworks(const store::Store &store, const ContainerSpec &spec)
{
    bool hasWayOut = spec.networks.empty();
    for (const NetworkAttachment &attachment : spec.networks) {
        auto network = store::loadNetwork(store, attachment.network);
        if (!network)
            return fail(Operation::JoinNetwork, attachment.network, network.error().rootReason(), network.error().detail);
        hasWayOut |= !network->internal;
        // Tried on a copy: the address is in the range, and nobody has it now.
        FIRKIN_TRY(store::grantLease(*network, *MachineId::parse("new"), attachment.address));
    }
    if (!hasWayOut && !spec.ports.empty())
        return fail(Operation::CreateContainer, spec.name, Reason::ConflictingOptions, "ports cannot be published from internal networks alone");
    return {};
}

/// A socket that is mounted (`-v host.sock:/x.sock`) would be a dead file in another machine: it is relayed.
ContainerSpec withSocketsRelayed(ContainerSpec spec)
{
    std::erase_if(spec.mounts, [&](const MountSpec &mount) {
        std::error_code error;
        if (mount.kind != MountKind::Bind || !std::filesystem::is_socket(mount.source, error))
            return false;
        spec.sockets.push_back({SocketDirection::IntoContainer, mount.source, mount.destination, {}});
        return true;
    });
    return spec;
}

} // namespace

Result<ContainerId> ContainersClient::create(const ContainerSpec &wanted, const ProgressFn &progress, std::stop_token stop)
{
    ContainerSpec spec = withSocketsRelayed(wanted);
    FIRKIN_TRY(validateSpec(spec));
    std::optional<store::PodRecord> pod;
    if (!wanted.pod.empty()) {
        FIRKIN_ASSIGN(const PodId podId, store().resolvePod(wanted.pod));
        FIRKIN_ASSIGN(pod, store().load(podId));
        FIRKIN_ASSIGN(spec, joinPod(spec, podId, pod->spec));
    }
    FIRKIN_TRY(checkNetworks(store(), spec));
    report(progress, {.phase = Phase::Preparing, .done = 0, .total = {}, .item = spec.image});
    // Held until the record is on disk: nobody may remove the image in between.
    FIRKIN_ASSIGN(const auto lease, m_images.lease(stop));
    image::StoredImage image;
    if (spec.rootfs.empty()) {
        FIRKIN_ASSIGN(image, m_images.find(spec.image));
    } else {
        FIRKIN_TRY(checkRootfs(spec.rootfs));
    }
    for (const MountSpec &mount : spec.mounts) {
        if (mount.kind == MountKind::Bind)
            FIRKIN_TRY(container::canonicalSource(mount.source));
    }
    FIRKIN_ASSIGN(const auto made, store::NewContainer::begin(store(), spec.name));

    if (pod)
        made->joinPod(*pod);

    store::ContainerRecord record;
    record.spec = spec;
    FIRKIN_ASSIGN(NewVolumes volumes, NewVolumes::prepare(store(), record.spec, image.config, stop));
    if (spec.rootfs.empty())
        record.imageDigest = image.digest.str();
    record.createdAt = std::chrono::system_clock::now();
    FIRKIN_ASSIGN(record.process, resolveProcess(spec, image.config, made->id()));
    if (spec.rootfs.empty() || spec.rootfsOverlay) {
        image::DiskOptions options{.size = spec.diskSize};
        FIRKIN_ASSIGN(options.filesystem, image::parseDiskFilesystem(spec.disk.filesystem));
        FIRKIN_ASSIGN(options.journal, image::parseExt4Journal(spec.disk.journal));
        if (const Status disk = image::makeDisk(store::Layout::upperDisk(made->folder()), options, stop); !disk)
            return fail(wrap(Operation::CreateContainer, made->name(), disk.error()));
    }
    if (stop.stop_requested())
        return fail(cancelled(Operation::CreateContainer, made->name()));
    FIRKIN_TRY(made->commit(std::move(record)));
    volumes.keep();
    return made->id();
}

Result<std::string> ContainersClient::inspect(const ContainerId &id, std::stop_token)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, loadTrue(id));
    json out;
    // Our own records: what was parsed a moment ago parses again.
    out["container"] = json::parse(store::toJson(record), nullptr, false);
    out["image"] = {{"reference", record.spec.image}, {"digest", record.imageDigest}};

    const store::Layout &layout = store().layout();
    const supervisor::MachinePaths paths{.kernel = shareFile("guest/vmlinux").value_or("/guest/vmlinux"),
                                         .initramfs = shareFile("guest/initramfs.img").value_or("/guest/initramfs.img"),
                                         .rootfsImage = record.spec.rootfs.empty() ? layout.images() / "rootfs" : std::filesystem::path(record.spec.rootfs),
                                         .upperDisk = store::Layout::upperDisk(layout.container(id)),
                                         .stateDirectory = layout.machine(record.machine),
                                         .socketDirectory = m_calls.links().sockets().folder(record.machine),
                                         .mounts = supervisor::findMountSources(store(), record.spec).value_or(supervisor::MountSources())};
    if (const auto plan = supervisor::planMachine(record, paths, {})) {
        out["machine"] = {{"id", record.machine.str()},
                          {"layout", plan->machine.layout},
                          {"vcpus", plan->machine.vcpus},
                          {"memory_bytes", plan->machine.memory.bytes},
                          {"accelerator", record.accelerator},
                          {"state_directory", paths.stateDirectory.native()}};
        const auto spec = container::makeSpec(plan->container, container::BundlePaths(id).rootfs, std::nullopt);
        const auto text = spec ? oci::toJson(*spec) : Result<std::string>(fail(spec.error()));
        if (text)
            out["spec"] = json::parse(*text, nullptr, false);
    }
    return out.dump(2, ' ', false, json::error_handler_t::replace);
}

} // namespace firkin::engine

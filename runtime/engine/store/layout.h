// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <filesystem>
#include <string_view>

namespace firkin::store {

/// Where everything of one store lies. Pure: touches no disk.
///
///   format                      the store's format version
///   machines/<id>/              lock, spawn.lock, machine.json, console.log, supervisor.log, helpers' logs
///   containers/<id>/            record.json, upper.ext4, output/, statistics, snapshots/<name>/
///   containers/.new-<id>/       one that is being made; its machine's lock is held meanwhile
///   pods/<id>/                  record.json and the disk of its shared volumes; its machine has the same id
///   pods/.new-<id>/             one that is being made
///   images/                     the image store's own
///   volumes/<name>/             volume.json, data.img; .new-… and .gone-… are being made and deleted
///   names/<name>                who has the name: a file that holds an id
///   networks/<name>/            network.json, lock (of the record), switch.lock (of its running supervisor), switch.log
///   trash/<id>/                 a removed container, whole; trash/.gone-<id>/ is being deleted
struct Layout {
    std::filesystem::path root;

    [[nodiscard]] std::filesystem::path formatFile() const { return root / "format"; }
    [[nodiscard]] std::filesystem::path machines() const { return root / "machines"; }
    [[nodiscard]] std::filesystem::path containers() const { return root / "containers"; }
    [[nodiscard]] std::filesystem::path pods() const { return root / "pods"; }
    [[nodiscard]] std::filesystem::path images() const { return root / "images"; }
    [[nodiscard]] std::filesystem::path volumes() const { return root / "volumes"; }
    [[nodiscard]] std::filesystem::path names() const { return root / "names"; }
    [[nodiscard]] std::filesystem::path networks() const { return root / "networks"; }
    [[nodiscard]] std::filesystem::path trash() const { return root / "trash"; }

    [[nodiscard]] std::filesystem::path machine(const MachineId &id) const { return machines() / id.str(); }
    [[nodiscard]] std::filesystem::path machineLock(const MachineId &id) const { return machine(id) / "lock"; }
    [[nodiscard]] std::filesystem::path spawnLock(const MachineId &id) const { return machine(id) / "spawn.lock"; }
    [[nodiscard]] std::filesystem::path machineRecord(const MachineId &id) const
    {
        return machine(id) / "machine.json";
    }
    [[nodiscard]] std::filesystem::path container(const ContainerId &id) const { return containers() / id.str(); }
    [[nodiscard]] std::filesystem::path newContainer(const ContainerId &id) const
    {
        return containers() / (".new-" + id.str());
    }
    [[nodiscard]] std::filesystem::path pod(const PodId &id) const { return pods() / id.str(); }
    [[nodiscard]] std::filesystem::path newPod(const PodId &id) const { return pods() / (".new-" + id.str()); }
    [[nodiscard]] std::filesystem::path gonePod(const PodId &id) const { return trash() / (".gone-" + id.str()); }
    [[nodiscard]] std::filesystem::path network(std::string_view name) const { return networks() / name; }
    [[nodiscard]] std::filesystem::path trashed(const ContainerId &id) const { return trash() / id.str(); }
    [[nodiscard]] std::filesystem::path gone(const ContainerId &id) const { return trash() / (".gone-" + id.str()); }

    // Inside a container's folder, wherever that folder is.
    static std::filesystem::path record(const std::filesystem::path &folder) { return folder / "record.json"; }
    static std::filesystem::path podDisk(const std::filesystem::path &folder) { return folder / "volumes.ext4"; }
    static std::filesystem::path upperDisk(const std::filesystem::path &folder) { return folder / "upper.ext4"; }
    static std::filesystem::path output(const std::filesystem::path &folder) { return folder / "output"; }
    // Inside a network's.
    static std::filesystem::path networkRecord(const std::filesystem::path &folder) { return folder / "network.json"; }
    static std::filesystem::path networkLock(const std::filesystem::path &folder) { return folder / "lock"; }
    static std::filesystem::path spawnLock(const std::filesystem::path &folder) { return folder / "spawn.lock"; }
    static std::filesystem::path switchLock(const std::filesystem::path &folder) { return folder / "switch.lock"; }
    static std::filesystem::path statistics(const std::filesystem::path &folder) { return folder / "statistics"; }
};

/// A machine's sockets: short names in the runtime directory, since a unix socket's path has 107 bytes.
struct SocketLayout {
    std::filesystem::path runtime;

    [[nodiscard]] std::filesystem::path folder(const MachineId &id) const { return runtime / id.str(); }
    [[nodiscard]] std::filesystem::path supervisor(const MachineId &id) const { return folder(id) / "s"; }
    /// Of a network: by its id, which no machine has. Its switch has a socket for each machine.
    [[nodiscard]] std::filesystem::path network(const std::string &id) const { return runtime / id; }
    [[nodiscard]] std::filesystem::path networkControl(const std::string &id) const { return network(id) / "s"; }
    [[nodiscard]] std::filesystem::path networkPort(const std::string &id, const MachineId &machine) const { return network(id) / machine.str(); }
};

} // namespace firkin::store

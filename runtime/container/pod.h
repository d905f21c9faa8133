// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/container_builder.h"
#include "runtime/container/machine.h"

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::container {

/// A folder that containers of a pod share: in memory, or on the pod's disk.
struct SharedVolume {
    std::string name;
    bool inMemory = false;
    std::optional<ByteSize> size; ///< of one in memory; empty: as the kernel does (half of the machine's)

    static SharedVolume disk(std::string name) { return {std::move(name), false, {}}; }
    static SharedVolume memory(std::string name, ByteSize size) { return {std::move(name), true, size}; }
};

/// A pod as data.
struct PodConfig {
    PodId id;
    bool shareProcesses = false; ///< one process namespace for all of them
    std::vector<SharedVolume> volumes;
    std::string diskSerial;         ///< the machine's ext4 disk that has the volumes on disk
    std::optional<ByteSize> memory; ///< cgroup limit of all containers together
    // for each container that has none of its own
    std::string hostname;
    std::optional<DnsConfig> dns;
    std::optional<HostsConfig> hosts;
};

/// Names of volumes: NameTaken twice, BadName; a volume on disk wants a disk. Pure.
Status validate(const PodConfig &config);

/// Several containers in one machine, with what they share: the network (they reach each other on localhost), volumes,
/// process namespace if wanted, and a cgroup around theirs. Each has its own root file system, host name, limits, DNS. They
/// come and go while it runs; it does not end with the last one. Any thread; calls may overlap. Owns what was mounted and
/// started for all of them, not the machine: that may have other containers.
class Pod {
public:
    /// Mounts the volumes and makes the namespace. On failure or stop nothing of it stays.
    static Result<std::shared_ptr<Pod>> create(std::shared_ptr<Machine> machine, PodConfig config, std::stop_token stop);

    [[nodiscard]] const PodConfig &config() const { return m_config; }
    [[nodiscard]] Machine &machine() const { return *m_machine; }

    /// What makes a container one of this pod's: cgroup, process namespace; host name, DNS and hosts where it has none.
    [[nodiscard]] ContainerConfig join(ContainerConfig config) const;
    /// A mount of the volume for a container's configuration. NoSuchVolume, BadPath.
    [[nodiscard]] Result<oci::Mount> mountOf(std::string_view volume, std::string destination, bool readOnly) const;
    /// A builder for a container of this pod, on its machine and joined already.
    Result<ContainerBuilder<OnMachine, Init>> container(std::string_view id);

    /// Ends what still runs of the container, unmounts and syncs. Its siblings go on.
    Status remove(MountedContainer &container, std::stop_token stop);
    /// Of those of its containers that the agent knows, by id.
    Result<std::vector<ContainerStatistics>>
    statistics(const std::vector<ContainerId> &containers, StatCategory categories, std::stop_token stop) const;

    /// Ends the namespace's process and unmounts the volumes; the containers must have ended. Idempotent; after a failure or
    /// a stop the next call does what is left.
    Status stop(std::stop_token stop);

private:
    Pod(std::shared_ptr<Machine> machine, PodConfig config);
    Status makeVolumes(std::stop_token stop);
    Status makeNamespace(std::stop_token stop);
    void limitMemory(std::stop_token stop);
    Status mount(const agent::GuestMount &what, std::stop_token stop);
    [[nodiscard]] std::string volumeFolder(const SharedVolume &volume) const;

    const std::shared_ptr<Machine> m_machine;
    const PodConfig m_config;
    std::string m_pidNamespace; ///< set once, by create()
    std::mutex m_mutex;
    std::vector<std::string> m_mounted;        ///< guarded; in the order of mounting
    std::optional<Container<Streams>> m_pause; ///< guarded; holds the process namespace
};

} // namespace firkin::container

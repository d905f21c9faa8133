// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/process_identity.h"
#include "runtime/engine/types.h"

#include <string_view>

namespace firkin::store {

/// What the container's first process is, image and specification put together once, at creation.
struct ResolvedProcess {
    std::vector<std::string> command;
    std::vector<std::string> environment;
    std::string workingDirectory;
    std::string user;
    std::string hostname;
    int stopSignal = 15;
    std::chrono::milliseconds stopGrace{10000};
    std::optional<engine::HealthCheck> healthCheck = {};
    friend bool operator==(const ResolvedProcess &, const ResolvedProcess &) = default;
};

/// A container on disk. Written whole, by whoever holds its machine's lock.
struct ContainerRecord {
    ContainerId id;
    MachineId machine;
    std::string name;
    std::string imageDigest;
    engine::ContainerSpec spec;
    ResolvedProcess process;
    engine::WallTime createdAt;
    std::optional<engine::WallTime> removedAt;

    engine::ContainerState state = engine::ContainerState::Created;
    std::optional<engine::ExitInfo> exit;
    std::optional<engine::WallTime> startedAt;
    std::vector<engine::PortMapping> boundPorts;
    std::string accelerator;
    unsigned machineVcpus = 0;
    ByteSize machineMemory;
    std::vector<engine::StartPhase> startPhases;
    std::optional<engine::Health> health; ///< while it runs
    unsigned restartCount = 0;
    std::optional<engine::WallTime> restartAt;
    bool lookedInto = false;      ///< its machine is up without it
    std::uint64_t generation = 0; ///< one more with each write
};

/// A pod on disk: its specification and what its machine does. Its machine has the same id. Written by whoever holds
/// that machine's lock.
struct PodRecord {
    PodId id;
    std::string name;
    engine::PodSpec spec;
    engine::WallTime createdAt;
    engine::PodState state = engine::PodState::Stopped;
    std::optional<engine::ExitInfo> exit;
    std::optional<engine::WallTime> startedAt;
    std::vector<engine::PortMapping> boundPorts;
    std::string accelerator;
    unsigned machineVcpus = 0;
    ByteSize machineMemory;
    std::uint64_t generation = 0;

    [[nodiscard]] MachineId machine() const { return *MachineId::parse(id.str()); }
};

/// A machine on disk: what a later process needs to clean up after a killed supervisor.
struct MachineRecord {
    MachineId id;
    int layout = 1;
    std::optional<ProcessIdentity> supervisor;
    std::vector<ProcessIdentity> helpers;
};

[[nodiscard]] std::string toJson(const ContainerRecord &record);
[[nodiscard]] std::string toJson(const MachineRecord &record);
[[nodiscard]] std::string toJson(const PodRecord &record);
/// `object` names the file in errors: RecordDamaged, or StoreTooNew for a record of a later format.
Result<ContainerRecord> parseContainerRecord(std::string_view json, std::string_view object);
Result<MachineRecord> parseMachineRecord(std::string_view json, std::string_view object);
Result<PodRecord> parsePodRecord(std::string_view json, std::string_view object);

/// Whether its machine was made for it alone, and goes with it.
[[nodiscard]] inline bool ownsMachine(const ContainerRecord &record) { return record.machine.str() == record.id.str(); }
/// Whether it lives in a pod's machine.
[[nodiscard]] inline bool isInPod(const ContainerRecord &record) { return !record.spec.pod.empty(); }

/// Whether a process of the container's may be running, as far as the record says.
[[nodiscard]] bool isLive(engine::ContainerState state);
/// Whether it needs its supervisor: it runs, waits for its restart, or is looked into.
[[nodiscard]] bool isTended(const ContainerRecord &record);

} // namespace firkin::store

#pragma once

#include "runtime/base/byte_size.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Value types that the window and fk see: snapshots, passed by value.
namespace firkin::engine {

using WallTime = std::chrono::system_clock::time_point;

enum class Transport : std::uint8_t { Tcp, Udp };

struct PortMapping {
    std::string hostAddress = "127.0.0.1";
    std::uint16_t hostPort = 0; ///< 0: any free one
    std::uint16_t containerPort = 0;
    Transport transport = Transport::Tcp;
    friend bool operator==(const PortMapping &, const PortMapping &) = default;
};

enum class MountKind : std::uint8_t {
    Bind,   ///< a folder or a single file of this host
    Volume, ///< a disk of its own, by name
    Tmpfs,
};

/// Something mounted into a container: `-v`, `--mount`, `--tmpfs`.
struct MountSpec {
    MountKind kind = MountKind::Bind;
    std::string source;      ///< host path, or volume; a volume without a name gets one and goes with its container
    std::string destination; ///< absolute, in the container
    bool readOnly = false;
    bool anonymous = false;             ///< a volume that nobody named
    bool noCopy = false;                ///< a new volume is not filled with what the image has there
    std::optional<ByteSize> size;       ///< of a tmpfs, or of a volume that is made
    std::vector<std::string> options;   ///< of a tmpfs: "mode=1770", "noexec" …
    friend bool operator==(const MountSpec &, const MountSpec &) = default;
};

/// `--ulimit`. `name` as in setrlimit's RLIMIT_…, any case, with or without the prefix.
struct UlimitSpec {
    static constexpr std::uint64_t unlimited = ~std::uint64_t{0};
    std::string name;
    std::uint64_t soft = 0;
    std::uint64_t hard = 0;
    friend bool operator==(const UlimitSpec &, const UlimitSpec &) = default;
};

/// `--add-host`.
struct HostSpec {
    std::string name;
    std::string address;
    friend bool operator==(const HostSpec &, const HostSpec &) = default;
};

/// The writable layer: a file system of its own, of ContainerSpec::diskSize.
struct DiskSpec {
    std::string filesystem = "ext4"; ///< ext4, xfs or btrfs
    std::string journal;             ///< ext4's: ordered, writeback or data; empty: ordered
    friend bool operator==(const DiskSpec &, const DiskSpec &) = default;
};

/// A shared volume of the container's pod, mounted into it.
struct PodVolumeMount {
    std::string volume;      ///< of PodSpec::volumes
    std::string destination; ///< absolute, in the container
    bool readOnly = false;
    friend bool operator==(const PodVolumeMount &, const PodVolumeMount &) = default;
};

/// A named network that a container is on.
struct NetworkAttachment {
    std::string network;
    std::string address;              ///< wish; empty: any free one
    std::vector<std::string> aliases; ///< names beside the container's own
    friend bool operator==(const NetworkAttachment &, const NetworkAttachment &) = default;
};

enum class SocketDirection : std::uint8_t { IntoContainer, OutOfContainer };

/// A unix socket of one side that stands for one of the other: a server of the host's seen in the container (Into), or
/// one of the container's seen on the host (OutOf). Absolute paths.
struct SocketMapping {
    SocketDirection direction = SocketDirection::IntoContainer;
    std::string hostPath;
    std::string containerPath;
    std::optional<std::uint32_t> mode; ///< of the socket that is made
    friend bool operator==(const SocketMapping &, const SocketMapping &) = default;
};

struct TerminalSize {
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
    friend bool operator==(TerminalSize, TerminalSize) = default;
};

/// Whether its supervisor starts a container again when it has ended by itself. Docker's.
struct RestartPolicy {
    enum class Kind : std::uint8_t {
        No,
        OnFailure,     ///< when its code was not 0
        Always,        ///< also by `fk system restore`, even when it had been stopped
        UnlessStopped, ///< the same, but not when it had been stopped
    };
    Kind kind = Kind::No;
    unsigned maxRetries = 0; ///< in a row, of OnFailure; 0: no limit
    friend bool operator==(const RestartPolicy &, const RestartPolicy &) = default;
};

/// A command whose exit code tells how the container is.
struct HealthCheck {
    std::vector<std::string> command; ///< run in the container; empty: none, the image's neither
    std::chrono::milliseconds interval{30'000};
    std::chrono::milliseconds timeout{30'000};
    std::chrono::milliseconds startPeriod{0}; ///< failures do not count so long, until the first success
    unsigned retries = 3;                     ///< so many failures in a row: unhealthy
    friend bool operator==(const HealthCheck &, const HealthCheck &) = default;
};

enum class HealthStatus : std::uint8_t { Starting, Healthy, Unhealthy };

struct Health {
    HealthStatus status = HealthStatus::Starting;
    unsigned failures = 0;  ///< in a row
    std::string lastOutput; ///< of the last check that failed; the first KiB
    friend bool operator==(const Health &, const Health &) = default;
};

/// What to make: the one specification behind `fk run`, the New dialog and a container's record.
/// Empty or absent: the image's value, then the default (runtime/engine/defaults.h).
struct ContainerSpec {
    std::string name;  ///< empty: made up
    std::string image; ///< reference or id, as typed
    std::optional<std::vector<std::string>> entrypoint;
    std::vector<std::string> command;
    std::vector<std::string> environment; ///< "K=V", added to the image's
    std::string workingDirectory;
    std::string user; ///< name|uid[:group|gid]
    std::string hostname;
    double cpus = 2;
    ByteSize memory = ByteSize::ofGiB(1);
    ByteSize diskSize = ByteSize::ofGiB(20);
    std::vector<PortMapping> ports;
    bool network = true;                     ///< false: none at all
    std::vector<NetworkAttachment> networks; ///< named ones; empty: the default network alone
    bool hostLoopback = false;               ///< the host's loopback can be reached at the gateway's address
    std::vector<SocketMapping> sockets;
    bool terminal = false;     ///< -t
    bool openStdin = false;    ///< -i
    bool removeOnExit = false; ///< --rm
    std::optional<std::string> stopSignal;
    std::optional<std::chrono::milliseconds> stopGrace;
    std::map<std::string, std::string> labels;
    // what it has mounted, and on what it stands
    std::vector<MountSpec> mounts;
    std::string rootfs; ///< an ext4 image or a block device of this host in place of an image
    bool rootfsOverlay = false; ///< `rootfs` is not written; changes go into a layer of the container's
    DiskSpec disk;
    // what it may
    std::map<std::string, std::string> sysctls;
    std::vector<UlimitSpec> ulimits;
    std::vector<std::string> capAdd;  ///< capabilities, or "ALL"
    std::vector<std::string> capDrop;
    std::vector<std::string> groupAdd; ///< names or numbers
    bool noNewPrivileges = false;
    std::string seccomp; ///< empty: the default profile; "unconfined"; else a profile as JSON
    bool privileged = false;
    bool readOnlyRootfs = false;
    bool init = false; ///< a tiny init before the command: forwards signals, reaps
    std::optional<ByteSize> shmSize;
    std::optional<std::int64_t> pidsLimit;
    // names
    std::vector<std::string> dns;
    std::vector<std::string> dnsSearch;
    std::vector<std::string> dnsOptions;
    std::vector<HostSpec> extraHosts;
    std::string pod; ///< id or name of the pod that it joins (a record holds the id); empty: a machine of its own
    std::vector<PodVolumeMount> podVolumes;
    // its life
    RestartPolicy restart;
    std::optional<HealthCheck> healthCheck; ///< empty: the image's
    std::optional<TerminalSize> terminalSize; ///< at first, with `terminal`
    std::string notes;                        ///< the user's own words
    friend bool operator==(const ContainerSpec &, const ContainerSpec &) = default;
};

enum class ContainerState : std::uint8_t { Created, Starting, Running, Paused, Stopping, Exited };

/// Why a container is not running any more.
enum class ExitCause : std::uint8_t {
    Exited,         ///< by itself, or by a signal
    StoppedByUser,
    OutOfMemory,
    KernelPanic,
    MachineDied,    ///< QEMU ended
    SupervisorLost, ///< its supervisor was killed
    StartFailed,
};

struct ExitInfo {
    ExitCause cause = ExitCause::Exited;
    int code = 0; ///< 128 + signal when killed
    int signal = 0;
    WallTime at;
    std::string detail; ///< for the post-mortem; may be empty
};

/// A verb under way, told by the supervisor, so that `fk stop` shows in the window.
enum class PendingVerb : std::uint8_t { Start, Stop, Kill, Restart, Pause, Resume, Remove, Snapshot };

struct StartPhase {
    std::string name; ///< stable key: "prepare", "machine", "kernel", "agent", "rootfs", "process" …
    std::chrono::microseconds duration{0};
};

struct ContainerView {
    ContainerId id;
    PodId pod; ///< empty: none
    std::string name;
    std::string image;       ///< as typed
    std::string imageDigest; ///< "sha256:…"
    ContainerSpec spec;      ///< resolved: what the record holds
    std::vector<std::string> resolvedCommand; ///< entrypoint and command, the image's included
    ContainerState state = ContainerState::Created;
    std::optional<PendingVerb> pending;
    WallTime pendingSince;
    std::optional<ExitInfo> exit;
    WallTime createdAt;
    std::optional<WallTime> startedAt;
    std::vector<PortMapping> ports; ///< as bound now
    std::string accelerator;        ///< "kvm" or "tcg" while it runs
    unsigned machineVcpus = 0;
    ByteSize machineMemory;
    std::vector<StartPhase> startPhases; ///< of the last start
    std::optional<WallTime> silentSince; ///< its machine has not answered since
    std::optional<Health> health;        ///< while it runs with a health check
    unsigned restartCount = 0;           ///< by its policy, since it was started by hand
    std::optional<WallTime> restartAt;   ///< Exited, and its policy will start it again then
    bool lookedInto = false;             ///< its machine is up for its files, without the container
    std::uint64_t generation = 0;
};

enum class PodVolumeKind : std::uint8_t {
    Disk,   ///< in a disk of the pod's: stays until the pod is removed
    Memory, ///< gone when the pod stops
};

/// Something that containers of a pod share.
struct PodVolume {
    std::string name;
    PodVolumeKind kind = PodVolumeKind::Disk;
    std::optional<ByteSize> size; ///< Memory's limit; a disk volume has what the pod's disk has
    friend bool operator==(const PodVolume &, const PodVolume &) = default;
};

/// A machine for several containers, and what they share. Limits are the machine's: those of the containers lie within.
struct PodSpec {
    std::string name; ///< empty: made up
    double cpus = 2;
    ByteSize memory = ByteSize::ofGiB(1);
    ByteSize diskSize = ByteSize::ofGiB(20); ///< for the disk volumes together
    bool network = true;
    std::vector<PortMapping> ports;
    bool shareProcesses = false; ///< one process namespace: each sees the others' processes
    std::string hostname;        ///< of every container that has none of its own; empty: each has its id
    std::vector<std::string> nameservers;       ///< empty: the machine's
    std::map<std::string, std::string> hosts;   ///< name → address, in every container
    std::vector<PodVolume> volumes;
    std::map<std::string, std::string> labels;
    friend bool operator==(const PodSpec &, const PodSpec &) = default;
};

enum class PodState : std::uint8_t { Stopped, Starting, Running, Stopping };

struct PodView {
    PodId id;
    std::string name;
    PodSpec spec;
    PodState state = PodState::Stopped;
    std::optional<ExitInfo> exit; ///< why it does not run any more, unless it was stopped
    WallTime createdAt;
    std::optional<WallTime> startedAt;
    std::vector<ContainerId> containers;
    std::vector<PortMapping> ports; ///< as bound now
    std::string accelerator;        ///< "kvm" or "tcg" while it runs
    unsigned machineVcpus = 0;
    ByteSize machineMemory;
    std::uint64_t generation = 0;
};

/// Changes to a container that exists. Empty: as it is.
struct ContainerUpdate {
    std::optional<double> cpus = {};
    std::optional<ByteSize> memory = {};
    std::optional<RestartPolicy> restart = {};
    std::optional<std::string> notes = {};
};

/// One process of a container.
struct ProcessEntry {
    int pid = 0;       ///< as the container sees it
    int parentPid = 0; ///< the same; 0: from outside
    std::string user;  ///< name from the container's passwd, else the number
    char state = '?';  ///< as in /proc: R, S, D, Z …
    std::chrono::milliseconds cpuTime{0};
    std::uint64_t memoryBytes = 0; ///< resident
    WallTime startedAt;
    std::string command; ///< bytes; arguments joined by spaces, or the name in brackets
};

struct ProcessStatus {
    int code = 0; ///< 128 + signal when killed
    int signal = 0;
};

enum class OutputStream : std::uint8_t { Stdout = 1, Stderr = 2 };

} // namespace firkin::engine

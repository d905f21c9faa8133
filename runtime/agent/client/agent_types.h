// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

/// Value types of the agent's calls. Names and paths inside the guest are bytes.
namespace firkin::agent {

using WallTime = std::chrono::system_clock::time_point;

/// Who answers on the agent's port.
struct AgentInfo {
    bool ours = false; ///< false: an agent that speaks SandboxContext only
    std::uint32_t protocolVersion = 0;
    std::string version;
    std::string kernelRelease;
    std::set<std::string> capabilities;
    std::chrono::milliseconds uptime{0}; ///< of the guest, at the answer

    [[nodiscard]] bool can(std::string_view capability) const { return capabilities.contains(std::string(capability)); }
};

struct GuestMount {
    std::string type;
    std::string source;
    std::string destination;
    std::vector<std::string> options;
};

struct ProcessKey {
    std::string containerId;
    std::string processId; ///< equal to containerId for the container's first process
    friend bool operator==(const ProcessKey &, const ProcessKey &) = default;
};

/// How a process ended.
struct ProcessExit {
    int code = 0; ///< 128 + signal when killed
    int signal = 0;
    bool coreDumped = false;
    bool oomKilled = false;
    WallTime at;
};

struct ProcessCreation {
    ProcessKey key;
    std::optional<std::uint32_t> stdinPort;
    std::optional<std::uint32_t> stdoutPort;
    std::optional<std::uint32_t> stderrPort;
    std::string specJson;
    bool resumableStdio = false;
};

struct DebugProcessCreation {
    ProcessKey key;
    std::uint32_t stdinPort = 0;
    std::uint32_t stdoutPort = 0;
    std::uint16_t columns = 80;
    std::uint16_t rows = 24;
    bool resumableStdio = false;
};

enum class StreamKind : std::uint8_t { Stdin, Stdout, Stderr };

/// Who is in the foreground of a process' terminal.
struct Foreground {
    int pid = 0; ///< in the machine
    std::string command;
    std::string workingDirectory; ///< as the container sees it
    bool isSessionLeader = false;
};

/// One process of a container.
struct ProcessEntry {
    int pid = 0; ///< as the container sees it
    int machinePid = 0;
    int parentPid = 0; ///< as the container sees it; 0: from outside
    std::uint32_t uid = 0;
    std::string userName; ///< from the container's passwd, or empty
    char state = '?';
    std::chrono::microseconds cpuTime{0};
    std::uint64_t residentBytes = 0;
    WallTime startedAt;
    std::string command;
};

/// What a container may use. Empty: as it is.
struct LimitsChange {
    std::optional<std::uint64_t> memoryBytes;
    std::optional<double> cpus;
};

enum class FileType : std::uint8_t { Unknown, Regular, Directory, Symlink, Fifo, Socket, CharacterDevice, BlockDevice };

struct FileEntry {
    std::string name;
    FileType type = FileType::Unknown;
    std::uint32_t mode = 0; ///< permission bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::uint64_t size = 0;
    WallTime modified;
    std::string linkTarget;
    FileType targetType = FileType::Unknown; ///< of a link, inside the container; Unknown when it dangles
    std::string owner;
    std::string group;
};

/// A part of a file; `identity` changes when another file takes its name.
struct FileRange {
    std::string bytes;
    std::uint64_t identity = 0;
};
struct StatResult {
    FileEntry entry;
    std::string resolvedPath; ///< empty where the agent does not tell
};

enum class CopyDirection : std::uint8_t { In, Out };
struct CopyCall {
    CopyDirection direction = CopyDirection::In;
    std::string path; ///< in the machine: /run/container/<id>/rootfs/…
    std::uint32_t mode = 0;
    bool createParents = false;
    std::uint32_t port = 0;
    bool archive = false;
};
struct CopyMetadata {
    bool archive = false;
    std::uint64_t totalBytes = 0;
};

/// A unix socket across the machine's border; see RelaySocket in agent.proto.
struct SocketRelayCall {
    std::string id;
    std::uint32_t port = 0;
    bool into = true;
    std::string path;
    std::string containerId;
    std::optional<std::uint32_t> mode;
};

struct DnsConfig {
    std::vector<std::string> nameservers; ///< IP literals
    std::optional<std::string> domain;
    std::vector<std::string> searchDomains;
    std::vector<std::string> options;
};
struct HostsEntry {
    std::string address;
    std::vector<std::string> names;
    std::optional<std::string> comment;
};
struct HostsConfig {
    std::vector<HostsEntry> entries;
    std::optional<std::string> comment;
};

} // namespace firkin::agent

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/agent/client/statistics.h"
#include "runtime/base/deadline.h"
#include "runtime/base/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>
#include <vector>

namespace firkin::vmm {
class VirtualMachine;
}

namespace firkin::agent {

class AgentConnection;

/// Samples on a thread of its own until destroyed.
class StatisticsWatch {
public:
    virtual ~StatisticsWatch() = default;
};

/// The guest agent's calls, typed. Every call blocks, may be cancelled, has the deadline of its kind (Deadlines) and may
/// overlap with any other; any thread. The connection is made anew when it broke: calls that may be repeated
/// are, the others fail with ConnectionLost. When the machine ends, every call fails at once and says why.
/// The machine must outlive the client.
class AgentClient {
public:
    /// Dials until the agent answers. Gives up when the machine ends, or when neither console nor agent has moved for
    /// `deadlines.bootSilence`; there is no fixed limit.
    static Result<std::unique_ptr<AgentClient>>
    connect(vmm::VirtualMachine &machine, const Deadlines &deadlines, std::stop_token stop);
    ~AgentClient();

    [[nodiscard]] const AgentInfo &info() const;
    [[nodiscard]] const Deadlines &deadlines() const;

    // the machine
    Status mount(const GuestMount &mount, std::stop_token stop);
    /// What a root file system has at `source`, into an empty folder of the machine. Unsupported by agents of others.
    Status fillFolder(std::string_view rootfs, std::string_view source, std::string_view target, std::stop_token stop);
    Status unmount(std::string_view path, int flags, std::stop_token stop);
    Status makeDirectory(std::string_view path, std::uint32_t mode, std::stop_token stop);
    Status writeFile(std::string_view path, std::string_view data, std::uint32_t mode, std::stop_token stop);
    Status setTime(std::chrono::system_clock::time_point now, std::stop_token stop);
    Status setEnvironment(std::string_view key, std::string_view value, std::stop_token stop);
    Status sync(std::stop_token stop);
    Status killAll(int signal, std::stop_token stop); ///< everything but the agent
    Status setLink(std::string_view interface, bool up, std::optional<std::uint32_t> mtu, std::stop_token stop);
    Status addAddress(std::string_view interface, std::string_view cidr, std::string_view cidr6, std::stop_token stop);
    Status addDefaultRoute(std::string_view interface, std::string_view gateway, std::string_view gateway6, std::stop_token stop);
    Status configureDns(std::string_view rootfs, const DnsConfig &config, std::stop_token stop);
    Status setHostname(std::string_view containerId, std::string_view hostname, std::stop_token stop); ///< of one that runs
    Status configureHosts(std::string_view rootfs, const HostsConfig &config, std::stop_token stop);

    /// Framed where the agent can ("socket-relays"), else ProxyVsock.
    Status relaySocket(const SocketRelayCall &relay, std::stop_token stop);
    Status stopSocketRelay(std::string_view id, std::stop_token stop);

    // processes
    Status createProcess(const ProcessCreation &creation, std::stop_token stop);
    Status createDebugProcess(const DebugProcessCreation &creation, std::stop_token stop);
    Result<int> startProcess(const ProcessKey &key, std::stop_token stop); ///< its pid in the machine
    Result<ProcessExit> waitProcess(const ProcessKey &key, Deadline deadline, std::stop_token stop);
    Status killProcess(const ProcessKey &key, int signal, std::stop_token stop);
    Status resizeProcess(const ProcessKey &key, std::uint16_t columns, std::uint16_t rows, std::stop_token stop);
    Status closeStdin(const ProcessKey &key, std::stop_token stop);
    Status deleteProcess(const ProcessKey &key, std::stop_token stop);
    Result<Foreground> foreground(const ProcessKey &key, std::stop_token stop);
    Result<std::vector<ProcessEntry>> listProcesses(std::string_view containerId, std::stop_token stop);
    Status setLimits(std::string_view containerId, const LimitsChange &change, std::stop_token stop);
    /// The guest dials `port` again. The offset from which it goes on (input) or was asked to (output).
    Result<std::uint64_t> attachStream(const ProcessKey &key, StreamKind kind, std::uint32_t port, std::uint64_t offset, std::stop_token stop);

    // files, in the tree that the container sees
    Status list(std::string_view containerId, std::string_view path, const std::function<void(std::vector<FileEntry>)> &page, std::stop_token stop);
    Result<StatResult> stat(std::string_view containerId, std::string_view path, bool follow, std::stop_token stop);
    /// Fewer bytes than asked for at the file's end. AgentTooOld with an agent of others.
    Result<FileRange> readFile(std::string_view containerId, std::string_view path, std::uint64_t offset, std::uint32_t length, std::stop_token stop);
    Status rename(std::string_view containerId, std::string_view from, std::string_view to, bool replace, std::stop_token stop);
    Status remove(std::string_view containerId, std::string_view path, bool recursive, bool allowMissing, std::stop_token stop);
    Status makeContainerDirectory(std::string_view containerId, std::string_view path, std::uint32_t mode, bool parents, std::stop_token stop);
    /// Blocks for the whole copy; the bytes go over the vsock port. Returns after COMPLETE.
    Status copy(const CopyCall &call, const std::function<void(const CopyMetadata &)> &onMetadata, std::stop_token stop);

    // statistics
    Result<std::vector<ContainerStatistics>> statistics(const std::vector<std::string> &containerIds, StatCategory categories, std::stop_token stop);
    /// `onSample` at once and then every interval; `onLost` once, when it cannot go on. Both on the watch's thread.
    /// An agent that does not push is polled.
    std::unique_ptr<StatisticsWatch> watchStatistics(std::vector<std::string> containerIds,
                                                     StatCategory categories,
                                                     std::chrono::milliseconds interval,
                                                     std::function<void(const StatisticsSample &)> onSample,
                                                     std::function<void(const Error &)> onLost);

private:
    explicit AgentClient(std::unique_ptr<AgentConnection> connection);
    std::unique_ptr<AgentConnection> m_connection;
};

} // namespace firkin::agent

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/convert.h"

#include <cmath>
#include <sys/stat.h>

namespace firkin::agent {
namespace {

WallTime toTime(const google::protobuf::Timestamp &time)
{
    using namespace std::chrono;
    return WallTime(duration_cast<WallTime::duration>(seconds(time.seconds()) + nanoseconds(time.nanos())));
}

FileType toType(v1::FileType type)
{
    switch (type) {
    case v1::FILE_TYPE_REGULAR: return FileType::Regular;
    case v1::FILE_TYPE_DIRECTORY: return FileType::Directory;
    case v1::FILE_TYPE_SYMLINK: return FileType::Symlink;
    case v1::FILE_TYPE_FIFO: return FileType::Fifo;
    case v1::FILE_TYPE_SOCKET: return FileType::Socket;
    case v1::FILE_TYPE_CHARACTER_DEVICE: return FileType::CharacterDevice;
    case v1::FILE_TYPE_BLOCK_DEVICE: return FileType::BlockDevice;
    default: return FileType::Unknown; // newer agents may know more
    }
}

FileType toType(std::uint32_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return FileType::Regular;
    case S_IFDIR: return FileType::Directory;
    case S_IFLNK: return FileType::Symlink;
    case S_IFIFO: return FileType::Fifo;
    case S_IFSOCK: return FileType::Socket;
    case S_IFCHR: return FileType::CharacterDevice;
    case S_IFBLK: return FileType::BlockDevice;
    default: return FileType::Unknown;
    }
}

std::string optionsFor(bool resumable)
{
    v1::ProcessOptions options;
    options.set_resumable_stdio(resumable);
    return options.SerializeAsString();
}

} // namespace

AgentInfo toInfo(const v1::HelloResponse &reply)
{
    AgentInfo info;
    info.ours = true;
    info.protocolVersion = reply.protocol_version();
    info.version = reply.agent_version();
    info.kernelRelease = reply.kernel_release();
    info.capabilities.insert(reply.capabilities().begin(), reply.capabilities().end());
    info.uptime = std::chrono::milliseconds(reply.uptime_ms());
    return info;
}

v3::MountRequest toRequest(const GuestMount &mount)
{
    v3::MountRequest request;
    request.set_type(mount.type);
    request.set_source(mount.source);
    request.set_destination(mount.destination);
    for (const std::string &option : mount.options)
        request.add_options(option);
    return request;
}

v3::CreateProcessRequest toRequest(const ProcessCreation &creation)
{
    v3::CreateProcessRequest request;
    request.set_id(creation.key.processId);
    request.set_containerid(creation.key.containerId);
    if (creation.stdinPort)
        request.set_stdin(*creation.stdinPort);
    if (creation.stdoutPort)
        request.set_stdout(*creation.stdoutPort);
    if (creation.stderrPort)
        request.set_stderr(*creation.stderrPort);
    request.set_configuration(creation.specJson);
    if (creation.resumableStdio)
        request.set_options(optionsFor(true));
    return request;
}

v1::CreateDebugProcessRequest toRequest(const DebugProcessCreation &creation)
{
    v1::CreateDebugProcessRequest request;
    request.set_container_id(creation.key.containerId);
    request.set_process_id(creation.key.processId);
    request.set_stdin_port(creation.stdinPort);
    request.set_stdout_port(creation.stdoutPort);
    request.set_columns(creation.columns);
    request.set_rows(creation.rows);
    request.set_options(optionsFor(creation.resumableStdio));
    return request;
}

ProcessExit toExit(const v1::WaitExitResponse &reply)
{
    return {reply.exit_code(), reply.signal(), reply.core_dumped(), reply.oom_killed(), toTime(reply.exited_at())};
}

ProcessExit toExit(const v3::WaitProcessResponse &reply)
{
    ProcessExit exit;
    exit.code = reply.exitcode();
    // The protocol folds signals into the code; a program that exits with 143 by itself cannot be told apart.
    exit.at = toTime(reply.exited_at());
    return exit;
}

Foreground toForeground(const v1::GetForegroundResponse &reply)
{
    return {reply.pid(), reply.command(), reply.working_directory(), reply.is_session_leader()};
}

ProcessEntry toProcess(const v1::ProcessEntry &process)
{
    return {.pid = process.pid(),
            .machinePid = process.machine_pid(),
            .parentPid = process.parent_pid(),
            .uid = process.uid(),
            .userName = process.user_name(),
            .state = process.state().empty() ? '?' : process.state().front(),
            .cpuTime = std::chrono::microseconds(process.cpu_usec()),
            .residentBytes = process.resident_bytes(),
            .startedAt = toTime(process.started_at()),
            .command = process.command()};
}

v1::SetLimitsRequest toRequest(std::string_view containerId, const LimitsChange &change)
{
    constexpr std::uint64_t period = 100'000;
    constexpr double leastQuota = 1000; // the kernel refuses less
    v1::SetLimitsRequest request;
    request.set_container_id(std::string(containerId));
    if (change.memoryBytes)
        request.set_memory_bytes(*change.memoryBytes);
    if (change.cpus)
        request.set_cpu_quota_us(static_cast<std::uint64_t>(std::max(leastQuota, std::round(*change.cpus * static_cast<double>(period)))));
    request.set_cpu_period_us(period);
    return request;
}

v1::StreamKind toProto(StreamKind kind)
{
    switch (kind) {
    case StreamKind::Stdin: return v1::STREAM_KIND_STDIN;
    case StreamKind::Stdout: return v1::STREAM_KIND_STDOUT;
    case StreamKind::Stderr: return v1::STREAM_KIND_STDERR;
    }
    return v1::STREAM_KIND_UNSPECIFIED;
}

FileEntry toEntry(const v1::FileEntry &entry)
{
    FileEntry out;
    out.name = entry.name();
    out.type = toType(entry.type());
    out.mode = entry.mode() & 07777;
    out.uid = entry.uid();
    out.gid = entry.gid();
    out.size = entry.size_bytes();
    out.modified = toTime(entry.modified_at());
    out.linkTarget = entry.link_target();
    out.targetType = toType(entry.target_type());
    out.owner = entry.owner_name();
    out.group = entry.group_name();
    return out;
}

FileEntry toEntry(const v3::Stat &stat, std::string name)
{
    FileEntry out;
    out.name = std::move(name);
    out.type = toType(stat.mode());
    out.mode = stat.mode() & 07777;
    out.uid = stat.uid();
    out.gid = stat.gid();
    out.size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, stat.size()));
    out.modified = toTime(stat.mtime());
    return out;
}

v3::CopyRequest toRequest(const CopyCall &call)
{
    v3::CopyRequest request;
    request.set_direction(call.direction == CopyDirection::In ? v3::CopyRequest::COPY_IN : v3::CopyRequest::COPY_OUT);
    request.set_path(call.path);
    request.set_mode(call.mode);
    request.set_create_parents(call.createParents);
    request.set_vsock_port(call.port);
    request.set_is_archive(call.archive);
    return request;
}

v3::ConfigureDnsRequest toRequest(std::string_view location, const DnsConfig &config)
{
    v3::ConfigureDnsRequest request;
    request.set_location(std::string(location));
    for (const std::string &server : config.nameservers)
        request.add_nameservers(server);
    if (config.domain)
        request.set_domain(*config.domain);
    for (const std::string &domain : config.searchDomains)
        request.add_searchdomains(domain);
    for (const std::string &option : config.options)
        request.add_options(option);
    return request;
}

v3::ConfigureHostsRequest toRequest(std::string_view location, const HostsConfig &config)
{
    v3::ConfigureHostsRequest request;
    request.set_location(std::string(location));
    for (const HostsEntry &entry : config.entries) {
        auto &out = *request.add_entries();
        out.set_ipaddress(entry.address);
        for (const std::string &name : entry.names)
            out.add_hostnames(name);
        if (entry.comment)
            out.set_comment(*entry.comment);
    }
    if (config.comment)
        request.set_comment(*config.comment);
    return request;
}

std::vector<v3::StatCategory> toCategories(StatCategory set)
{
    std::vector<v3::StatCategory> out;
    if (set == StatCategory::All)
        return out;
    const auto add = [&](StatCategory one, v3::StatCategory proto) {
        if (includes(set, one))
            out.push_back(proto);
    };
    add(StatCategory::Process, v3::STAT_CATEGORY_PROCESS);
    add(StatCategory::Memory, v3::STAT_CATEGORY_MEMORY);
    add(StatCategory::Cpu, v3::STAT_CATEGORY_CPU);
    add(StatCategory::BlockIo, v3::STAT_CATEGORY_BLOCK_IO);
    add(StatCategory::Network, v3::STAT_CATEGORY_NETWORK);
    add(StatCategory::MemoryEvents, v3::STAT_CATEGORY_MEMORY_EVENTS);
    return out;
}

ContainerStatistics toStatistics(const v3::ContainerStats &stats, StatCategory asked)
{
    ContainerStatistics out;
    out.containerId = stats.container_id();
    if (stats.has_process() && includes(asked, StatCategory::Process))
        out.process = {stats.process().current(), stats.process().limit()};
    if (stats.has_memory() && includes(asked, StatCategory::Memory)) {
        const auto &memory = stats.memory();
        out.memory = {memory.usage_bytes(), memory.limit_bytes(), memory.swap_usage_bytes(), memory.swap_limit_bytes(),
                      memory.cache_bytes(), memory.kernel_stack_bytes(), memory.slab_bytes(), memory.page_faults(),
                      memory.major_page_faults(), memory.inactive_file(), memory.anon()};
    }
    if (stats.has_cpu() && includes(asked, StatCategory::Cpu)) {
        const auto &cpu = stats.cpu();
        out.cpu = {cpu.usage_usec(), cpu.user_usec(), cpu.system_usec(),
                   cpu.throttling_periods(), cpu.throttled_periods(), cpu.throttled_time_usec()};
    }
    if (stats.has_block_io() && includes(asked, StatCategory::BlockIo)) {
        out.blockIo.emplace();
        for (const auto &device : stats.block_io().devices())
            out.blockIo->push_back({device.major(), device.minor(), device.read_bytes(), device.write_bytes(),
                                    device.read_operations(), device.write_operations()});
    }
    if (includes(asked, StatCategory::Network)) {
        out.networks.emplace();
        for (const auto &network : stats.networks())
            out.networks->push_back({network.interface(), network.receivedbytes(), network.transmittedbytes(),
                                     network.receivedpackets(), network.transmittedpackets(),
                                     network.receivederrors(), network.transmittederrors()});
    }
    if (stats.has_memory_events() && includes(asked, StatCategory::MemoryEvents)) {
        const auto &events = stats.memory_events();
        out.memoryEvents = {events.low(), events.high(), events.max(), events.oom(), events.oom_kill(), events.oom_group_kill()};
    }
    return out;
}

} // namespace firkin::agent

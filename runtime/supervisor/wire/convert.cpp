// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/wire/convert.h"

#include "runtime/base/error_text.h"

#include "supervisor.pb.h"

#include <unordered_map>

namespace firkin::supervisor {

namespace {

/// Enum values by their English text. Walks the values from 0 to the last one.
template <class Enum>
const std::unordered_map<std::string_view, Enum> &byText(Enum last)
{
    static const auto table = [last] {
        std::unordered_map<std::string_view, Enum> made;
        for (unsigned value = 0; value <= static_cast<unsigned>(last); ++value)
            made.emplace(text(static_cast<Enum>(value)), static_cast<Enum>(value));
        return made;
    }();
    return table;
}

template <class Enum>
std::optional<Enum> fromText(const std::string &word, Enum last)
{
    const auto &table = byText(last);
    const auto found = table.find(word);
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

constexpr int deepestCause = 32;

Error errorFromWire(const v1::ErrorInfo &in, int depth)
{
    Error error;
    error.code = in.code() <= static_cast<unsigned>(ErrorCode::Internal) ? static_cast<ErrorCode>(in.code())
                                                                          : ErrorCode::Internal;
    error.operation = fromText(in.operation(), Operation::WriteSettings).value_or(Operation::ContactSupervisor);
    error.object = in.object();
    error.detail = in.detail();
    if (const auto reason = fromText(in.reason(), Reason::Bug)) {
        error.reason = *reason;
    } else if (error.detail.empty()) {
        error.detail = in.reason(); // a later version's
    } else {
        error.detail = in.reason() + ": " + error.detail;
    }
    if (in.has_cause() && depth < deepestCause)
        error.cause = std::make_shared<const Error>(errorFromWire(in.cause(), depth + 1));
    return error;
}

engine::FileType fileTypeFromWire(std::uint32_t type)
{
    return type <= static_cast<unsigned>(engine::FileType::BlockDevice) ? static_cast<engine::FileType>(type)
                                                                        : engine::FileType::Unknown;
}

} // namespace

std::int64_t toMicroseconds(engine::WallTime time)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

engine::WallTime fromMicroseconds(std::int64_t microseconds)
{
    return engine::WallTime(std::chrono::microseconds(microseconds));
}

void toWire(const Error &error, v1::ErrorInfo &out)
{
    out.set_code(static_cast<std::uint32_t>(error.code));
    out.set_operation(std::string(text(error.operation)));
    out.set_object(error.object);
    out.set_reason(std::string(text(error.reason)));
    out.set_detail(error.detail);
    if (error.cause)
        toWire(*error.cause, *out.mutable_cause());
}

Error fromWire(const v1::ErrorInfo &in)
{
    return errorFromWire(in, 0);
}

void toWire(const Progress &progress, v1::Progress &out)
{
    out.set_phase(static_cast<std::uint32_t>(progress.phase));
    out.set_done(progress.done);
    if (progress.total)
        out.set_total(*progress.total);
    out.set_item(progress.item);
}

Progress fromWire(const v1::Progress &in)
{
    Progress progress;
    if (in.phase() <= static_cast<unsigned>(Phase::Finishing))
        progress.phase = static_cast<Phase>(in.phase());
    progress.done = in.done();
    if (in.has_total())
        progress.total = in.total();
    progress.item = in.item();
    return progress;
}

void toWire(engine::TerminalSize size, v1::TerminalSize &out)
{
    out.set_columns(size.columns);
    out.set_rows(size.rows);
}

engine::TerminalSize fromWire(const v1::TerminalSize &in)
{
    const auto bounded = [](std::uint32_t n) { return static_cast<std::uint16_t>(std::min<std::uint32_t>(n, 10'000)); };
    return {bounded(in.columns()), bounded(in.rows())};
}

void toWire(const engine::Sample &sample, v1::Sample &out)
{
    out.set_time_us(toMicroseconds(sample.time));
    out.set_cpu(sample.cpu);
    out.set_memory_bytes(sample.memoryBytes);
    out.set_memory_limit_bytes(sample.memoryLimit);
    out.set_network_received_per_second(sample.networkReceived);
    out.set_network_sent_per_second(sample.networkSent);
    out.set_block_read_per_second(sample.blockRead);
    out.set_block_written_per_second(sample.blockWritten);
    out.set_processes(sample.processes);
    out.set_oom_kills(sample.oomKills);
    out.set_host_memory_bytes(sample.hostMemoryBytes);
    out.set_host_cpu(sample.hostCpu);
    out.set_network_received_bytes(sample.networkReceivedTotal);
    out.set_network_sent_bytes(sample.networkSentTotal);
    out.set_block_read_bytes(sample.blockReadTotal);
    out.set_block_written_bytes(sample.blockWrittenTotal);
}

engine::Sample fromWire(const v1::Sample &in)
{
    return {
        .time = fromMicroseconds(in.time_us()),
        .cpu = in.cpu(),
        .memoryBytes = in.memory_bytes(),
        .memoryLimit = in.memory_limit_bytes(),
        .networkReceived = in.network_received_per_second(),
        .networkSent = in.network_sent_per_second(),
        .blockRead = in.block_read_per_second(),
        .blockWritten = in.block_written_per_second(),
        .processes = in.processes(),
        .oomKills = in.oom_kills(),
        .hostMemoryBytes = in.host_memory_bytes(),
        .hostCpu = in.host_cpu(),
        .networkReceivedTotal = in.network_received_bytes(),
        .networkSentTotal = in.network_sent_bytes(),
        .blockReadTotal = in.block_read_bytes(),
        .blockWrittenTotal = in.block_written_bytes(),
    };
}

void toWire(const engine::SessionInfo &session, v1::SessionInfo &out)
{
    out.set_session_id(session.id.str());
    out.set_container_id(session.container.str());
    for (const std::string &word : session.command)
        out.add_command(word);
    out.set_title(session.title);
    toWire(session.size, *out.mutable_size());
    out.set_started_at_us(toMicroseconds(session.startedAt));
    out.set_viewers(session.viewers);
    out.set_is_init(session.isInit);
    out.set_has_ended(session.ended.has_value());
    if (session.ended) {
        out.set_exit_code(session.ended->code);
        out.set_exit_signal(session.ended->signal);
    }
    out.set_bell_count(session.bellCount);
    out.set_end_offset(session.endOffset);
}

Result<engine::SessionInfo> fromWire(const v1::SessionInfo &in)
{
    engine::SessionInfo session;
    FIRKIN_ASSIGN(session.id, SessionId::parse(in.session_id()));
    FIRKIN_ASSIGN(session.container, ContainerId::parse(in.container_id()));
    session.command.assign(in.command().begin(), in.command().end());
    session.title = in.title();
    session.size = fromWire(in.size());
    session.startedAt = fromMicroseconds(in.started_at_us());
    session.viewers = in.viewers();
    session.isInit = in.is_init();
    if (in.has_ended())
        session.ended = engine::ProcessStatus{in.exit_code(), in.exit_signal()};
    session.bellCount = in.bell_count();
    session.endOffset = in.end_offset();
    return session;
}

void toWire(const engine::FileEntry &entry, v1::FileEntry &out)
{
    out.set_name(entry.name);
    out.set_type(static_cast<std::uint32_t>(entry.type));
    out.set_mode(entry.mode);
    out.set_uid(entry.uid);
    out.set_gid(entry.gid);
    out.set_owner(entry.owner);
    out.set_group(entry.group);
    out.set_size_bytes(entry.size);
    out.set_modified_us(toMicroseconds(entry.modified));
    out.set_link_target(entry.linkTarget);
    out.set_target_type(static_cast<std::uint32_t>(entry.targetType));
}

engine::FileEntry fromWire(const v1::FileEntry &in)
{
    return {
        .name = in.name(),
        .type = fileTypeFromWire(in.type()),
        .mode = in.mode(),
        .uid = in.uid(),
        .gid = in.gid(),
        .owner = in.owner(),
        .group = in.group(),
        .size = in.size_bytes(),
        .modified = fromMicroseconds(in.modified_us()),
        .linkTarget = in.link_target(),
        .targetType = fileTypeFromWire(in.target_type()),
    };
}

void toWire(const engine::CopyOptions &options, v1::CopyOptions &out)
{
    out.set_keep_owners(options.keepOwners);
    out.set_follow_link(options.followLink);
    out.set_sync(options.sync);
    out.set_contents_only(options.contentsOnly);
    if (options.owner) {
        out.set_owner_uid(options.owner->uid);
        out.set_owner_gid(options.owner->gid);
    }
}

engine::CopyOptions fromWire(const v1::CopyOptions &in)
{
    engine::CopyOptions out{
        .keepOwners = in.keep_owners(), .followLink = in.follow_link(), .sync = in.sync(), .contentsOnly = in.contents_only(), .owner = {}};
    if (in.has_owner_uid() && in.has_owner_gid())
        out.owner = engine::FileOwner{in.owner_uid(), in.owner_gid()};
    return out;
}

void toWire(const engine::PortMapping &port, v1::PortMapping &out)
{
    out.set_host_address(port.hostAddress);
    out.set_host_port(port.hostPort);
    out.set_container_port(port.containerPort);
    out.set_udp(port.transport == engine::Transport::Udp);
}

engine::PortMapping fromWire(const v1::PortMapping &in)
{
    // Numbers that are no ports become 0, which nothing can be published at.
    const auto port = [](std::uint32_t number) { return static_cast<std::uint16_t>(number <= 65535 ? number : 0); };
    return {in.host_address(), port(in.host_port()), port(in.container_port()), in.udp() ? engine::Transport::Udp : engine::Transport::Tcp};
}

void toWire(const engine::ContainerUpdate &changes, v1::UpdateRequest &out)
{
    if (changes.cpus)
        out.set_cpus(*changes.cpus);
    if (changes.memory)
        out.set_memory_bytes(changes.memory->bytes);
    if (changes.restart) {
        out.set_restart_kind(static_cast<std::uint32_t>(changes.restart->kind));
        out.set_restart_max_retries(changes.restart->maxRetries);
    }
    if (changes.notes)
        out.set_notes(*changes.notes);
}

engine::ContainerUpdate fromWire(const v1::UpdateRequest &in)
{
    using Kind = engine::RestartPolicy::Kind;
    engine::ContainerUpdate changes;
    if (in.has_cpus())
        changes.cpus = in.cpus();
    if (in.has_memory_bytes())
        changes.memory = ByteSize::ofBytes(in.memory_bytes());
    if (in.has_restart_kind() && in.restart_kind() <= static_cast<std::uint32_t>(Kind::UnlessStopped))
        changes.restart = engine::RestartPolicy{static_cast<Kind>(in.restart_kind()), in.restart_max_retries()};
    if (in.has_notes())
        changes.notes = in.notes();
    return changes;
}

void toWire(const std::vector<engine::ProcessEntry> &processes, v1::TopResponse &out)
{
    for (const engine::ProcessEntry &process : processes) {
        auto &entry = *out.add_processes();
        entry.set_pid(process.pid);
        entry.set_parent_pid(process.parentPid);
        entry.set_user(process.user);
        entry.set_state(std::string(1, process.state));
        entry.set_cpu_time_ms(process.cpuTime.count());
        entry.set_memory_bytes(process.memoryBytes);
        entry.set_started_at_us(toMicroseconds(process.startedAt));
        entry.set_command(process.command);
    }
}

std::vector<engine::ProcessEntry> fromWire(const v1::TopResponse &in)
{
    std::vector<engine::ProcessEntry> processes;
    for (const auto &entry : in.processes()) {
        processes.push_back({.pid = entry.pid(),
                             .parentPid = entry.parent_pid(),
                             .user = entry.user(),
                             .state = entry.state().empty() ? '?' : entry.state().front(),
                             .cpuTime = std::chrono::milliseconds(entry.cpu_time_ms()),
                             .memoryBytes = entry.memory_bytes(),
                             .startedAt = fromMicroseconds(entry.started_at_us()),
                             .command = entry.command()});
    }
    return processes;
}

std::string encodeHandshake(const Status &status)
{
    if (status)
        return "R";
    v1::ErrorInfo info;
    toWire(status.error(), info);
    return "E" + info.SerializeAsString();
}

Status decodeHandshake(std::string_view bytes, std::string_view machine)
{
    if (bytes == "R")
        return {};
    v1::ErrorInfo info;
    if (bytes.starts_with('E') && info.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1)))
        return fail(fromWire(info));
    return fail(Operation::StartSupervisor, machine, Reason::SupervisorLost, "it ended before it was ready");
}

} // namespace firkin::supervisor

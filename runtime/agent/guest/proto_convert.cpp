// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/proto_convert.h"

namespace firkin::guest {

namespace v3 = com::apple::containerization::sandbox::v3;
namespace v1 = firkin::agent::v1;

bool wantsResumableStdio(const std::string &options)
{
    v1::ProcessOptions parsed;
    return !options.empty() && parsed.ParseFromString(options) && parsed.resumable_stdio();
}

void setTimestamp(google::protobuf::Timestamp &out, std::chrono::system_clock::time_point at)
{
    const auto since = at.time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
    out.set_seconds(seconds.count());
    out.set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds(since - seconds).count()));
}

StatisticsSelection toSelection(const google::protobuf::RepeatedField<int> &categories)
{
    if (categories.empty())
        return StatisticsSelection::everything();
    StatisticsSelection out;
    for (const int category : categories) {
        switch (category) {
        case v3::STAT_CATEGORY_PROCESS: out.process = true; break;
        case v3::STAT_CATEGORY_MEMORY: out.memory = true; break;
        case v3::STAT_CATEGORY_CPU: out.cpu = true; break;
        case v3::STAT_CATEGORY_BLOCK_IO: out.blockIo = true; break;
        case v3::STAT_CATEGORY_NETWORK: out.network = true; break;
        case v3::STAT_CATEGORY_MEMORY_EVENTS: out.memoryEvents = true; break;
        default: break;
        }
    }
    return out;
}

void fill(v3::ContainerStats &out, const ContainerSample &sample)
{
    out.set_container_id(sample.containerId);
    if (sample.process) {
        out.mutable_process()->set_current(sample.process->current);
        out.mutable_process()->set_limit(sample.process->limit);
    }
    if (sample.memory) {
        const auto &in = *sample.memory;
        auto &memory = *out.mutable_memory();
        memory.set_usage_bytes(in.usage);
        memory.set_limit_bytes(in.limit);
        memory.set_swap_usage_bytes(in.swapUsage);
        memory.set_swap_limit_bytes(in.swapLimit);
        memory.set_cache_bytes(in.cache);
        memory.set_kernel_stack_bytes(in.kernelStack);
        memory.set_slab_bytes(in.slab);
        memory.set_page_faults(in.pageFaults);
        memory.set_major_page_faults(in.majorPageFaults);
        memory.set_inactive_file(in.inactiveFile);
        memory.set_anon(in.anonymous);
        memory.set_workingset_refault_anon(in.refaultAnonymous);
        memory.set_workingset_refault_file(in.refaultFile);
        memory.set_pgsteal_kswapd(in.stealKswapd);
        memory.set_pgsteal_direct(in.stealDirect);
        memory.set_pgsteal_khugepaged(in.stealKhugepaged);
    }
    if (sample.cpu) {
        const auto &in = *sample.cpu;
        auto &cpu = *out.mutable_cpu();
        cpu.set_usage_usec(in.usage);
        cpu.set_user_usec(in.user);
        cpu.set_system_usec(in.system);
        cpu.set_throttling_periods(in.periods);
        cpu.set_throttled_periods(in.throttledPeriods);
        cpu.set_throttled_time_usec(in.throttledTime);
    }
    if (sample.blockIo) {
        auto &io = *out.mutable_block_io();
        for (const auto &in : *sample.blockIo) {
            auto &device = *io.add_devices();
            device.set_major(in.major);
            device.set_minor(in.minor);
            device.set_read_bytes(in.readBytes);
            device.set_write_bytes(in.writeBytes);
            device.set_read_operations(in.readOperations);
            device.set_write_operations(in.writeOperations);
        }
    }
    for (const auto &in : sample.networks) {
        auto &network = *out.add_networks();
        network.set_interface(in.interface);
        network.set_receivedpackets(in.receivedPackets);
        network.set_transmittedpackets(in.transmittedPackets);
        network.set_receivedbytes(in.receivedBytes);
        network.set_transmittedbytes(in.transmittedBytes);
        network.set_receivederrors(in.receivedErrors);
        network.set_transmittederrors(in.transmittedErrors);
    }
    if (sample.memoryEvents) {
        const auto &in = *sample.memoryEvents;
        auto &events = *out.mutable_memory_events();
        events.set_low(in.low);
        events.set_high(in.high);
        events.set_max(in.max);
        events.set_oom(in.oom);
        events.set_oom_kill(in.oomKill);
        events.set_oom_group_kill(in.oomGroupKill);
    }
}

void fill(v1::FileEntry &out, const FileInfo &file)
{
    out.set_name(file.name);
    out.set_type(static_cast<v1::FileType>(file.type));
    out.set_mode(file.mode);
    out.set_uid(file.uid);
    out.set_gid(file.gid);
    out.set_size_bytes(file.size);
    out.mutable_modified_at()->set_seconds(file.modified.tv_sec);
    out.mutable_modified_at()->set_nanos(static_cast<std::int32_t>(file.modified.tv_nsec));
    out.set_link_target(file.linkTarget);
    out.set_target_type(static_cast<v1::FileType>(file.targetType));
    out.set_owner_name(file.owner);
    out.set_group_name(file.group);
}

void fill(firkin::agent::v1::ProcessEntry &out, const ListedProcess &process)
{
    out.set_pid(process.pid);
    out.set_machine_pid(process.machinePid);
    out.set_parent_pid(process.parentPid);
    out.set_uid(process.uid);
    out.set_user_name(process.userName);
    out.set_state(std::string(1, process.state));
    out.set_cpu_usec(static_cast<std::uint64_t>(process.cpuTime.count()));
    out.set_resident_bytes(process.residentBytes);
    setTimestamp(*out.mutable_started_at(), process.startedAt);
    out.set_command(process.command);
}

} // namespace firkin::guest

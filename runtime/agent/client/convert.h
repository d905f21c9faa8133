// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/client/agent_types.h"
#include "runtime/agent/client/statistics.h"

#include "agent.pb.h"
#include "sandbox_context.pb.h"

/// Internal: the one place where messages become values and the other way round.
namespace firkin::agent {

namespace v3 = com::apple::containerization::sandbox::v3;

[[nodiscard]] AgentInfo toInfo(const v1::HelloResponse &reply);
[[nodiscard]] v3::MountRequest toRequest(const GuestMount &mount);
[[nodiscard]] v3::CreateProcessRequest toRequest(const ProcessCreation &creation);
[[nodiscard]] v1::CreateDebugProcessRequest toRequest(const DebugProcessCreation &creation);
[[nodiscard]] ProcessExit toExit(const v1::WaitExitResponse &reply);
[[nodiscard]] ProcessExit toExit(const v3::WaitProcessResponse &reply);
[[nodiscard]] Foreground toForeground(const v1::GetForegroundResponse &reply);
[[nodiscard]] ProcessEntry toProcess(const v1::ProcessEntry &process);
[[nodiscard]] v1::SetLimitsRequest toRequest(std::string_view containerId, const LimitsChange &change);
[[nodiscard]] v1::StreamKind toProto(StreamKind kind);
[[nodiscard]] FileEntry toEntry(const v1::FileEntry &entry);
[[nodiscard]] FileEntry toEntry(const v3::Stat &stat, std::string name);
[[nodiscard]] v3::CopyRequest toRequest(const CopyCall &call);
[[nodiscard]] v3::ConfigureDnsRequest toRequest(std::string_view location, const DnsConfig &config);
[[nodiscard]] v3::ConfigureHostsRequest toRequest(std::string_view location, const HostsConfig &config);
[[nodiscard]] std::vector<v3::StatCategory> toCategories(StatCategory set);
/// What was not asked for stays absent, whatever the agent sent.
[[nodiscard]] ContainerStatistics toStatistics(const v3::ContainerStats &stats, StatCategory asked);

} // namespace firkin::agent

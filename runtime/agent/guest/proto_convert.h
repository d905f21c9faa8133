// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/container_statistics.h"
#include "runtime/agent/guest/file_tree.h"
#include "runtime/agent/guest/process_list.h"

#include "agent.pb.h"
#include "sandbox_context.pb.h"

#include <chrono>
#include <string>

/// Our values → protocol messages, and back.
namespace firkin::guest {

/// ProcessOptions in CreateProcessRequest.options; what cannot be read asks for nothing.
[[nodiscard]] bool wantsResumableStdio(const std::string &options);
void setTimestamp(google::protobuf::Timestamp &out, std::chrono::system_clock::time_point at);
void fill(com::apple::containerization::sandbox::v3::ContainerStats &out, const ContainerSample &sample);
void fill(firkin::agent::v1::ProcessEntry &out, const ListedProcess &process);
void fill(firkin::agent::v1::FileEntry &out, const FileInfo &file);
[[nodiscard]] StatisticsSelection toSelection(const google::protobuf::RepeatedField<int> &categories);

} // namespace firkin::guest

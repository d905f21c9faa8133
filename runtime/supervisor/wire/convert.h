// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/base/result.h"
#include "runtime/engine/files.h"
#include "runtime/engine/sessions.h"
#include "runtime/engine/statistics.h"
#include "runtime/engine/types.h"

/// Between supervisor.proto and the runtime's types: this file alone, for both sides.
namespace firkin::supervisor::v1 {
class CopyOptions;
class ErrorInfo;
class FileEntry;
class PortMapping;
class Progress;
class Sample;
class SessionInfo;
class TerminalSize;
class TopResponse;
class UpdateRequest;
} // namespace firkin::supervisor::v1

namespace firkin::supervisor {

/// The protocol's major version: another one is refused.
constexpr std::uint32_t protocolVersion = 1;

[[nodiscard]] std::int64_t toMicroseconds(engine::WallTime time);
[[nodiscard]] engine::WallTime fromMicroseconds(std::int64_t microseconds);

void toWire(const Error &error, v1::ErrorInfo &out);
[[nodiscard]] Error fromWire(const v1::ErrorInfo &in);

void toWire(const Progress &progress, v1::Progress &out);
[[nodiscard]] Progress fromWire(const v1::Progress &in);

void toWire(engine::TerminalSize size, v1::TerminalSize &out);
[[nodiscard]] engine::TerminalSize fromWire(const v1::TerminalSize &in);

void toWire(const engine::Sample &sample, v1::Sample &out);
[[nodiscard]] engine::Sample fromWire(const v1::Sample &in);

void toWire(const engine::SessionInfo &session, v1::SessionInfo &out);
[[nodiscard]] Result<engine::SessionInfo> fromWire(const v1::SessionInfo &in);

void toWire(const engine::FileEntry &entry, v1::FileEntry &out);
[[nodiscard]] engine::FileEntry fromWire(const v1::FileEntry &in);

void toWire(const engine::CopyOptions &options, v1::CopyOptions &out);
[[nodiscard]] engine::CopyOptions fromWire(const v1::CopyOptions &in);

void toWire(const engine::PortMapping &port, v1::PortMapping &out);
[[nodiscard]] engine::PortMapping fromWire(const v1::PortMapping &in);
void toWire(const engine::ContainerUpdate &changes, v1::UpdateRequest &out);
[[nodiscard]] engine::ContainerUpdate fromWire(const v1::UpdateRequest &in);

void toWire(const std::vector<engine::ProcessEntry> &processes, v1::TopResponse &out);
[[nodiscard]] std::vector<engine::ProcessEntry> fromWire(const v1::TopResponse &in);

/// The handshake of a starting supervisor: "R", or "E" and the error.
[[nodiscard]] std::string encodeHandshake(const Status &status);
[[nodiscard]] Status decodeHandshake(std::string_view bytes, std::string_view machine);

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/byte_size.h"
#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Texts of the command line, read. Pure; errors are of Operation::ParseOptions and name the text.
namespace firkin::cli {

/// "8080:80", "127.0.0.1:8080:80/tcp", "[::1]:53:53/udp", "127.0.0.1::80", "80", "8000-8002:80-82". Without an address
/// the port is the host's own only (127.0.0.1); Docker would open it to the network, for which "0.0.0.0:" has to be said.
Result<std::vector<engine::PortMapping>> parsePublish(std::string_view text);
/// The ports of several of them, in their order.
Result<std::vector<engine::PortMapping>> parsePublished(const std::vector<std::string> &texts);
/// "127.0.0.1:8080->80/tcp"
[[nodiscard]] std::string toString(const engine::PortMapping &port);

/// "K=V" as it is; "K" takes the value from our own environment and gives nothing when there is none.
Result<std::optional<std::string>> parseEnvironment(std::string_view text);
/// Lines of the same; empty ones and those that begin with # are skipped.
Result<std::vector<std::string>> parseEnvironmentFile(std::string_view content, std::string_view name);

/// "1.5": above 0, at most 512.
Result<double> parseCpus(std::string_view text);
/// As parseByteSize, at least 6 MiB.
Result<ByteSize> parseMemory(std::string_view text);
/// "10", "1.5", "500ms", "2m": seconds unless it says otherwise; not negative.
Result<std::chrono::milliseconds> parseDuration(std::string_view text);

/// "K=V", or "K" alone, which is empty; of two with one name the last counts.
[[nodiscard]] std::map<std::string, std::string> parseLabels(const std::vector<std::string> &texts);

/// Docker's rule for names of containers.
Status checkName(std::string_view name);
/// RFC 1123.
Status checkHostname(std::string_view name);

/// One side of `cp`: "web:/srv", "./file", "-". A text that begins with "/" or "." is never a container's.
struct CopyPath {
    std::optional<std::string> container;
    std::string path; ///< in a container always absolute; "/." at the end means the contents of a folder
    [[nodiscard]] bool isStream() const { return !container && path == "-"; }
};
Result<CopyPath> parseCopyPath(std::string_view text);

/// "ctrl-p,ctrl-q", "ctrl-@", "a": the bytes that detach.
Result<std::string> parseDetachKeys(std::string_view text);

/// A command typed as one word of --entrypoint; Docker takes it as one program, and empty as "none".
[[nodiscard]] std::vector<std::string> parseEntrypoint(std::string_view text);

} // namespace firkin::cli

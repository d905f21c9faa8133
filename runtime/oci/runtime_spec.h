// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The OCI runtime specification (config.json) as far as we write it. Plain data; toJson is pure.
namespace firkin::oci {

struct Mount {
    std::string destination;
    std::string type;
    std::string source;
    std::vector<std::string> options;

    /// source on destination: [bind, rw, rbind].
    static Mount bind(std::string source, std::string destination);
    /// Once only.
    Mount &addOption(std::string_view option);
    friend bool operator==(const Mount &, const Mount &) = default;
};

/// proc, sys, dev, mqueue, shm, pts, cgroup2, as the agent protocol's hosts give them.
[[nodiscard]] std::vector<Mount> defaultMounts();

struct SpecUser {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::vector<std::uint32_t> additionalGids;
    std::vector<std::string> additionalGroups; ///< not in the standard: names, for our own agent
    std::string username; ///< not in the standard: the agent looks it up in the container's passwd
};

struct SpecCapabilities {
    std::vector<std::string> bounding;
    std::vector<std::string> effective;
    std::vector<std::string> permitted;
    std::vector<std::string> inheritable;
    std::vector<std::string> ambient;
};

struct SpecRlimit {
    std::string type;
    std::uint64_t hard = 0;
    std::uint64_t soft = 0;
};

struct ConsoleSize {
    std::uint16_t width = 80;
    std::uint16_t height = 24;
};

struct SpecProcess {
    bool terminal = false;
    std::optional<ConsoleSize> consoleSize;
    std::vector<std::string> args;
    std::vector<std::string> env;
    std::string cwd = "/";
    SpecUser user;
    SpecCapabilities capabilities;
    std::vector<SpecRlimit> rlimits;
    bool noNewPrivileges = false;
};

struct Namespace {
    std::string type;
    std::string path; ///< empty: a new one; the key is written all the same, other agents need it
};

struct Resources {
    std::optional<std::int64_t> memoryLimit;
    std::optional<std::int64_t> cpuQuota; ///< microseconds in `cpuPeriod`
    std::uint64_t cpuPeriod = 100000;
    std::optional<std::int64_t> pidsLimit;
};

struct RuntimeSpec {
    std::string version = "1.1.0";
    std::string hostname;
    std::string rootPath;
    bool rootReadOnly = false;
    SpecProcess process;
    std::vector<Mount> mounts;
    std::string cgroupsPath;
    std::vector<Namespace> namespaces;
    Resources resources;
    std::vector<std::string> maskedPaths;
    std::vector<std::string> readonlyPaths;
    std::map<std::string, std::string> sysctl;
    std::string seccompJson; ///< the value of linux.seccomp; empty: absent
};

/// JSON text with every key that known agents insist on. An error only for a seccompJson that is no JSON object.
[[nodiscard]] Result<std::string> toJson(const RuntimeSpec &spec);

/// Normalised destinations ("..", "//" gone), ordered by depth, stable.
[[nodiscard]] std::vector<Mount> sortedMounts(std::vector<Mount> mounts);

} // namespace firkin::oci

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_machine.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace firkin::test {

struct FakeAgentOptions {
    bool ours = true;             ///< false: SandboxContext only, plain streams
    std::filesystem::path rootfs; ///< a folder of the host that plays every container's root
};

/// What a hostile agent does in place of what it ought to.
enum class Lie {
    None,
    SilentCopy,       ///< a copy is never answered
    EndlessCopyOut,   ///< a file without end, with a word about ten bytes
    HugeMetadata,     ///< a size of 2^64-1, then three bytes
    NoComplete,       ///< all the bytes, but never the last word
    NoMetadata,       ///< the last word first
    WrongKind,        ///< a file is said to be a folder
    OversizedReply,   ///< a message beyond every limit
    BadNames,         ///< a listing with names that lead elsewhere
    EndlessListing,   ///< one without end
    FloodOfSamples,   ///< statistics as fast as they can be sent, of others' containers, too
    BreakingStreams,  ///< each new connection of a stream breaks at once
    StreamFromFuture, ///< a stream goes on behind what was ever written
};

/// A guest agent in this process: a real gRPC server of both services on a FakeMachine, which it may
/// outlive. Its processes are a few programs
/// played by threads (echo, cat, true, false, exit N, hang, stubborn, yes N, stty, env, fail to start: anything else);
/// "hang" ends by any signal, "stubborn" by SIGKILL only. Files are those of the folder that plays the root.
class FakeAgent {
public:
    FakeAgent(FakeMachine &machine, FakeAgentOptions options);
    ~FakeAgent();
    FakeAgent(const FakeAgent &) = delete;
    FakeAgent &operator=(const FakeAgent &) = delete;

    /// Names of the calls so far, in order: "Mount ext4 /dev/… /run/…", "CreateProcess c1", …
    [[nodiscard]] std::vector<std::string> calls() const;
    [[nodiscard]] std::size_t count(std::string_view call) const;
    /// Blocks until a call with this beginning has come.
    void awaitCall(std::string_view call);
    /// The next calls whose name begins so fail, with a status of this code.
    void failCalls(std::string name, int grpcCode, std::string message);
    void stopFailing();
    /// Calls with this name block until released or cancelled by the host.
    void holdCalls(std::string name);
    void release();
    [[nodiscard]] std::vector<std::string> mounts() const;    ///< mounted now
    [[nodiscard]] std::vector<std::string> processes() const; ///< known now
    [[nodiscard]] std::string lastSpec() const;
    /// Sets what ContainerStatistics tells as cpu usage.
    void setCpuUsage(std::uint64_t microseconds);
    /// From now on.
    void lie(Lie what);
    /// Sent in place of the real archive by the next copies out of a folder.
    void sendInstead(std::string archive);

    struct Impl;

private:
    std::unique_ptr<Impl> m_impl;
};

} // namespace firkin::test

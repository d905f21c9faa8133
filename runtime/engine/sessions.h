#pragma once

#include "runtime/engine/types.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>

namespace firkin::engine {

/// What a terminal session runs.
struct SessionSpec {
    std::vector<std::string> command; ///< empty: the user's shell (settings, passwd, bash, sh)
    std::vector<std::string> environment;
    std::string user;
    std::string workingDirectory;
    TerminalSize size;
    bool debugShell = false; ///< the agent's own busybox in the container's namespaces
};

/// A terminal session belongs to the machine's supervisor, not to its viewer.
struct SessionInfo {
    SessionId id;
    ContainerId container;
    std::vector<std::string> command;
    std::string title;
    TerminalSize size;
    WallTime startedAt;
    unsigned viewers = 0;
    bool isInit = false;                ///< the container's first process, run with -t
    std::optional<ProcessStatus> ended; ///< kept with its text until it is closed
    std::uint64_t bellCount = 0;
    std::uint64_t endOffset = 0; ///< bytes that it has printed so far
};

/// Who is in the foreground of a session's terminal.
struct Foreground {
    int pid = 0;
    std::string command;
    std::string workingDirectory; ///< bytes, as the container sees it
    bool isShell = false;         ///< the session's own first process
};

/// Called on the attachment's own thread, in this order: attached, preamble, output (replay), live, output …, ended or lost.
struct AttachmentEvents {
    /// `firstOffset`: where the bytes begin; `lost`: how many between the asked offset and it were overwritten.
    std::function<void(std::uint64_t firstOffset, std::uint64_t lost)> attached;
    /// What restores the terminal's modes where the bytes begin in the middle; offsets do not count it. Unset: told as output.
    std::function<void(std::span<const std::byte>)> preamble{};
    std::function<void(std::span<const std::byte>)> output;
    std::function<void()> live; ///< what came before is replay
    std::function<void(ProcessStatus)> ended;
    std::function<void(const Error &)> lost;
};

/// One viewer. The destructor detaches; the session goes on.
class Attachment {
public:
    virtual ~Attachment() = default;
    /// Queues input; never blocks; an error when more than 1 MiB waits.
    virtual Status write(std::span<const std::byte> bytes) = 0;
    /// The last to type sets the size.
    virtual void resize(TerminalSize size) = 0;
};

class Sessions {
public:
    virtual ~Sessions() = default;
    virtual Result<SessionInfo> open(const ContainerId &container, const SessionSpec &spec, std::stop_token stop) = 0;
    virtual Result<std::vector<SessionInfo>> list(const ContainerId &container, std::stop_token stop) = 0;
    /// From `offset`, or from the oldest safe cut point that the ring holds. `limit` bounds the replay (0: all).
    virtual Result<std::unique_ptr<Attachment>> attach(const ContainerId &container,
                                                       const SessionId &session,
                                                       std::optional<std::uint64_t> offset,
                                                       TerminalSize size,
                                                       AttachmentEvents events,
                                                       std::stop_token stop) = 0;
    virtual Result<Foreground> foreground(const ContainerId &container, const SessionId &session, std::stop_token stop) = 0;
    /// Hangs up its processes and forgets its text.
    virtual Status close(const ContainerId &container, const SessionId &session, std::stop_token stop) = 0;
};

/// A process with plain streams in a running container, bound to its caller.
struct ExecSpec {
    std::vector<std::string> command;
    std::vector<std::string> environment;
    std::string user;
    std::string workingDirectory;
    bool openStdin = false;
};

struct ExecEvents {
    std::function<void(OutputStream, std::span<const std::byte>)> output;
    std::function<void(ProcessStatus)> exited; ///< after all output
    std::function<void(const Error &)> lost;
};

/// The destructor leaves the process alone unless it was an exec: that one is killed with SIGHUP.
class Exec {
public:
    virtual ~Exec() = default;
    /// Blocks while the process does not read.
    virtual Status write(std::span<const std::byte> bytes, std::stop_token stop) = 0;
    virtual Status closeInput() = 0;
    virtual Status signal(int number) = 0;
};

class Processes {
public:
    virtual ~Processes() = default;
    virtual Result<std::unique_ptr<Exec>>
    exec(const ContainerId &container, const ExecSpec &spec, ExecEvents events, std::stop_token stop) = 0;
    /// The container's own streams (a container without -t), from its first byte.
    virtual Result<std::unique_ptr<Exec>>
    attach(const ContainerId &container, ExecEvents events, std::stop_token stop) = 0;
};

} // namespace firkin::engine

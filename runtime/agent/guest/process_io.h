// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/event_loop.h"
#include "runtime/agent/guest/vsock.h"
#include "runtime/base/result.h"

#include <functional>
#include <memory>
#include <optional>

namespace firkin::guest {

class InputRelay;
class OutputRelay;

enum class StdStream { Input, Output, Error };

/// Which streams a process has, and where the host listens for them.
struct StdioPlan {
    std::optional<std::uint32_t> inputPort;
    std::optional<std::uint32_t> outputPort;
    std::optional<std::uint32_t> errorPort; ///< ignored for a terminal
    bool terminal = false;
    bool resumable = false;
};

/// The standard streams of one process: dialled at its creation, joined with its pipes or its terminal, delivered and
/// closed after its end. Owns the relays, which live on the loop's thread. Any thread may call.
class ProcessIo {
public:
    /// Dials in the order input, output, error. Blocks. On failure nothing stays open.
    static Result<std::shared_ptr<ProcessIo>> dial(EventLoop &loop, const StdioPlan &plan, HostDialer dialer);
    ProcessIo(const ProcessIo &) = delete;
    ProcessIo &operator=(const ProcessIo &) = delete;
    /// Closes everything that is still open.
    ~ProcessIo();

    /// The child's ends, -1: /dev/null. Valid until releaseChildEnds().
    struct ChildEnds {
        int input = -1, output = -1, error = -1;
    };
    [[nodiscard]] ChildEnds childEnds() const;
    void releaseChildEnds();
    [[nodiscard]] bool isTerminal() const { return m_plan.terminal; }

    Status setTerminal(UniqueFd master);
    /// ioctl(2) on the terminal's master. NotRunning where there is none (yet).
    Status controlTerminal(unsigned long request, void *argument) const;

    void closeInput();
    /// Joins a stream with a new connection. Returns the offset where input goes on (0 for output).
    Result<std::uint64_t> attach(StdStream stream, UniqueFd connection, std::uint64_t offset);

    /// After the process' end: delivers what can be read, gives children that hold the pipes a second, ends the
    /// streams, and calls `done` on the loop's thread. A host that does not read does not keep `done` from being called; its
    /// bytes are carried on afterwards.
    static void finish(const std::shared_ptr<ProcessIo> &io, std::function<void()> done);
    /// Closes all of it now.
    void abandon();

private:
    ProcessIo(EventLoop &loop, const StdioPlan &plan);
    Status makePipes();

    EventLoop &m_loop;
    StdioPlan m_plan;
    UniqueFd m_childInput, m_childOutput, m_childError;
    UniqueFd m_terminal;
    std::unique_ptr<InputRelay> m_input;
    std::unique_ptr<OutputRelay> m_output, m_error;
};

} // namespace firkin::guest

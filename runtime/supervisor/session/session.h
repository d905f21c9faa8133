// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/sessions.h"
#include "runtime/supervisor/session/byte_history.h"
#include "runtime/supervisor/session/size_rules.h"
#include "runtime/supervisor/session/terminal_process.h"
#include "runtime/supervisor/session/terminal_scanner.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

namespace firkin::supervisor {

/// A terminal that belongs to the supervisor, with any number of viewers, or none.
///
/// Bytes: process → reader thread → ring and scanner → viewers, who pull at their own pace. The reader waits for viewers
/// who are far behind but make progress (nothing is lost to `fk run -t | tee`); for one who stands still for two
/// seconds, and when there is none, the ring overwrites, and a viewer who lost bytes is told how many.
/// Input: viewers → bounded queue → writer thread → process.
/// Any thread may call.
class Session : public std::enable_shared_from_this<Session> {
public:
    struct Options {
        std::size_t ringBytes = std::size_t{8} << 20;
        std::size_t maxLag = std::size_t{4} << 20; ///< how far behind a viewer may be before the reader waits
        std::chrono::milliseconds stallTime{2000};
        std::size_t inputLimit = std::size_t{1} << 20;
    };
    using OutputFn = std::function<void(std::span<const std::byte>)>;
    using ChangedFn = std::function<void()>;

    /// `info`: what is fixed about it. `onOutput`: on the reader thread, for the container's captured output; may be
    /// empty. `onChanged`: title, bell, viewers, end; any thread, must not call back.
    static std::shared_ptr<Session> start(engine::SessionInfo info,
                                          std::unique_ptr<TerminalProcess> process,
                                          OutputFn onOutput,
                                          ChangedFn onChanged,
                                          Options options);
    ~Session();

    [[nodiscard]] engine::SessionInfo info() const;
    [[nodiscard]] bool hasEnded() const;
    Result<engine::Foreground> foreground(std::stop_token stop);
    Status hangUp(std::stop_token stop);
    /// Blocks until all output is in the ring and the status is known.
    Result<engine::ProcessStatus> waitForEnd(std::stop_token stop);
    /// Signals through the terminal's process are not ours; input is. Blocks while the queue is full.
    Status write(std::span<const std::byte> bytes, std::stop_token stop);

    // What a viewer gets, in this order: Attached, Output (replay), Live, Output …, Ended.
    struct Attached {
        std::uint64_t firstOffset = 0;
        std::uint64_t lost = 0;
        std::string preamble; ///< restores the modes before the first byte; no part of the session's bytes
    };
    struct Output {
        std::vector<std::byte> bytes;
    };
    struct Live {};
    struct Ended {
        engine::ProcessStatus status;
    };
    struct Lost {
        Error error;
    };
    using Event = std::variant<Attached, Output, Live, Ended, Lost>;

    /// One who looks; detaches when destroyed. next() is for one thread, type() and resize() for another.
    class Viewer {
    public:
        Viewer(std::shared_ptr<Session> session, std::uint64_t id);
        ~Viewer();
        Viewer(const Viewer &) = delete;
        Viewer &operator=(const Viewer &) = delete;

        /// Blocks for the next event; Cancelled when stopped.
        Result<Event> next(std::stop_token stop);
        Status type(std::span<const std::byte> bytes, std::stop_token stop);
        void resize(engine::TerminalSize size, std::stop_token stop);

    private:
        std::shared_ptr<Session> m_session;
        std::uint64_t m_id;
    };
    std::unique_ptr<Viewer> attach(std::optional<std::uint64_t> offset, engine::TerminalSize size, std::stop_token stop);

private:
    struct ViewerState {
        std::uint64_t offset = 0;
        std::uint64_t liveAt = 0; ///< replay goes up to here
        bool attachedTold = false;
        bool liveTold = false;
        std::uint64_t lost = 0;
        std::string preamble; ///< to tell with Attached
        std::chrono::steady_clock::time_point progressAt;
    };

    Session(engine::SessionInfo info, std::unique_ptr<TerminalProcess> process, OutputFn onOutput, ChangedFn onChanged, Options options);
    void readLoop(std::stop_token stop);
    void writeLoop(std::stop_token stop);
    void waitForSlowViewers(std::unique_lock<std::mutex> &lock, std::stop_token stop);
    void applySize(std::stop_token stop);
    void placeAtCut(ViewerState &viewer);
    std::optional<Event> eventFor(ViewerState &viewer);

    const Options m_options;
    const std::unique_ptr<TerminalProcess> m_process;
    const OutputFn m_onOutput;
    const ChangedFn m_onChanged;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    engine::SessionInfo m_info;
    ByteHistory m_history;
    TerminalScanner m_scanner;
    SizeRules m_sizes;
    std::map<std::uint64_t, ViewerState> m_viewers;
    std::uint64_t m_nextViewer = 1;
    std::deque<std::vector<std::byte>> m_input;
    std::size_t m_inputBytes = 0;
    bool m_over = false;
    std::optional<Error> m_failure;

    std::mutex m_resizeMutex; ///< held across resize calls only, so that the newest size is the last applied
    engine::TerminalSize m_appliedSize;

    std::jthread m_reader;
    std::jthread m_writer;
};

} // namespace firkin::supervisor

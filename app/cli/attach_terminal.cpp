// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/attach_session.h"
#include "app/cli/detach_keys.h"
#include "app/cli/input_pump.h"
#include "app/cli/terminal_mode.h"
#include "runtime/base/stop_fd.h"

#include <csignal>
#include <condition_variable>
#include <mutex>

namespace firkin::cli {

namespace {

/// What the attachment's thread, the keyboard's and the signals' have to tell the one that waits.
class Outcome {
public:
    void ended(engine::ProcessStatus status) { set([&] { m_status = status; }); }
    void lost(const Error &error) { set([&] { m_error = error; }); }
    void detached() { set([] {}); }

    Result<AttachEnd> wait(const std::stop_token &stop, const std::string &object)
    {
        std::unique_lock lock(m_mutex);
        if (!m_changed.wait(lock, stop, [&] { return m_done; }))
            return fail(cancelled(Operation::AttachSession, object));
        if (m_error)
            return fail(*m_error);
        return AttachEnd{m_status};
    }

private:
    template <class Change>
    void set(const Change &change)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_done)
            change();
        m_done = true;
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_done = false;
    std::optional<engine::ProcessStatus> m_status;
    std::optional<Error> m_error;
};

/// Pasting may be quicker than the program inside reads.
constexpr std::chrono::milliseconds retryInterval{20};

} // namespace

Result<AttachEnd> attachTerminal(Context &context,
                                 engine::Sessions &sessions,
                                 const ContainerId &container,
                                 const SessionId &session,
                                 const AttachOptions &options)
{
    const Console &console = context.console;
    Outcome outcome;
    engine::AttachmentEvents events;
    events.output = [&](std::span<const std::byte> bytes) {
        console.print({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    };
    events.ended = [&](engine::ProcessStatus status) { outcome.ended(status); };
    events.lost = [&](const Error &error) { outcome.lost(error); };

    TerminalMode raw(options.input && console.inputIsTerminal ? console.input : -1, TerminalMode::Kind::Raw);
    std::optional<std::uint64_t> from;
    if (options.replay)
        from = 0;
    FIRKIN_ASSIGN(const std::unique_ptr<engine::Attachment> attachment,
                  sessions.attach(container, session, from, console.size(), std::move(events), context.stop()));

    const SignalsTaken signals(context.signals, [&](int signal) {
        if (signal == SIGWINCH)
            attachment->resize(console.size());
        else if (signal == SIGTERM || signal == SIGHUP || (signal == SIGINT && !options.input))
            outcome.detached(); // it runs on, as after the window is closed
    });
    DetachKeys keys(options.detachKeys);
    std::optional<InputPump> keyboard;
    if (options.input) {
        keyboard.emplace(
            console.input,
            [&](std::span<const std::byte> bytes, std::stop_token stop) {
                const DetachKeys::Found found = keys.feed({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
                while (!found.forward.empty() && !attachment->write(std::as_bytes(std::span(found.forward)))) {
                    if (!pauseFor(retryInterval, stop))
                        return false;
                }
                if (found.detach)
                    outcome.detached();
                return !found.detach;
            },
            [] {}); // the end of a script's input does not end the program inside
    }
    auto result = outcome.wait(context.stop(), container.str());
    keyboard.reset();
    raw.restore();
    if (result && !result->status && console.errorIsTerminal)
        console.printError("\r\n");
    return result;
}

} // namespace firkin::cli

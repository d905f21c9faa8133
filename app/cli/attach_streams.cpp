// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/attach_session.h"
#include "app/cli/input_pump.h"

#include <csignal>
#include <condition_variable>
#include <mutex>

namespace firkin::cli {

namespace {

/// So many Ctrl+C, and fk itself ends: the program inside may ignore them.
constexpr int impatience = 3;

} // namespace

Result<AttachEnd> attachStreams(Context &context,
                                const std::string &object,
                                const AttachOptions &options,
                                const OpenStreams &open,
                                const std::function<void(engine::Exec &, int signal)> &kill)
{
    const Console &console = context.console;
    std::mutex mutex;
    std::condition_variable_any changed;
    bool done = false;
    std::optional<engine::ProcessStatus> status;
    std::optional<Error> lost;
    const auto finish = [&](const auto &change) {
        const std::scoped_lock lock(mutex);
        if (!done)
            change();
        done = true;
        changed.notify_all();
    };

    engine::ExecEvents events;
    events.output = [&](engine::OutputStream stream, std::span<const std::byte> bytes) {
        const std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        if (stream == engine::OutputStream::Stderr)
            console.printError(text);
        else
            console.print(text);
    };
    events.exited = [&](engine::ProcessStatus ended) { finish([&] { status = ended; }); };
    events.lost = [&](const Error &error) { finish([&] { lost = error; }); };

    FIRKIN_ASSIGN(const std::unique_ptr<engine::Exec> exec, open(std::move(events), context.stop()));

    int asked = 0;
    const SignalsTaken signals(context.signals, [&](int signal) {
        if (signal == SIGWINCH || signal == SIGCONT)
            return;
        const bool asks = signal == SIGINT || signal == SIGTERM;
        if (!options.forwardSignals || (asks && ++asked >= impatience)) {
            if (asks || signal == SIGHUP || signal == SIGQUIT)
                finish([] {}); // the container runs on
            return;
        }
        kill(*exec, signal);
    });
    std::optional<InputPump> input;
    if (options.input) {
        input.emplace(
            console.input,
            [&](std::span<const std::byte> bytes, std::stop_token stop) { return exec->write(bytes, stop).has_value(); },
            [&] { (void)exec->closeInput(); }); // a process that has ended needs no end of input
    }
    std::unique_lock lock(mutex);
    const bool finished = changed.wait(lock, context.stop(), [&] { return done; });
    lock.unlock();
    input.reset();
    if (!finished)
        return fail(cancelled(Operation::AttachSession, object));
    if (lost)
        return fail(*lost);
    return AttachEnd{status};
}

} // namespace firkin::cli

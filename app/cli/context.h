// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "app/cli/signal_watch.h"
#include "runtime/base/result.h"
#include "runtime/engine/engine.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace firkin::cli {

using OpenEngine = std::function<Result<std::unique_ptr<engine::Engine>>()>;

/// What a verb has to work with. The engine is opened by the first who needs it: `fk version` works without a store.
class Context {
public:
    Context(const Console &ours, OpenEngine open, SignalWatch &watch) : console(ours), signals(watch), m_open(std::move(open)) {}

    Result<engine::Engine *> engine()
    {
        if (!m_engine) {
            FIRKIN_ASSIGN(m_engine, m_open());
        }
        return m_engine.get();
    }

    const Console console;
    SignalWatch &signals;
    /// Requested by Ctrl+C, SIGTERM and SIGHUP, unless a verb has taken the signals for itself.
    [[nodiscard]] std::stop_token stop() const { return signals.stop(); }

private:
    OpenEngine m_open;
    std::unique_ptr<engine::Engine> m_engine;
};

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "runtime/base/progress.h"

#include <chrono>
#include <string>

namespace firkin::cli {

/// "Downloading quay.io/a:1  [=====>    ]  12 MiB / 30 MiB", not wider than `columns`. Pure.
[[nodiscard]] std::string progressText(const Progress &progress, std::size_t columns);

/// One line on standard error that shows how far it is, drawn over itself at most ten times a second; nothing at all when
/// that is no terminal. The destructor wipes it.
class ProgressLine {
public:
    explicit ProgressLine(const Console &console, bool quiet = false) : m_console(console), m_shown(console.errorIsTerminal && !quiet) {}
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;
    ~ProgressLine() { clear(); }

    [[nodiscard]] ProgressFn sink()
    {
        return [this](const Progress &progress) { show(progress); };
    }
    void clear();

private:
    void show(const Progress &progress);

    const Console &m_console;
    bool m_shown;
    bool m_drawn = false;
    Phase m_phase = Phase::Finishing;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/logs.h"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace firkin::cli {

/// Makes of records, which are pieces as they arrived, what `fk logs` prints: all of it or the last lines, with or without
/// times. Bytes go through unchanged. Lines of both streams are told apart, so that a half line of one is not torn by the
/// other where lines count.
class LogPrinter {
public:
    using Print = std::function<void(engine::OutputStream, std::string_view)>;
    LogPrinter(Print print, bool timestamps, std::optional<std::size_t> tail)
        : m_print(std::move(print)), m_timestamps(timestamps), m_tail(tail)
    {
    }

    void add(const engine::LogRecord &record);
    /// What is there so far has been added: the last lines of it are printed, and from now on everything.
    void goLive();
    /// Prints a last line that has no end.
    void finish();

private:
    struct Line {
        engine::OutputStream stream = engine::OutputStream::Stdout;
        engine::WallTime time;
        std::string text; // with its line feed
    };
    [[nodiscard]] bool byLines() const { return m_timestamps || m_tail; }
    void addLine(Line line);
    void printLine(const Line &line);

    Print m_print;
    bool m_timestamps;
    std::optional<std::size_t> m_tail;
    std::map<engine::OutputStream, Line> m_open; // lines without an end so far
    std::deque<Line> m_kept;
};

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/log_printer.h"

#include "app/cli/text.h"

namespace firkin::cli {

void LogPrinter::add(const engine::LogRecord &record)
{
    if (!byLines()) {
        m_print(record.stream, record.bytes);
        return;
    }
    for (std::size_t begin = 0; begin < record.bytes.size();) {
        const std::size_t feed = record.bytes.find('\n', begin);
        const std::size_t end = feed == std::string::npos ? record.bytes.size() : feed + 1;
        Line &open = m_open[record.stream];
        if (open.text.empty()) {
            open.stream = record.stream;
            open.time = record.time;
        }
        open.text.append(record.bytes, begin, end - begin);
        begin = end;
        if (feed != std::string::npos)
            addLine(std::exchange(open, {}));
    }
}

void LogPrinter::addLine(Line line)
{
    if (!m_tail) {
        printLine(line);
        return;
    }
    m_kept.push_back(std::move(line));
    if (m_kept.size() > *m_tail)
        m_kept.pop_front();
}

void LogPrinter::goLive()
{
    if (m_tail) {
        // Half lines count, as with tail.
        std::size_t open = 0;
        for (const auto &[stream, line] : m_open)
            open += line.text.empty() ? 0 : 1;
        while (!m_kept.empty() && m_kept.size() + open > *m_tail)
            m_kept.pop_front();
        if (*m_tail == 0)
            m_open.clear();
    }
    for (const Line &line : m_kept)
        printLine(line);
    m_kept.clear();
    m_tail.reset();
    if (!m_timestamps) {
        finish(); // and from here pieces go through as they are
    }
}

void LogPrinter::finish()
{
    for (auto &[stream, line] : m_open) {
        if (!line.text.empty())
            printLine(line);
        line = {};
    }
}

void LogPrinter::printLine(const Line &line)
{
    m_print(line.stream, m_timestamps ? rfc3339(line.time) + " " + line.text : line.text);
}

} // namespace firkin::cli

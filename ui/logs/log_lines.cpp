#include "ui/logs/log_lines.h"

#include <algorithm>
#include <string_view>

namespace firkin::ui {

void LineMaker::close(Pending &pending, std::vector<LogLine> &complete)
{
    if (!pending.line.cut && pending.line.bytes.ends_with('\r')) // terminals end lines with both
        pending.line.bytes.pop_back();
    complete.push_back(std::move(pending.line));
    pending = {};
}

void LineMaker::feed(const engine::LogRecord &record, std::vector<LogLine> &complete)
{
    Pending &pending = m_pending[record.stream == engine::OutputStream::Stderr ? 1 : 0];
    std::string_view rest = record.bytes;
    while (!rest.empty()) {
        if (!pending.begun) {
            pending.begun = true;
            pending.line.time = record.time;
            pending.line.stream = record.stream;
        }
        const std::size_t end = rest.find('\n');
        const std::string_view piece = rest.substr(0, end);
        const std::size_t room = maxLine - pending.line.bytes.size();
        pending.line.bytes.append(piece.substr(0, room));
        pending.line.cut += piece.size() - std::min(piece.size(), room);
        if (end == std::string_view::npos)
            return;
        close(pending, complete);
        rest.remove_prefix(end + 1);
    }
}

std::vector<LogLine> LineMaker::unfinished() const
{
    std::vector<LogLine> lines;
    for (const Pending &pending : m_pending) {
        if (pending.begun)
            lines.push_back(pending.line);
    }
    std::ranges::stable_sort(lines, {}, &LogLine::time);
    return lines;
}

void LineMaker::finish(std::vector<LogLine> &complete)
{
    std::vector<Pending *> begun;
    for (Pending &pending : m_pending) {
        if (pending.begun)
            begun.push_back(&pending);
    }
    std::ranges::stable_sort(begun, {}, [](const Pending *pending) { return pending->line.time; });
    for (Pending *pending : begun)
        close(*pending, complete);
}

} // namespace firkin::ui

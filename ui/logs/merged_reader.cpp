#include "ui/logs/merged_reader.h"

#include "ui/logs/log_lines.h"

#include <algorithm>

namespace firkin::ui {

namespace {
constexpr std::size_t queueBytes = 512 * 1024;
constexpr std::size_t pieceBytes = 128 * 1024;
} // namespace

MergedReader::MergedReader(std::vector<Source> sources)
{
    std::size_t widest = 0;
    for (const auto &source : sources)
        widest = std::max(widest, source.name.size());
    for (auto &source : sources) {
        auto input = std::make_unique<Input>();
        input->label = source.name + std::string(widest - source.name.size(), ' ') + " | ";
        input->reader = std::move(source.reader);
        m_inputs.push_back(std::move(input));
    }
    for (auto &input : m_inputs)
        input->thread = std::jthread([this, raw = input.get()](std::stop_token stop) { pump(*raw, stop); });
}

MergedReader::~MergedReader()
{
    for (auto &input : m_inputs)
        input->thread.request_stop();
    m_changed.notify_all();
    for (auto &input : m_inputs)
        input->thread.join();
}

void MergedReader::pump(Input &input, std::stop_token stop)
{
    LineMaker maker;
    const auto finish = [&] {
        std::vector<LogLine> rest;
        maker.finish(rest);
        const std::scoped_lock lock(m_mutex);
        for (auto &line : rest)
            input.lines.push_back({line.time, line.stream, input.label + line.bytes + '\n'});
        input.current = input.ended = true;
        m_changed.notify_all();
    };
    (void)input.reader->seek(input.reader->range().oldest);
    while (!stop.stop_requested()) {
        // One whose output cannot be read any more has ended, for this view; the others go on.
        const auto records = input.reader->read(pieceBytes);
        if (!records)
            return finish();
        if (records->empty()) {
            {
                const std::scoped_lock lock(m_mutex);
                input.current = true;
                m_changed.notify_all();
            }
            const auto more = input.reader->waitForMore(stop);
            if (stop.stop_requested())
                break;
            if (!more || !*more)
                return finish();
            continue;
        }
        std::vector<LogLine> lines;
        for (const auto &record : *records)
            maker.feed(record, lines);
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [&] { return input.bytes < queueBytes; });
        for (auto &line : lines) {
            std::string bytes = input.label + line.bytes + '\n';
            input.bytes += bytes.size();
            input.lines.push_back({line.time, line.stream, std::move(bytes)});
        }
        m_changed.notify_all();
    }
    const std::scoped_lock lock(m_mutex);
    input.ended = true;
    m_changed.notify_all();
}

MergedReader::Input *MergedReader::next()
{
    Input *first = nullptr;
    for (auto &input : m_inputs) {
        if (input->lines.empty()) {
            if (!input->current && !input->ended)
                return nullptr;
            continue;
        }
        if (!first || input->lines.front().time < first->lines.front().time)
            first = input.get();
    }
    return first;
}

bool MergedReader::allEnded() const
{
    return std::ranges::all_of(m_inputs, [](const auto &input) { return input->ended && input->lines.empty(); });
}

engine::LogRange MergedReader::range()
{
    const std::scoped_lock lock(m_mutex);
    return {0, m_offset};
}

Status MergedReader::seek(std::uint64_t)
{
    return {};
}

Result<std::vector<engine::LogRecord>> MergedReader::read(std::size_t maxBytes)
{
    std::vector<engine::LogRecord> records;
    std::size_t taken = 0;
    const std::scoped_lock lock(m_mutex);
    while (taken < maxBytes) {
        Input *input = next();
        if (!input)
            break;
        Line line = std::move(input->lines.front());
        input->lines.pop_front();
        input->bytes -= std::min(input->bytes, line.bytes.size());
        taken += line.bytes.size();
        records.push_back({line.time, line.stream, m_offset, std::move(line.bytes)});
        m_offset += records.back().bytes.size();
    }
    if (!records.empty())
        m_changed.notify_all();
    return records;
}

Result<bool> MergedReader::waitForMore(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, stop, [this] { return next() != nullptr || allEnded(); });
    return next() != nullptr;
}

} // namespace firkin::ui

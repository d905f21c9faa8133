#pragma once

#include "runtime/engine/logs.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace firkin::ui {

/// The output of several containers as one: whole lines, each after its container's name, by their time. A line waits
/// until every source that still reads old output has one to compare with; from then on lines come as they arrive.
/// Reads each source on a thread of its own, which a full queue holds back.
class MergedReader : public engine::LogReader {
public:
    struct Source {
        std::string name;
        std::unique_ptr<engine::LogReader> reader;
    };
    explicit MergedReader(std::vector<Source> sources);
    ~MergedReader() override;

    [[nodiscard]] engine::LogRange range() override;
    Status seek(std::uint64_t offset) override; ///< from the beginning only: it is one pass
    Result<std::vector<engine::LogRecord>> read(std::size_t maxBytes) override;
    Result<bool> waitForMore(std::stop_token stop) override;

private:
    struct Line {
        engine::WallTime time;
        engine::OutputStream stream = engine::OutputStream::Stdout;
        std::string bytes;
    };
    struct Input {
        std::string label;
        std::unique_ptr<engine::LogReader> reader;
        std::deque<Line> lines;
        std::size_t bytes = 0;
        bool current = false; ///< has read all that there was
        bool ended = false;
        std::jthread thread;
    };
    void pump(Input &input, std::stop_token stop);
    /// With the mutex: the input whose first line is next; null: none may go yet.
    [[nodiscard]] Input *next();
    [[nodiscard]] bool allEnded() const;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<std::unique_ptr<Input>> m_inputs;
    std::uint64_t m_offset = 0;
};

} // namespace firkin::ui

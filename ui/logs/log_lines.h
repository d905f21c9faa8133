#pragma once

#include "runtime/engine/logs.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace firkin::ui {

/// One line of output, without its end; bytes as the program wrote them.
struct LogLine {
    engine::WallTime time;
    engine::OutputStream stream = engine::OutputStream::Stdout;
    std::string bytes;
    std::uint64_t cut = 0; ///< bytes left out at its end, because it was too long
};

/// Makes lines of records; pure. The two streams are assembled apart, so that pieces of one never break into a line of
/// the other; a line has the time of its first byte. Lines are cut at `maxLine`.
class LineMaker {
public:
    static constexpr std::size_t maxLine = 16 * 1024;

    void feed(const engine::LogRecord &record, std::vector<LogLine> &complete);
    /// Begun and not ended lines, for showing prompts and progress.
    [[nodiscard]] std::vector<LogLine> unfinished() const;
    /// The output has ended: what was begun is complete.
    void finish(std::vector<LogLine> &complete);

private:
    struct Pending {
        LogLine line;
        bool begun = false;
    };
    static void close(Pending &pending, std::vector<LogLine> &complete);
    std::array<Pending, 2> m_pending;
};

} // namespace firkin::ui

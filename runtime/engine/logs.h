#pragma once

#include "runtime/engine/types.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>

namespace firkin::engine {

/// A piece of output as it arrived; lines are made by readers.
struct LogRecord {
    WallTime time;
    OutputStream stream = OutputStream::Stdout;
    std::uint64_t offset = 0; ///< absolute, over both streams
    std::string bytes;
};

struct LogRange {
    std::uint64_t oldest = 0; ///< what came before was dropped: that many bytes
    std::uint64_t end = 0;
};

/// Reads a container's captured output, also when it no longer runs. One thread at a time.
class LogReader {
public:
    virtual ~LogReader() = default;
    [[nodiscard]] virtual LogRange range() = 0;
    /// Goes to the record that holds `offset`, or to the oldest.
    virtual Status seek(std::uint64_t offset) = 0;
    /// Up to about `maxBytes`; an empty list at the present end.
    virtual Result<std::vector<LogRecord>> read(std::size_t maxBytes) = 0;
    /// Blocks until there is more (true), or the container has ended and all is read (false).
    virtual Result<bool> waitForMore(std::stop_token stop) = 0;
};

class Logs {
public:
    virtual ~Logs() = default;
    virtual Result<std::unique_ptr<LogReader>> open(const ContainerId &container) = 0;
    /// The machine's console: kernel messages.
    virtual Result<std::string> console(const ContainerId &container, std::size_t maxBytes) = 0;
};

} // namespace firkin::engine

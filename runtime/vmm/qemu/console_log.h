// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

namespace firkin::vmm::qemu {

/// Keeps what the guest prints on its console: `console.log`, and what went before it in `console.log.1`; both
/// together within limits::consoleLog, since the guest decides how much it prints. Owns a thread that reads for
/// as long as QEMU writes: a console that nobody reads stops the guest.
class ConsoleLog {
public:
    static Result<std::unique_ptr<ConsoleLog>> open(const std::filesystem::path &folder, UniqueFd source);
    ConsoleLog(const ConsoleLog &) = delete;
    ConsoleLog &operator=(const ConsoleLog &) = delete;
    ~ConsoleLog();

    [[nodiscard]] std::uint64_t bytes() const { return m_bytes.load(std::memory_order_relaxed); }
    /// The last lines, for an error's detail; after the end of the source all that there was.
    [[nodiscard]] std::string tail(std::size_t limit) const;
    /// Waits until the source has ended: QEMU is gone and everything it wrote is in the file.
    void finish();

private:
    ConsoleLog(std::filesystem::path folder, UniqueFd source, UniqueFd file);
    void readAll(std::stop_token stop);
    void append(std::string_view bytes);

    std::filesystem::path m_path;
    UniqueFd m_source;
    UniqueFd m_file;
    std::uint64_t m_inFile = 0;
    std::atomic<std::uint64_t> m_bytes = 0;
    std::jthread m_reader;
};

} // namespace firkin::vmm::qemu

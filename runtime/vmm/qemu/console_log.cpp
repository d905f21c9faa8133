// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/console_log.h"

#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/stop_fd.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace firkin::vmm::qemu {
namespace {

UniqueFd openLog(const std::filesystem::path &path)
{
    return UniqueFd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
}

} // namespace

Result<std::unique_ptr<ConsoleLog>> ConsoleLog::open(const std::filesystem::path &folder, UniqueFd source)
{
    const auto path = folder / "console.log";
    UniqueFd file = openLog(path);
    if (!file)
        return fail(systemError(Operation::WriteRecord, path.native(), errno, "open"));
    return std::unique_ptr<ConsoleLog>(new ConsoleLog(path, std::move(source), std::move(file)));
}

ConsoleLog::ConsoleLog(std::filesystem::path path, UniqueFd source, UniqueFd file)
    : m_path(std::move(path)), m_source(std::move(source)), m_file(std::move(file)),
      m_reader([this](std::stop_token stop) { readAll(std::move(stop)); })
{
}

ConsoleLog::~ConsoleLog() = default;

void ConsoleLog::readAll(std::stop_token stop)
{
    const StopFd stopFd(std::move(stop));
    std::array<char, 16384> buffer;
    while (waitReady(m_source.get(), POLLIN, {}, stopFd, Operation::ReadLogs, "console")) {
        const ssize_t n = ::read(m_source.get(), buffer.data(), buffer.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        append({buffer.data(), static_cast<std::size_t>(n)});
    }
}

void ConsoleLog::append(std::string_view bytes)
{
    m_bytes.fetch_add(bytes.size(), std::memory_order_relaxed);
    if (m_inFile + bytes.size() > limits::consoleLog.bytes / 2) {
        auto old = m_path;
        old += ".1";
        ::rename(m_path.c_str(), old.c_str());
        m_file = openLog(m_path);
        m_inFile = 0;
    }
    // A full disk costs the log, not the machine.
    if (m_file && writeAll(m_file.get(), bytes, m_path.native()))
        m_inFile += bytes.size();
}

std::string ConsoleLog::tail(std::size_t limit) const
{
    const UniqueFd file(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0)
        return {};
    std::string text(std::min(limit, static_cast<std::size_t>(status.st_size)), '\0');
    const ssize_t n = ::pread(file.get(), text.data(), text.size(), status.st_size - static_cast<off_t>(text.size()));
    text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    if (const auto line = text.find('\n'); status.st_size > static_cast<off_t>(limit) && line != std::string::npos)
        text.erase(0, line + 1);
    std::erase(text, '\r');
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

void ConsoleLog::finish()
{
    if (m_reader.joinable())
        m_reader.join();
}

} // namespace firkin::vmm::qemu

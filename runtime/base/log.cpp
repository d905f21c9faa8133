// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace firkin {

void setUpLog(std::string_view program, const std::filesystem::path &file, std::string_view level)
{
    spdlog::sink_ptr sink;
    try {
        if (!file.empty())
            sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.native(), std::size_t{4} << 20, 1);
    } catch (const spdlog::spdlog_ex &) {
        // A log that cannot be opened must not keep the program from its work.
    }
    if (!sink)
        sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto logger = std::make_shared<spdlog::logger>(std::string(program), std::move(sink));
    const char *chosen = std::getenv("FIRKIN_LOG");
    logger->set_level(spdlog::level::from_str(chosen && *chosen ? chosen : std::string(level)));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n[%P] %l: %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

} // namespace firkin

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string_view>

/// Messages go through spdlog's default logger: spdlog::info(…). Levels by reader: error = what the user asked
/// did not happen; warn = odd but worked; info = rare state changes; debug = ours.
namespace firkin {

/// Call once at the top of main(), before threads. Writes to standard error, or to `file` (appended, rotated
/// at 4 MiB, one old one kept). The level is `$FIRKIN_LOG` (trace debug info warn error off), else `level`.
void setUpLog(std::string_view program, const std::filesystem::path &file = {}, std::string_view level = "warn");

} // namespace firkin

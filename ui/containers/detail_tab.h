#pragma once

#include <QString>

namespace firkin::ui {

/// The places inside a container. Numbers are stored in addresses: only append.
enum class DetailTab : std::uint8_t { Overview, Statistics, Logs, Terminal, Files, Inspect };

} // namespace firkin::ui

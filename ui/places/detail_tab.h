#pragma once

#include <QString>

namespace firkin::ui {

/// The places inside a container. Numbers are stored in addresses: only append; their order on the screen is that of
/// the table in ui/containers/detail_tabs.cpp.
enum class DetailTab : std::uint8_t { Overview, Statistics, Logs, Terminal, Files, Inspect, Snapshots };

} // namespace firkin::ui

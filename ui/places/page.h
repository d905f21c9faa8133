#pragma once

#include <QLatin1StringView>
#include <QString>

namespace firkin::ui {

/// The pages, in the order of the side bar; their numbers are the keys Ctrl+1 ….
enum class Page : std::uint8_t { Containers, Dashboard, Images, Volumes, Networks, Tasks, Settings, Trash };
inline constexpr int pageCount = 8;

[[nodiscard]] QString pageTitle(Page page);
[[nodiscard]] QLatin1StringView pageIcon(Page page);

} // namespace firkin::ui

#pragma once

#include "ui/consoles/container_consoles.h"
#include "ui/containers/container_detail.h"

namespace firkin::ui {

class Services;
class Toasts;

/// What the tabs of the detail are made from.
struct DetailTabContext {
    Services &services;
    Toasts &toasts;
    ConsoleMemory memory;
    std::function<void(const ContainerId &id, DetailTab tab)> go{}; ///< shows another tab of a container
};

/// All tabs, in their order on the screen. One line each; only that line changes when there is another.
[[nodiscard]] std::vector<DetailTabEntry> detailTabs(const DetailTabContext &context);

} // namespace firkin::ui

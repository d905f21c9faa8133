#pragma once

#include "ui/places/page.h"

#include <functional>
#include <vector>

namespace firkin::ui {

class PageView;
class Preferences;
class Services;
class Toasts;

/// What pages are made from.
struct PageContext {
    Services &services;
    Preferences &preferences;
    Toasts &toasts;
};

/// One page: made at its first visit.
struct PageEntry {
    Page page;
    std::function<PageView *()> make;
};

/// All pages, in the order of the side bar. One line each; only that line changes when there is another.
[[nodiscard]] std::vector<PageEntry> pageTable(const PageContext &context);

} // namespace firkin::ui

#include "ui/places/page_view.h"

namespace firkin::ui {

PageView::~PageView() = default;

void PageView::setSearch(const QString &) {}

} // namespace firkin::ui

#pragma once

#include "ui/async/error_text.h"

class QWidget;

namespace firkin::ui {

/// Headline, remedy and the whole chain, with Copy. Modeless; returns at once.
void showErrorDetails(QWidget *parent, const ErrorText &text);

} // namespace firkin::ui

#pragma once

#include <functional>

class QWidget;

namespace firkin::ui {

class Preferences;

/// "Keep them running" is the default; remembered if asked, and only when the person goes ahead. Returns at once.
void askAboutQuit(QWidget *parent, Preferences &preferences, int running, std::function<void(bool stopAll)> onAnswer, std::function<void()> onCancel);

} // namespace firkin::ui

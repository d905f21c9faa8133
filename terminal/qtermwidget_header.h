#pragma once

// QTermWidget's headers need Qt's keywords, which this project turns off.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#include <qtermwidget.h>
#pragma GCC diagnostic pop
#undef signals
#undef slots

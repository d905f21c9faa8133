#include "ui/widgets/visible_timer.h"

#include "ui/widgets/row_delegate.h"

#pragma once

#include "runtime/base/ids.h"

#include <string>
#include <vector>

namespace firkin::ui {

class Services;

/// Copies files from one container into a folder of another, or of the same: out to a private folder of this computer
/// and in again, as two tasks; the folder goes when it is done. Returns at once.
void relayCopy(Services &services,
               const ContainerId &from,
               const std::vector<std::string> &paths,
               const ContainerId &to,
               const std::string &folder);

} // namespace firkin::ui

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/engine.h"

namespace firkin::engine {

/// Tries what a start needs, one line each, up to a machine that is booted and echoes 100 kB through vsock.
Status checkSystem(const std::function<void(const CheckResult &)> &onResult, std::stop_token stop);

} // namespace firkin::engine

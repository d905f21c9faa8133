// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"

#include <stop_token>
#include <string>
#include <string_view>

namespace firkin::supervisor {

/// All that a program of ours says on its pipe before it closes it, for decodeHandshake(); empty: it ended without a word.
Result<std::string> readHandshake(int fd, Operation operation, std::string_view object, Deadline deadline, std::stop_token stop);

} // namespace firkin::supervisor

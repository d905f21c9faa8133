// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/container.h"
#include "runtime/supervisor/session/terminal_process.h"

#include <memory>

namespace firkin::supervisor {

/// A container's own process with -t …
std::unique_ptr<TerminalProcess> makeTerminal(std::shared_ptr<container::Container<container::Pty>> container);
/// … or one executed in it.
std::unique_ptr<TerminalProcess> makeTerminal(container::Process<container::Pty> process);

} // namespace firkin::supervisor

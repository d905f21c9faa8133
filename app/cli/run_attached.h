// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/attach_session.h"

namespace firkin::cli {

/// Attaches to a running container, to its terminal or its streams, and waits for its end: its exit code. Detached: 0
/// (130 when it was impatience). A container made with --rm is gone at the return.
Result<int> attachAndWait(Context &context,
                          engine::Engine &engine,
                          const ContainerId &id,
                          const engine::ContainerSpec &spec,
                          const AttachOptions &options);

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

#include <string_view>

namespace firkin::cli {

/// The container that is meant, by name, id or its beginning. What cannot be done when there is none is the verb itself:
/// "cannot stop container web: there is no such container".
inline Result<engine::ContainerView>
findContainer(Context &context, engine::Engine &engine, std::string_view name, Operation operation)
{
    auto found = engine.containers().find(name, context.stop());
    if (!found && !found.error().cause)
        found.error().operation = operation;
    return found;
}

} // namespace firkin::cli

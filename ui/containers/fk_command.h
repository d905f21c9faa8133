#pragma once

#include "runtime/engine/types.h"

#include <QString>

namespace firkin::ui {

/// Quoted for a POSIX shell, if it needs to be.
[[nodiscard]] std::string shellQuoted(std::string_view word);

/// The `fk run -d …` that makes the same container: only what differs from the defaults. Safe to show and to paste.
[[nodiscard]] std::string fkRunCommand(const engine::ContainerSpec &spec, const engine::ContainerSpec &defaults = {});

} // namespace firkin::ui

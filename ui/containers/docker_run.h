#pragma once

#include "runtime/engine/types.h"

#include <QString>
#include <QStringList>

#include <expected>

namespace firkin::ui {

/// What a pasted `docker run …` asks for.
struct DockerRun {
    engine::ContainerSpec spec;
    bool start = true;   ///< `create` does not
    QStringList ignored; ///< options that have no counterpart here, as they were typed
};

/// Whether a text looks like one: docker, podman, nerdctl or fk, then run or create. Cheap.
[[nodiscard]] bool looksLikeDockerRun(const QString &text);

/// Pure. Prompts, sudo, comments and continued lines are passed over; variables of the shell are left as they stand.
/// Otherwise a sentence that says what cannot be read.
[[nodiscard]] std::expected<DockerRun, QString> parseDockerRun(const QString &text);

} // namespace firkin::ui

#pragma once

#include "runtime/base/error.h"
#include "runtime/base/progress.h"

#include <QString>

/// Errors as the window says them. English for fk and logs: runtime/base/error_text.h.
namespace firkin::ui {

/// "Could not start web"; `object` has been made safe to show.
[[nodiscard]] QString failureText(firkin::Operation operation, const QString &object);
/// "the kernel panicked"; empty for Unspecified.
[[nodiscard]] QString reasonText(Reason reason);
/// What to do about it; empty when nothing is known.
[[nodiscard]] QString remedyText(Reason reason);
/// "Booting the kernel…"
[[nodiscard]] QString phaseText(Phase phase);

/// What one place shows of an error: plain text, every part.
struct ErrorText {
    QString headline; ///< "Could not start web: the kernel panicked."
    QString remedy;   ///< may be empty
    QString details;  ///< the whole chain with details, several lines, for Details and Copy
};
/// `name`: what the window calls the object, when the error names it by id.
[[nodiscard]] ErrorText errorText(const Error &error, const QString &name = {});

} // namespace firkin::ui

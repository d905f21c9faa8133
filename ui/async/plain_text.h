#pragma once

#include <QString>
#include <QStringView>

#include <string_view>

/// From bytes that somebody else wrote (names, paths, registry replies, log lines) to text that is safe to show.
namespace firkin::ui {

/// UTF-8 as far as it is; bytes that are not, control characters and characters that change the direction of text are
/// shown as escapes (\n, \x1b, \u202e). For one line.
[[nodiscard]] QString displayText(std::string_view bytes);
[[nodiscard]] QString displayText(QStringView text);

/// The same for a tooltip: Qt guesses rich text, so markup is escaped and the whole is told to be plain.
[[nodiscard]] QString toolTipText(QStringView text);

/// For what is sent back to the runtime.
[[nodiscard]] inline std::string toBytes(const QString &text) { return text.toStdString(); }

} // namespace firkin::ui

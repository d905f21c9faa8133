#pragma once

#include <QString>

namespace firkin::terminal {

/// What a clipboard's text becomes before it is typed; pure.
/// Control characters but tab and line ends are dropped, so that a page cannot smuggle an escape sequence or the end
/// of a bracketed paste into the shell; every line end becomes the one CR that a keyboard would send.
[[nodiscard]] QString typedFromPaste(const QString &clipboard);

/// Several lines run as several commands: that is asked about, unless the program asked for bracketed paste.
[[nodiscard]] bool isMultiLine(const QString &typed);

} // namespace firkin::terminal

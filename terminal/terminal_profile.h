#pragma once

#include <QFont>
#include <QString>

namespace firkin::terminal {

/// How terminals look and behave; a value that settings carry.
struct TerminalProfile {
    enum class Scheme { Automatic, Light, Dark };

    QFont font; ///< fixed pitch; the default is the system's fixed font
    Scheme scheme = Scheme::Automatic; ///< Automatic: by the lightness of the widget's palette
    int scrollbackLines = defaultScrollback;
    bool confirmMultiLinePaste = true;

    static constexpr int defaultScrollback = 3000;
    static constexpr int maxScrollback = 10000; ///< about 2 kB a line

    static TerminalProfile standard();
    [[nodiscard]] int clampedScrollback() const;
    friend bool operator==(const TerminalProfile &, const TerminalProfile &) = default;
};

} // namespace firkin::terminal

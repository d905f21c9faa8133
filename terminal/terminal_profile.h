#pragma once

#include <QByteArray>
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
    bool copyOnSelect = false;
    bool bell = true; ///< tell it; whoever shows the view decides how

    static constexpr int defaultScrollback = 3000;
    static constexpr int maxScrollback = 10000; ///< about 2 kB a line

    static TerminalProfile standard();
    [[nodiscard]] int clampedScrollback() const;
    /// As text, for whoever keeps settings; what cannot be read is standard.
    [[nodiscard]] QByteArray save() const;
    static TerminalProfile load(const QByteArray &bytes);
    friend bool operator==(const TerminalProfile &, const TerminalProfile &) = default;
};

} // namespace firkin::terminal

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/supervisor/session/terminal_modes.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace firkin::supervisor {

/// Reads along with what a program prints, without drawing it: keeps the terminal's modes, title, bells, and the offsets
/// from which a new viewer can begin. Pure; the result does not depend on how the bytes were cut. Understands the
/// 7-bit and UTF-8 forms that programs send; 8-bit C1 controls are text, as in UTF-8 terminals. Not thread-safe.
class TerminalScanner {
public:
    /// A place between characters and outside of any sequence, at the beginning of a line, with the modes there.
    struct CutPoint {
        std::uint64_t offset = 0;
        TerminalModes modes;
    };

    /// At most one cut point per `spacing` bytes.
    explicit TerminalScanner(std::uint64_t spacing = 16 * 1024);

    void feed(std::span<const std::byte> bytes);
    /// Forgets cut points before `offset`: their bytes are gone.
    void dropBefore(std::uint64_t offset);

    [[nodiscard]] const TerminalModes &modes() const { return m_modes; }
    [[nodiscard]] std::uint64_t bellCount() const { return m_bells; }
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    /// The first cut point at or behind `offset`; the present end, if it is one or there is none better.
    [[nodiscard]] CutPoint cutAtOrAfter(std::uint64_t offset) const;

private:
    enum class State : std::uint8_t { Ground, Escape, EscapeIntermediate, Csi, Osc, OscEscape, String, StringEscape };

    void take(unsigned char byte);
    void takeGround(unsigned char byte);
    void takeEscape(unsigned char byte);
    void takeCsi(unsigned char byte);
    void takeOsc(unsigned char byte);
    void endCsi(unsigned char final);
    void endOsc();
    void setPrivateMode(int mode, bool on);
    void reset();
    void considerCut();

    std::uint64_t m_spacing;
    std::uint64_t m_offset = 0;
    State m_state = State::Ground;
    std::string m_text; ///< parameters of a CSI or an OSC's text, bounded
    TerminalModes m_modes;
    std::uint64_t m_bells = 0;
    std::deque<CutPoint> m_cuts;
};

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/session/terminal_scanner.h"

#include <algorithm>
#include <charconv>

namespace firkin::supervisor {

namespace {

constexpr unsigned char bell = 0x07;
constexpr unsigned char lineFeed = 0x0a;
constexpr unsigned char cancel = 0x18;
constexpr unsigned char substitute = 0x1a;
constexpr unsigned char escape = 0x1b;

/// Longer ones are no sequence that means something to us; the rest is skipped.
constexpr std::size_t maxSequence = 1024;

constexpr int mouseModes[] = {9, 1000, 1002, 1003, 1005, 1006, 1015};

std::string privateMode(int mode, bool on)
{
    return "\x1b[?" + std::to_string(mode) + (on ? "h" : "l");
}

} // namespace

std::string TerminalModes::preamble() const
{
    // CAN ends whatever sequence the viewer was in the middle of; attributes and character set are the default ones.
    std::string out = "\x18\x1b[0m\x1b(B\x0f";
    out += privateMode(1049, alternateScreen);
    out += privateMode(1, applicationCursorKeys);
    out += applicationKeypad ? "\x1b=" : "\x1b>";
    out += privateMode(25, !cursorHidden);
    out += privateMode(2004, bracketedPaste);
    out += privateMode(1004, focusEvents);
    for (const int mode : mouseModes)
        out += privateMode(mode, mouse.contains(mode));
    if (!title.empty())
        out += "\x1b]2;" + title + "\x07";
    return out;
}

TerminalScanner::TerminalScanner(std::uint64_t spacing) : m_spacing(spacing)
{
    m_cuts.push_back({0, {}});
}

void TerminalScanner::feed(std::span<const std::byte> bytes)
{
    for (const std::byte byte : bytes) {
        ++m_offset;
        take(static_cast<unsigned char>(byte));
    }
}

void TerminalScanner::take(unsigned char byte)
{
    // These two end any sequence, wherever it stands.
    if (byte == cancel || byte == substitute) {
        m_state = State::Ground;
        return;
    }
    switch (m_state) {
    case State::Ground: takeGround(byte); return;
    case State::Escape: takeEscape(byte); return;
    case State::EscapeIntermediate:
        if (byte >= 0x30 || byte == escape)
            m_state = byte == escape ? State::Escape : State::Ground;
        return;
    case State::Csi: takeCsi(byte); return;
    case State::Osc:
    case State::OscEscape: takeOsc(byte); return;
    case State::String:
        if (byte == escape)
            m_state = State::StringEscape;
        return;
    case State::StringEscape:
        // ESC \ ends the string; any other ESC ends it, too, and begins a sequence of its own.
        m_state = State::Ground;
        if (byte != '\\') {
            m_state = State::Escape;
            takeEscape(byte);
        }
        return;
    }
}

void TerminalScanner::takeGround(unsigned char byte)
{
    if (byte == escape)
        m_state = State::Escape;
    else if (byte == bell)
        ++m_bells;
    else if (byte == lineFeed)
        considerCut();
}

void TerminalScanner::takeEscape(unsigned char byte)
{
    m_state = State::Ground;
    switch (byte) {
    case escape: m_state = State::Escape; return;
    case '[':
        m_text.clear();
        m_state = State::Csi;
        return;
    case ']':
        m_text.clear();
        m_state = State::Osc;
        return;
    case 'P':
    case 'X':
    case '^':
    case '_': m_state = State::String; return;
    case '=': m_modes.applicationKeypad = true; return;
    case '>': m_modes.applicationKeypad = false; return;
    case 'c': reset(); return;
    default:
        if (byte >= 0x20 && byte <= 0x2f)
            m_state = State::EscapeIntermediate;
        return;
    }
}

void TerminalScanner::takeCsi(unsigned char byte)
{
    if (byte == escape) {
        m_state = State::Escape;
    } else if (byte >= 0x40 && byte <= 0x7e) {
        m_state = State::Ground;
        endCsi(byte);
    } else if (byte == bell) {
        ++m_bells; // control characters are carried out in the middle of a sequence
    } else if (byte >= 0x20 && byte <= 0x3f && m_text.size() < maxSequence) {
        m_text.push_back(static_cast<char>(byte));
    }
}

void TerminalScanner::takeOsc(unsigned char byte)
{
    if (m_state == State::OscEscape) {
        m_state = State::Ground;
        endOsc();
        if (byte != '\\') {
            m_state = State::Escape;
            takeEscape(byte);
        }
    } else if (byte == bell) {
        m_state = State::Ground;
        endOsc();
    } else if (byte == escape) {
        m_state = State::OscEscape;
    } else if (m_text.size() < maxSequence) {
        m_text.push_back(static_cast<char>(byte));
    }
}

void TerminalScanner::endOsc()
{
    if (m_text.starts_with("0;") || m_text.starts_with("2;")) {
        m_modes.title = m_text.substr(2);
        std::erase_if(m_modes.title, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    }
}

void TerminalScanner::endCsi(unsigned char final)
{
    if (m_text == "!" && final == 'p') { // soft reset
        m_modes.applicationCursorKeys = false;
        m_modes.applicationKeypad = false;
        m_modes.cursorHidden = false;
        return;
    }
    if ((final != 'h' && final != 'l') || !m_text.starts_with('?'))
        return;
    const char *at = m_text.data() + 1;
    const char *end = m_text.data() + m_text.size();
    while (at < end) {
        int mode = -1;
        const auto [next, error] = std::from_chars(at, end, mode);
        if (error == std::errc())
            setPrivateMode(mode, final == 'h');
        at = std::find(next, end, ';');
        if (at < end)
            ++at;
    }
}

void TerminalScanner::setPrivateMode(int mode, bool on)
{
    switch (mode) {
    case 1: m_modes.applicationCursorKeys = on; return;
    case 25: m_modes.cursorHidden = !on; return;
    case 47:
    case 1047:
    case 1049: m_modes.alternateScreen = on; return;
    case 66: m_modes.applicationKeypad = on; return;
    case 1004: m_modes.focusEvents = on; return;
    case 2004: m_modes.bracketedPaste = on; return;
    default: break;
    }
    if (std::ranges::find(mouseModes, mode) == std::end(mouseModes))
        return;
    if (on)
        m_modes.mouse.insert(mode);
    else
        m_modes.mouse.erase(mode);
}

void TerminalScanner::reset()
{
    std::string title = std::move(m_modes.title);
    m_modes = {};
    m_modes.title = std::move(title);
}

void TerminalScanner::considerCut()
{
    if (m_cuts.empty() || m_offset - m_cuts.back().offset >= m_spacing)
        m_cuts.push_back({m_offset, m_modes});
}

void TerminalScanner::dropBefore(std::uint64_t offset)
{
    while (!m_cuts.empty() && m_cuts.front().offset < offset)
        m_cuts.pop_front();
}

TerminalScanner::CutPoint TerminalScanner::cutAtOrAfter(std::uint64_t offset) const
{
    const auto found = std::ranges::lower_bound(m_cuts, offset, {}, &CutPoint::offset);
    if (found != m_cuts.end())
        return *found;
    // Nothing listed (one line without an end, megabytes long): the present end, with the present modes.
    return {m_offset, m_modes};
}

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/byte_size.h"

#include <array>
#include <charconv>
#include <cmath>
#include <format>
#include <limits>

namespace firkin {
namespace {

constexpr std::string_view unitLetters = "kmgtpe";
constexpr std::array<std::string_view, 7> unitNames{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The power of 1024 that a unit stands for: "", "b", "k", "kb", "kib" …; -1 for anything else.
int unitPower(std::string_view unit)
{
    if (unit.empty() || (unit.size() == 1 && lower(unit[0]) == 'b'))
        return 0;
    const auto index = unitLetters.find(lower(unit[0]));
    if (index == std::string_view::npos)
        return -1;
    unit.remove_prefix(1);
    if (!unit.empty() && lower(unit[0]) == 'i') {
        unit.remove_prefix(1);
        if (unit.empty())
            return -1; // "ki" is nothing
    }
    if (!unit.empty() && (unit.size() > 1 || lower(unit[0]) != 'b'))
        return -1;
    return static_cast<int>(index) + 1;
}

} // namespace

Result<ByteSize> parseByteSize(std::string_view text)
{
    const auto bad = [&](Reason reason) { return fail(Operation::ParseOptions, text.substr(0, 80), reason); };
    const auto end = text.find_first_not_of("0123456789.");
    const std::string_view number = text.substr(0, end);
    std::string_view unit = end == std::string_view::npos ? std::string_view{} : text.substr(end);
    if (unit.starts_with(' ') && unit.size() > 1)
        unit.remove_prefix(1);
    const int power = unitPower(unit);
    if (power < 0 || number.empty() || number.size() > 40)
        return bad(Reason::BadSize);

    const auto dot = number.find('.');
    const std::string_view whole = number.substr(0, dot);
    if (whole.empty())
        return bad(Reason::BadSize);
    std::uint64_t value = 0;
    if (auto [at, problem] = std::from_chars(whole.data(), whole.data() + whole.size(), value); problem != std::errc{})
        return bad(problem == std::errc::result_out_of_range ? Reason::OutOfRange : Reason::BadSize);
    const int shift = 10 * power;
    if (shift && value > (std::numeric_limits<std::uint64_t>::max() >> shift))
        return bad(Reason::OutOfRange);
    std::uint64_t bytes = value << shift;

    if (dot != std::string_view::npos) {
        const std::string_view digits = number.substr(dot + 1);
        if (digits.empty() || digits.find('.') != std::string_view::npos)
            return bad(Reason::BadSize);
        long double fraction = 0;
        long double scale = 1;
        for (const char digit : digits.substr(0, 30)) {
            scale /= 10;
            fraction += scale * static_cast<long double>(digit - '0');
        }
        // Below one unit, so it cannot overflow unless `bytes` is at the very top.
        const auto part = static_cast<std::uint64_t>(std::ldexp(fraction, shift) + 0.5L);
        if (bytes > std::numeric_limits<std::uint64_t>::max() - part)
            return bad(Reason::OutOfRange);
        bytes += part;
    }
    return ByteSize{bytes};
}

std::string toString(ByteSize size)
{
    if (size.bytes < 1024)
        return std::format("{} B", size.bytes);
    double value = static_cast<double>(size.bytes);
    std::size_t unit = 0;
    // 1023.5 would be printed as 1024, so it belongs to the next unit.
    while (value >= 1023.5 && unit + 1 < unitNames.size()) {
        value /= 1024;
        ++unit;
    }
    std::string digits = value < 9.995 ? std::format("{:.2f}", value)
                         : value < 99.95 ? std::format("{:.1f}", value)
                                         : std::format("{:.0f}", value);
    if (digits.find('.') != std::string::npos) {
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.ends_with('.'))
            digits.pop_back();
    }
    return digits + ' ' + std::string(unitNames[unit]);
}

} // namespace firkin

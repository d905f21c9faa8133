// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/figures.h"

#include <algorithm>
#include <format>

namespace firkin::bench {

double Figure::median() const
{
    std::vector<double> sorted = runs;
    std::ranges::sort(sorted);
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

void Figures::add(std::string_view name, std::string_view unit, double value, std::string_view compared)
{
    const auto found = std::ranges::find(m_figures, name, &Figure::name);
    if (found != m_figures.end())
        found->runs.push_back(value);
    else
        m_figures.push_back({std::string(name), std::string(unit), {value}, std::string(compared)});
}

const Figure *Figures::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_figures, name, &Figure::name);
    return found == m_figures.end() ? nullptr : &*found;
}

std::string Figures::table() const
{
    std::string text = std::format("{:<46}{:>10}{:>10}{:>10}{:>6}  {}\n", "", "median", "least", "most", "runs", "");
    for (const Figure &figure : m_figures) {
        const auto [least, most] = std::ranges::minmax(figure.runs);
        text += std::format("{:<46}{:>10.3f}{:>10.3f}{:>10.3f}{:>6}  {}",
                            figure.name,
                            figure.median(),
                            least,
                            most,
                            figure.runs.size(),
                            figure.unit);
        if (const Figure *other = find(figure.compared))
            text += std::format("   {:.2f} of {}", figure.median() / other->median(), other->name);
        text += '\n';
    }
    return text;
}

} // namespace firkin::bench

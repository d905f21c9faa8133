// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firkin::bench {

/// What was measured, run by run; shown by its median.
struct Figure {
    std::string name;
    std::string unit; ///< "s", "MB/s" …
    std::vector<double> runs;
    std::string compared; ///< beside what: a name of another figure, or empty

    [[nodiscard]] double median() const;
};

/// All figures of one run of the benchmark.
class Figures {
public:
    void add(std::string_view name, std::string_view unit, double value, std::string_view compared = {});
    [[nodiscard]] const Figure *find(std::string_view name) const;
    /// A table in fixed columns: median, smallest, largest, runs, and the ratio to what it is compared with.
    [[nodiscard]] std::string table() const;

private:
    std::vector<Figure> m_figures;
};

} // namespace firkin::bench

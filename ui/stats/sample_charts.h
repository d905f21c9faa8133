#pragma once

#include "runtime/engine/statistics.h"
#include "ui/stats/chart/chart_data.h"

#include <array>
#include <span>
#include <vector>

/// From the engine's samples to what the four cards draw. Pure but for tr().
namespace firkin::ui {

enum class Metric : std::uint8_t { Cpu, Memory, Network, Block };
inline constexpr std::array allMetrics{Metric::Cpu, Metric::Memory, Metric::Network, Metric::Block};

[[nodiscard]] QString metricTitle(Metric metric);
[[nodiscard]] chart::ChartData chartFor(Metric metric, std::span<const engine::Sample> samples, chart::Milliseconds step);
/// One value for each of the chart's series.
[[nodiscard]] std::vector<double> valuesOf(Metric metric, const engine::Sample &sample);
[[nodiscard]] std::optional<chart::Limit> limitOf(Metric metric, const engine::Sample &sample);
[[nodiscard]] chart::Milliseconds timeOf(const engine::Sample &sample);

/// One number in a card's head.
struct Figure {
    Tone tone = Tone::Series1;
    QString value; ///< "12 %"
    QString label; ///< "of 2 cores", "received"
};
[[nodiscard]] std::vector<Figure> figuresOf(Metric metric, const engine::Sample &sample, double cpus);
/// 0 … 1 of the limit; nothing where there is none.
[[nodiscard]] std::optional<double> shareOfLimit(Metric metric, const engine::Sample &sample);

/// History first, then what came live while it was being fetched; no sample twice.
[[nodiscard]] std::vector<engine::Sample> joined(std::vector<engine::Sample> history, std::span<const engine::Sample> live);

/// Where the count of out-of-memory kills rose.
[[nodiscard]] std::vector<chart::Marker> outOfMemoryMarkers(std::span<const engine::Sample> samples);

} // namespace firkin::ui

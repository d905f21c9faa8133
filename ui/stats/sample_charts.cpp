#include "ui/stats/sample_charts.h"

#include "ui/style/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace firkin::ui {

namespace {

struct Stats {
    Q_DECLARE_TR_FUNCTIONS(Stats)
};

chart::Series series(const QString &name, Tone tone, bool below = false)
{
    chart::Series made;
    made.name = name;
    made.tone = tone;
    made.below = below;
    return made;
}

} // namespace

QString metricTitle(Metric metric)
{
    switch (metric) {
    case Metric::Cpu:
        return Stats::tr("CPU");
    case Metric::Memory:
        return Stats::tr("Memory");
    case Metric::Network:
        return Stats::tr("Network");
    case Metric::Block:
        return Stats::tr("Disk");
    }
    return {};
}

chart::Milliseconds timeOf(const engine::Sample &sample)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(sample.time.time_since_epoch()).count();
}

std::vector<double> valuesOf(Metric metric, const engine::Sample &sample)
{
    switch (metric) {
    case Metric::Cpu:
        return {sample.cpu};
    case Metric::Memory:
        return {static_cast<double>(sample.memoryBytes)};
    case Metric::Network:
        return {sample.networkReceived, sample.networkSent};
    case Metric::Block:
        return {sample.blockRead, sample.blockWritten};
    }
    return {};
}

chart::ChartData chartFor(Metric metric, std::span<const engine::Sample> samples, chart::Milliseconds step)
{
    chart::ChartData data;
    data.step = step;
    switch (metric) {
    case Metric::Cpu:
        data.unit = chart::Unit::Share;
        data.series = {series(Stats::tr("CPU"), Tone::Series1)};
        break;
    case Metric::Memory:
        data.unit = chart::Unit::Bytes;
        data.series = {series(Stats::tr("Memory"), Tone::Series2)};
        break;
    case Metric::Network:
        data.unit = chart::Unit::BytesPerSecond;
        data.series = {series(Stats::tr("Received"), Tone::Series3), series(Stats::tr("Sent"), Tone::Series4, true)};
        break;
    case Metric::Block:
        data.unit = chart::Unit::BytesPerSecond;
        data.series = {series(Stats::tr("Read"), Tone::Series5), series(Stats::tr("Written"), Tone::Series6, true)};
        break;
    }
    for (const engine::Sample &sample : samples) {
        const std::vector<double> values = valuesOf(metric, sample);
        for (std::size_t i = 0; i < data.series.size(); ++i)
            chart::append(data.series[i].points, {timeOf(sample), values[i]}, step);
    }
    if (!samples.empty())
        data.limit = limitOf(metric, samples.back());
    return data;
}

std::optional<chart::Limit> limitOf(Metric metric, const engine::Sample &sample)
{
    if (metric == Metric::Cpu)
        return chart::Limit{1.0, Stats::tr("Limit")};
    if (metric == Metric::Memory && sample.memoryLimit > 0)
        return chart::Limit{static_cast<double>(sample.memoryLimit), Stats::tr("Limit %1").arg(formatSize(sample.memoryLimit))};
    return std::nullopt;
}

std::vector<Figure> figuresOf(Metric metric, const engine::Sample &sample, double cpus)
{
    switch (metric) {
    case Metric::Cpu: {
        const QString cores = QLocale().toString(cpus, 'f', QLocale::FloatingPointShortest);
        return {{Tone::Series1,
                 formatPercent(sample.cpu),
                 cpus == 1 ? Stats::tr("of 1 core") : Stats::tr("of %1 cores").arg(cores)}};
    }
    case Metric::Memory:
        return {{Tone::Series2,
                 formatSize(sample.memoryBytes),
                 sample.memoryLimit ? Stats::tr("of %1").arg(formatSize(sample.memoryLimit)) : QString()}};
    case Metric::Network:
        return {{Tone::Series3, formatRate(sample.networkReceived), Stats::tr("received")},
                {Tone::Series4, formatRate(sample.networkSent), Stats::tr("sent")}};
    case Metric::Block:
        return {{Tone::Series5, formatRate(sample.blockRead), Stats::tr("read")},
                {Tone::Series6, formatRate(sample.blockWritten), Stats::tr("written")}};
    }
    return {};
}

std::optional<double> shareOfLimit(Metric metric, const engine::Sample &sample)
{
    if (metric == Metric::Cpu)
        return sample.cpu;
    if (metric == Metric::Memory && sample.memoryLimit > 0)
        return static_cast<double>(sample.memoryBytes) / static_cast<double>(sample.memoryLimit);
    return std::nullopt;
}

std::vector<engine::Sample> joined(std::vector<engine::Sample> history, std::span<const engine::Sample> live)
{
    for (const engine::Sample &sample : live) {
        if (history.empty() || sample.time > history.back().time)
            history.push_back(sample);
    }
    return history;
}

std::vector<chart::Marker> outOfMemoryMarkers(std::span<const engine::Sample> samples)
{
    std::vector<chart::Marker> markers;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (samples[i].oomKills > samples[i - 1].oomKills)
            markers.push_back({timeOf(samples[i]), Stats::tr("out of memory"), Tone::Error});
    }
    return markers;
}

} // namespace firkin::ui

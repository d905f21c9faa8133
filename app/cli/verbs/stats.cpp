// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/json_text.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <condition_variable>
#include <format>
#include <map>
#include <mutex>

namespace firkin::cli {

namespace {

/// Without a stream: so long for those that have not sampled yet (one second is the interval).
constexpr std::chrono::seconds firstSamplePatience{15};
/// A sample that is older is not the present.
constexpr std::chrono::seconds freshness{5};

struct StatsOptions {
    std::vector<std::string> containers;
    bool all = false;
    bool once = false;
    std::string format = "table";
};

/// What has come, by container. The subscription's thread adds, fk's main thread waits.
class Latest {
public:
    void add(const std::vector<engine::LiveSample> &samples)
    {
        const std::scoped_lock lock(m_mutex);
        for (const engine::LiveSample &live : samples)
            m_samples[live.container] = live.sample;
        ++m_ticks;
        m_changed.notify_all();
    }
    /// Until `enough` of what is known, a later tick, or the deadline; false when stopped.
    template <class Enough>
    bool wait(const std::stop_token &stop, std::chrono::steady_clock::time_point deadline, const Enough &enough)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_until(lock, stop, deadline, [&] { return enough(m_samples, m_ticks); });
        return !stop.stop_requested();
    }
    [[nodiscard]] std::map<ContainerId, engine::Sample> samples() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_samples;
    }
    [[nodiscard]] std::uint64_t ticks() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_ticks;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::map<ContainerId, engine::Sample> m_samples;
    std::uint64_t m_ticks = 0;
};

bool isRunning(const engine::ContainerView &view)
{
    return view.state == engine::ContainerState::Running || view.state == engine::ContainerState::Paused || view.state == engine::ContainerState::Stopping;
}

Result<std::vector<engine::ContainerView>> chosen(Context &context, engine::Engine &engine, const StatsOptions &options)
{
    std::vector<engine::ContainerView> views;
    if (options.containers.empty()) {
        FIRKIN_ASSIGN(engine::ContainerList list, engine.containers().list(context.stop()));
        views = std::move(list.containers);
        if (!options.all)
            std::erase_if(views, [](const engine::ContainerView &view) { return !isRunning(view); });
        std::ranges::sort(views, {}, &engine::ContainerView::name);
        return views;
    }
    for (const std::string &name : options.containers) {
        FIRKIN_ASSIGN(engine::ContainerView view, findContainer(context, engine, name, Operation::ReadStatistics));
        views.push_back(std::move(view));
    }
    return views;
}

std::string bytes(std::uint64_t value) { return toString(ByteSize{value}); }

std::string render(const std::vector<engine::ContainerView> &views, const std::map<ContainerId, engine::Sample> &samples, const std::string &format)
{
    if (format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const engine::ContainerView &view : views) {
            if (const auto sample = samples.find(view.id); sample != samples.end())
                json.push_back(toJson(view, sample->second));
        }
        return jsonText(json);
    }
    Table table({"CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O", "BLOCK I/O", "PIDS"});
    for (const engine::ContainerView &view : views) {
        const auto found = samples.find(view.id);
        if (found == samples.end()) {
            table.add({view.id.str(), view.name, "--", "-- / --", "--", "--", "--", "--"});
            continue;
        }
        const engine::Sample &sample = found->second;
        const double share = sample.memoryLimit == 0 ? 0 : static_cast<double>(sample.memoryBytes) / static_cast<double>(sample.memoryLimit);
        table.add({view.id.str(),
                   view.name,
                   std::format("{:.2f}%", sample.cpu * view.spec.cpus * 100),
                   bytes(sample.memoryBytes) + " / " + bytes(sample.memoryLimit),
                   std::format("{:.2f}%", share * 100),
                   bytes(sample.networkReceivedTotal) + " / " + bytes(sample.networkSentTotal),
                   bytes(sample.blockReadTotal) + " / " + bytes(sample.blockWrittenTotal),
                   std::to_string(sample.processes)});
    }
    return table.text();
}

/// What the supervisors' rings have: for a running one the last second.
void addHistory(Context &context, engine::Engine &engine, const std::vector<engine::ContainerView> &views, Latest &latest)
{
    for (const engine::ContainerView &view : views) {
        const auto series = engine.statistics().history(view.id, freshness, context.stop());
        if (!series || series->samples.empty())
            continue; // it comes with the live ones
        const engine::Sample &last = series->samples.back();
        if (!isRunning(view) || std::chrono::system_clock::now() - last.time < freshness)
            latest.add({{view.id, last}});
    }
}

Result<int> stats(Context &context, const StatsOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(std::vector<engine::ContainerView> views, chosen(context, *engine, options));
    Latest latest;
    addHistory(context, *engine, views, latest);
    FIRKIN_ASSIGN(const auto subscription,
                  engine->statistics().watch([&](const std::vector<engine::LiveSample> &samples) { latest.add(samples); }));
    if (options.once) {
        const bool goOn = latest.wait(context.stop(), std::chrono::steady_clock::now() + firstSamplePatience, [&](const auto &samples, std::uint64_t) {
            return std::ranges::all_of(views, [&](const auto &view) { return !isRunning(view) || samples.contains(view.id); });
        });
        if (!goOn)
            return fail(cancelled(Operation::ReadStatistics, ""));
        context.console.print(render(views, latest.samples(), options.format));
        return 0;
    }
    for (std::uint64_t seen = 0;; seen = latest.ticks()) {
        const std::string text = render(views, latest.samples(), options.format);
        // On a terminal each table takes the place of the last.
        context.console.print(context.console.outputIsTerminal ? "\x1b[H\x1b[J" + text : text);
        const auto soon = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        if (!latest.wait(context.stop(), soon, [&](const auto &, std::uint64_t ticks) { return ticks > seen && std::chrono::steady_clock::now() >= soon; }))
            return 0;
        FIRKIN_ASSIGN(views, chosen(context, *engine, options));
    }
}

} // namespace

void addStats(Program &program)
{
    const auto options = std::make_shared<StatsOptions>();
    CLI::App *verb = program.verb(program.root(), "stats", "Use of cpu, memory, network and disk, once a second", [options](Context &context) { return stats(context, *options); });
    verb->add_option("containers", options->containers, "Names or ids; all that run unless some are given");
    verb->add_flag("-a,--all", options->all, "Those that do not run, too");
    verb->add_flag("--no-stream", options->once, "Only once");
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli

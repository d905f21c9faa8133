// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json_text.h"
#include "app/cli/pod_options.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/stop_fd.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <format>

namespace firkin::cli {

namespace {

/// A sample that is older is not the present.
constexpr std::chrono::seconds freshness{5};

struct PodStatsOptions {
    std::vector<std::string> pods;
    bool once = false;
    std::string format = "table";
};

/// A pod at this moment, from its containers' histories: their supervisor writes one sample a second.
struct PodMoment {
    engine::PodView pod;
    engine::Sample total;
    std::size_t sampled = 0;
};

PodMoment lookAt(Context &context, engine::Engine &engine, const engine::PodView &pod, const std::vector<engine::ContainerView> &containers)
{
    std::vector<engine::Sample> samples;
    std::vector<double> cpus;
    for (const engine::ContainerView &container : containers) {
        if (container.pod != pod.id)
            continue;
        const auto series = engine.statistics().history(container.id, freshness, context.stop());
        if (!series || series->samples.empty() || std::chrono::system_clock::now() - series->samples.back().time > freshness)
            continue;
        samples.push_back(series->samples.back());
        cpus.push_back(container.spec.cpus);
    }
    return {pod, engine::podSample(samples, cpus, pod.spec.cpus, pod.spec.memory), samples.size()};
}

Result<std::vector<PodMoment>> look(Context &context, engine::Engine &engine, const PodStatsOptions &options)
{
    FIRKIN_ASSIGN(const engine::ContainerList list, engine.containers().list(context.stop()));
    std::vector<PodMoment> moments;
    if (options.pods.empty()) {
        for (const engine::PodView &pod : list.pods) {
            if (pod.state == engine::PodState::Running)
                moments.push_back(lookAt(context, engine, pod, list.containers));
        }
        return moments;
    }
    for (const std::string &name : options.pods) {
        FIRKIN_ASSIGN(const engine::PodView pod, findPod(context, engine, name, Operation::ReadStatistics));
        moments.push_back(lookAt(context, engine, pod, list.containers));
    }
    return moments;
}

std::string bytes(std::uint64_t value) { return toString(ByteSize{value}); }

std::string render(const std::vector<PodMoment> &moments, const std::string &format)
{
    if (format == "json") {
        nlohmann::json json = nlohmann::json::array();
        for (const PodMoment &moment : moments)
            json.push_back(toJson(moment.pod, moment.total));
        return jsonText(json);
    }
    Table table({"POD ID", "NAME", "CONTAINERS", "CPU %", "MEM USAGE / LIMIT", "NET I/O", "BLOCK I/O", "PIDS", "HOST MEM"});
    for (const auto &[pod, total, sampled] : moments) {
        if (sampled == 0) {
            table.add({pod.id.str(), pod.name, "0", "--", "-- / --", "--", "--", "--", "--"});
            continue;
        }
        table.add({pod.id.str(),
                   pod.name,
                   std::to_string(sampled),
                   std::format("{:.2f}%", total.cpu * pod.spec.cpus * 100),
                   bytes(total.memoryBytes) + " / " + bytes(total.memoryLimit),
                   bytes(total.networkReceivedTotal) + " / " + bytes(total.networkSentTotal),
                   bytes(total.blockReadTotal) + " / " + bytes(total.blockWrittenTotal),
                   std::to_string(total.processes),
                   bytes(total.hostMemoryBytes)});
    }
    return table.text();
}

Result<int> podStats(Context &context, const PodStatsOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    for (;;) {
        FIRKIN_ASSIGN(const std::vector<PodMoment> moments, look(context, *engine, options));
        const std::string text = render(moments, options.format);
        // On a terminal each table takes the place of the last.
        context.console.print(context.console.outputIsTerminal && !options.once ? "\x1b[H\x1b[J" + text : text);
        if (options.once || !pauseFor(std::chrono::seconds(1), context.stop()))
            return 0;
    }
}

} // namespace

void addPodStats(Program &program, CLI::App &group)
{
    const auto options = std::make_shared<PodStatsOptions>();
    CLI::App *verb =
        program.verb(group, "stats", "What pods use, all their containers together, once a second", [options](Context &context) { return podStats(context, *options); });
    verb->add_option("pods", options->pods, "Names or ids; all that run unless some are given");
    verb->add_flag("--no-stream", options->once, "Only once");
    verb->add_option("--format", options->format, "table or json")->check(CLI::IsMember({"table", "json"}));
}

} // namespace firkin::cli

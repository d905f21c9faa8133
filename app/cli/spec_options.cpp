// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/spec_options.h"

#include "app/cli/options.h"
#include "app/cli/pod_options.h"
#include "app/cli/program.h"
#include "app/cli/progress_line.h"
#include "runtime/base/file.h"
#include "runtime/container/signal.h"
#include "runtime/engine/settings.h"
#include "runtime/image/short_name.h"
#include "runtime/oci/reference.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

constexpr std::size_t maxEnvironmentFile = std::size_t{1} << 20;
constexpr std::string_view starterName = "localhost/starter:latest";

} // namespace

void SpecOptions::addTo(CLI::App &verb)
{
    verb.prefix_command();
    verb.add_option("--name", name, "Name of the container");
    verb.add_flag("-i,--interactive", interactive, "Keep standard input open");
    verb.add_flag("-t,--tty", terminal, "Give it a terminal");
    verb.add_flag("--rm", remove, "Remove the container when it has ended");
    const auto many = [&](const char *names, std::vector<std::string> &into, const char *help) {
        return verb.add_option(names, into, help)->allow_extra_args(false);
    };
    many("-e,--env", environment, "Set a variable: NAME=VALUE, or NAME for its value here")->type_name("NAME[=VALUE]");
    many("--env-file", environmentFiles, "Read variables from a file")->type_name("FILE");
    verb.add_option("-w,--workdir", workingDirectory, "Folder in which the command runs")->type_name("PATH");
    verb.add_option("-u,--user", user, "User, by name or number")->type_name("USER[:GROUP]");
    many("-p,--publish", publish, "Publish a port; without ADDRESS to this host only")->type_name("[ADDRESS:][HOST:]PORT[/udp]");
    verb.add_option("--cpus", cpus, "Limit of cpus, such as 1.5")->type_name("NUMBER");
    verb.add_option("-m,--memory", memory, "Limit of memory, such as 512m")->type_name("SIZE");
    verb.add_option("--disk-size", diskSize, "Size of its writable disk, such as 20g")->type_name("SIZE");
    verb.add_option("--entrypoint", entrypoint, "Program to run instead of the image's; \"\" for none")->type_name("PROGRAM");
    verb.add_option("-h,--hostname", hostname, "Host name inside")->type_name("NAME");
    network.addTo(verb);
    verb.add_option("--pod", pod, "Pod that it joins: its machine, its network, its ports")->type_name("POD");
    many("--pod-volume", podVolumes, "Mount a volume that the pod shares")->type_name("VOLUME:PATH[:ro]");
    verb.add_option("--stop-signal", stopSignal, "Signal that stops it")->type_name("SIGNAL");
    verb.add_option("--stop-timeout", stopTimeout, "Time from that to the kill")->type_name("SECONDS");
    many("-l,--label", labels, "Set a label")->type_name("NAME=VALUE");
    life.addTo(verb);
    verb.add_option("--pull", pull, "When to pull the image")->type_name("missing|always|never")->check(CLI::IsMember({"missing", "always", "never"}));
    privileges.addTo(verb);
    // Known from Docker, so that they get a sentence about what they are and not about their spelling.
    const auto unknown = [&](const char *names) {
        CLI::Option *option = verb.add_option_function<std::string>(names, [this, names](const std::string &) { unsupported.emplace_back(names); });
        option->group("");
    };
    for (const char *names : {"--device", "--gpus", "--platform", "--link"})
        unknown(names);
}

Result<engine::ContainerSpec> specFrom(const SpecOptions &options, const std::vector<std::string> &rest)
{
    if (!options.unsupported.empty()) {
        const std::string &names = options.unsupported.front();
        return fail(Operation::ParseOptions, names.substr(names.find("--")), Reason::UnsupportedHere, "not in this version");
    }
    engine::ContainerSpec spec = engine::newContainerSpec();
    FIRKIN_TRY(options.privileges.apply(spec));
    if (spec.rootfs.empty()) {
        FIRKIN_TRY(checkRest(rest, 1, "which image to run"));
        spec.image = rest.front();
        spec.command.assign(rest.begin() + 1, rest.end());
    } else {
        spec.command = rest;
    }
    if (!options.name.empty())
        FIRKIN_TRY(checkName(options.name));
    spec.name = options.name;
    if (options.entrypoint)
        spec.entrypoint = parseEntrypoint(*options.entrypoint);
    for (const std::string &file : options.environmentFiles) {
        auto content = readFile(file, maxEnvironmentFile);
        if (!content)
            return fail(wrap(Operation::ParseOptions, file, std::move(content).error()));
        FIRKIN_ASSIGN(const std::vector<std::string> variables, parseEnvironmentFile(*content, file));
        spec.environment.insert(spec.environment.end(), variables.begin(), variables.end());
    }
    for (const std::string &text : options.environment) {
        FIRKIN_ASSIGN(const std::optional<std::string> variable, parseEnvironment(text));
        if (variable)
            spec.environment.push_back(*variable);
    }
    if (!options.workingDirectory.empty() && !options.workingDirectory.starts_with('/'))
        return fail(Operation::ParseOptions, options.workingDirectory, Reason::BadPath, "the folder has to be an absolute path");
    spec.workingDirectory = options.workingDirectory;
    spec.user = options.user;
    if (!options.hostname.empty())
        FIRKIN_TRY(checkHostname(options.hostname));
    spec.hostname = options.hostname;
    if (!options.cpus.empty()) {
        FIRKIN_ASSIGN(spec.cpus, parseCpus(options.cpus));
    }
    if (!options.memory.empty()) {
        FIRKIN_ASSIGN(spec.memory, parseMemory(options.memory));
    }
    if (!options.diskSize.empty()) {
        FIRKIN_ASSIGN(spec.diskSize, parseByteSize(options.diskSize));
    }
    FIRKIN_ASSIGN(spec.ports, parsePublished(options.publish));
    FIRKIN_TRY(options.network.applyTo(spec));
    if (!spec.network && !spec.ports.empty())
        return fail(Operation::ParseOptions, "--publish", Reason::ConflictingOptions, "ports cannot be published without a network");
    spec.pod = options.pod;
    if (!spec.pod.empty() && !spec.ports.empty())
        return fail(Operation::ParseOptions, "--publish", Reason::BelongsToPod, "publish it with 'fk pod create'");
    if (spec.pod.empty() && !options.podVolumes.empty())
        return fail(Operation::ParseOptions, "--pod-volume", Reason::ConflictingOptions, "say which --pod");
    for (const std::string &text : options.podVolumes) {
        FIRKIN_ASSIGN(engine::PodVolumeMount mount, parsePodVolumeMount(text));
        spec.podVolumes.push_back(std::move(mount));
    }
    if (!options.stopSignal.empty()) {
        FIRKIN_TRY(container::parseSignal(options.stopSignal));
        spec.stopSignal = options.stopSignal;
    }
    if (!options.stopTimeout.empty()) {
        FIRKIN_ASSIGN(spec.stopGrace, parseDuration(options.stopTimeout));
    }
    spec.labels = parseLabels(options.labels);
    spec.terminal = options.terminal;
    spec.openStdin = options.interactive;
    spec.removeOnExit = options.remove;
    FIRKIN_TRY(applyTo(options.life, spec));
    return spec;
}

Status ensureImage(Context &context, const std::string &image, const std::string &policy)
{
    if (image.empty()) // a root file system of the user's own
        return {};
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    if (policy != "always") {
        const auto found = engine->images().find(image, context.stop());
        if (found)
            return {};
        if (found.error().rootReason() != Reason::NoSuchImage || policy == "never")
            return fail(found.error());
        const auto reference = oci::Reference::parse(image);
        if (reference && reference->str() == starterName) {
            ProgressLine line(context.console);
            FIRKIN_TRY(engine->images().ensureStarter(line.sink(), context.stop()));
            return {};
        }
        if (!reference || (reference->domain() == "localhost" && oci::hasDomain(image)))
            return fail(found.error());
        // A short name is for registries.conf to resolve; when it cannot, that there is no such image says more.
        if (!oci::hasDomain(image) && !image::resolveForPull(image, image::loadShortNames()))
            return fail(found.error());
        context.console.printError("fk: there is no image " + image + " here; pulling it\n");
    }
    ProgressLine line(context.console);
    FIRKIN_TRY(engine->images().pull(image, line.sink(), context.stop()));
    return {};
}

} // namespace firkin::cli

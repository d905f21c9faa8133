// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/for_each.h"
#include "app/cli/json_text.h"
#include "app/cli/progress_line.h"
#include "app/cli/text.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace firkin::cli {

namespace {

struct SnapshotOptions {
    std::string container;
    std::string snapshot;
    std::vector<std::string> snapshots;
    std::string name;
    std::string note;
    std::string format = "table";
    bool quiet = false;
    bool force = false;
};

/// Names are "snapshot-3"; a note may have spaces, and belongs behind --note.
Result<int> create(Context &context, const SnapshotOptions &options)
{
    if (options.container.empty())
        return fail(Operation::ParseOptions, "snapshot", Reason::BadSyntax, "say which container, or one of create, ls, restore, rm, fork");
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView view, findContainer(context, *engine, options.container, Operation::SaveSnapshot));
    ProgressLine line(context.console, options.quiet);
    FIRKIN_ASSIGN(const engine::SnapshotView made,
                  engine->snapshots().take(view.id, {options.name, options.note}, line.sink(), context.stop()));
    line.clear();
    context.console.print(made.name + "\n");
    return 0;
}

Result<int> list(Context &context, const SnapshotOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    std::vector<engine::ContainerView> containers;
    if (options.container.empty()) {
        FIRKIN_ASSIGN(engine::ContainerList all, engine->containers().list(context.stop()));
        containers = std::move(all.containers);
    } else {
        FIRKIN_ASSIGN(engine::ContainerView one, findContainer(context, *engine, options.container, Operation::ListSnapshots));
        containers.push_back(std::move(one));
    }
    const auto now = std::chrono::system_clock::now();
    nlohmann::json json = nlohmann::json::array();
    Table table({"CONTAINER", "SNAPSHOT", "TAKEN", "SIZE", "NOTE"});
    for (const engine::ContainerView &container : containers) {
        FIRKIN_ASSIGN(const auto snapshots, engine->snapshots().list(container.id, context.stop()));
        for (const engine::SnapshotView &snapshot : snapshots) {
            if (options.quiet) {
                context.console.print(snapshot.name + "\n");
                continue;
            }
            json.push_back(toJson(snapshot, container.name));
            const std::string note = snapshot.problem ? "(" + std::string(text(snapshot.problem->rootReason())) + ") " : std::string();
            table.add({container.name, snapshot.name, ago(snapshot.takenAt, now), toString(snapshot.size), note + snapshot.note});
        }
    }
    if (!options.quiet)
        context.console.print(options.format == "json" ? jsonText(json) : table.text());
    return 0;
}

Result<int> restore(Context &context, const SnapshotOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView view, findContainer(context, *engine, options.container, Operation::RestoreSnapshot));
    std::string name = options.snapshot;
    if (name.empty()) {
        FIRKIN_ASSIGN(const auto snapshots, engine->snapshots().list(view.id, context.stop()));
        if (snapshots.empty())
            return fail(Operation::RestoreSnapshot, view.name, Reason::NoSuchSnapshot, "it has none");
        name = snapshots.back().name;
    }
    ProgressLine line(context.console, options.quiet);
    const Status restored = engine->snapshots().restore(view.id, name, options.force, line.sink(), context.stop());
    line.clear();
    if (!restored && restored.error().rootReason() == Reason::StillRunning)
        return fail(Operation::RestoreSnapshot, name, Reason::StillRunning, "--force throws away what it has done since");
    FIRKIN_TRY(restored);
    context.console.print(view.name + "\n");
    return 0;
}

Result<int> remove(Context &context, const SnapshotOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView view, findContainer(context, *engine, options.container, Operation::RemoveSnapshot));
    return forEach(context, options.snapshots, [&](const std::string &name) -> Result<std::string> {
        FIRKIN_TRY(engine->snapshots().remove(view.id, name, context.stop()));
        return name;
    });
}

Result<int> fork(Context &context, const SnapshotOptions &options)
{
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView view, findContainer(context, *engine, options.container, Operation::ForkSnapshot));
    ProgressLine line(context.console, options.quiet);
    FIRKIN_ASSIGN(const ContainerId id, engine->snapshots().fork(view.id, options.snapshot, options.name, line.sink(), context.stop()));
    line.clear();
    context.console.print(id.str() + "\n");
    return 0;
}

void addCreateOptions(CLI::App &verb, SnapshotOptions &options)
{
    verb.add_option("-n,--name", options.name, "Its name; one is made up unless it is given");
    verb.add_option("-m,--note", options.note, "What to remember about it");
    verb.add_flag("-q,--quiet", options.quiet, "No progress");
}

void addRestoreVerb(Program &program, CLI::App &parent, const std::string &help)
{
    const auto options = std::make_shared<SnapshotOptions>();
    CLI::App *verb = program.verb(parent, "restore", help, [options](Context &context) { return restore(context, *options); });
    verb->add_option("container", options->container, "Name or id")->required();
    verb->add_option("snapshot", options->snapshot, "Which; the newest unless it is given");
    verb->add_flag("-f,--force", options->force, "Also while it runs: what it has done since is lost");
    verb->add_flag("-q,--quiet", options->quiet, "No progress");
}

} // namespace

void addSnapshot(Program &program)
{
    const auto plain = std::make_shared<SnapshotOptions>();
    CLI::App *group = program.verb(program.root(), "snapshot", "Save a running container's memory and disk; ls, restore, rm, fork",
                                   [plain](Context &context) { return create(context, *plain); });
    group->add_option("container", plain->container, "The same as 'snapshot create'");
    addCreateOptions(*group, *plain);
    group->require_subcommand(0, 1);

    const auto createOptions = std::make_shared<SnapshotOptions>();
    CLI::App *createVerb = program.verb(*group, "create", "Save a running container, which goes on",
                                        [createOptions](Context &context) { return create(context, *createOptions); });
    createVerb->add_option("container", createOptions->container, "Name or id")->required();
    addCreateOptions(*createVerb, *createOptions);

    const auto listOptions = std::make_shared<SnapshotOptions>();
    CLI::App *ls = program.verb(*group, "ls", "List snapshots", [listOptions](Context &context) { return list(context, *listOptions); });
    ls->add_option("container", listOptions->container, "Only of this one");
    ls->add_flag("-q,--quiet", listOptions->quiet, "Only names");
    ls->add_option("--format", listOptions->format, "table or json")->check(CLI::IsMember({"table", "json"}));

    addRestoreVerb(program, *group, "Go on from a snapshot: the container runs as it was then");

    const auto removeOptions = std::make_shared<SnapshotOptions>();
    CLI::App *rm = program.verb(*group, "rm", "Delete snapshots", [removeOptions](Context &context) { return remove(context, *removeOptions); });
    rm->add_option("container", removeOptions->container, "Name or id")->required();
    rm->add_option("snapshots", removeOptions->snapshots, "Their names")->required();

    const auto forkOptions = std::make_shared<SnapshotOptions>();
    CLI::App *forkVerb = program.verb(*group, "fork", "Make a new container that goes on from a snapshot; the old one is not touched",
                                      [forkOptions](Context &context) { return fork(context, *forkOptions); });
    forkVerb->add_option("container", forkOptions->container, "Name or id")->required();
    forkVerb->add_option("snapshot", forkOptions->snapshot, "Which")->required();
    forkVerb->add_option("-n,--name", forkOptions->name, "The new container's name; one is made up unless it is given");
    forkVerb->add_flag("-q,--quiet", forkOptions->quiet, "No progress");
}

void addRestore(Program &program)
{
    addRestoreVerb(program, program.root(), "Go on from a container's snapshot (as 'snapshot restore')");
}

} // namespace firkin::cli

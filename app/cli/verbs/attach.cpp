// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/options.h"
#include "app/cli/run_attached.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

struct AttachVerbOptions {
    std::string container;
    bool noInput = false;
    bool noSignals = false;
    std::string detachKeys = "ctrl-p,ctrl-q";
};

Result<int> attach(Context &context, const AttachVerbOptions &options)
{
    AttachOptions attach;
    FIRKIN_ASSIGN(attach.detachKeys, parseDetachKeys(options.detachKeys));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::AttachSession));
    if (container.state != engine::ContainerState::Running && container.state != engine::ContainerState::Paused)
        return fail(Operation::AttachSession, container.name, Reason::NotRunning);
    attach.input = !options.noInput && container.spec.openStdin;
    attach.forwardSignals = !options.noSignals;
    return attachAndWait(context, *engine, container.id, container.spec, attach);
}

} // namespace

void addAttach(Program &program)
{
    const auto options = std::make_shared<AttachVerbOptions>();
    CLI::App *verb = program.verb(program.root(), "attach", "Watch and control a running container's own program", [options](Context &context) {
        return attach(context, *options);
    });
    verb->add_option("container", options->container, "Its name or id")->required();
    verb->add_flag("--no-stdin", options->noInput, "Do not pass standard input on");
    verb->add_flag("--no-sig-proxy", options->noSignals, "Do not pass signals on");
    verb->add_option("--detach-keys", options->detachKeys, "Keys that leave it running")->type_name("KEYS");
}

} // namespace firkin::cli

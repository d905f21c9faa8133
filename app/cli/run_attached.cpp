// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/run_attached.h"

#include <algorithm>

namespace firkin::cli {

namespace {

Result<AttachEnd> attach(Context &context, engine::Engine &engine, const ContainerId &id, bool terminal, const AttachOptions &options)
{
    if (terminal) {
        FIRKIN_ASSIGN(const std::vector<engine::SessionInfo> sessions, engine.sessions().list(id, context.stop()));
        const auto first = std::ranges::find_if(sessions, &engine::SessionInfo::isInit);
        if (first == sessions.end())
            return fail(Operation::AttachSession, id.str(), Reason::NoSuchSession);
        return attachTerminal(context, engine.sessions(), id, first->id, options);
    }
    return attachStreams(
        context,
        id.str(),
        options,
        [&](engine::ExecEvents events, std::stop_token stop) { return engine.processes().attach(id, std::move(events), stop); },
        [&](engine::Exec &, int signal) { (void)engine.containers().kill(id, signal, {}); }); // it may have ended
}

} // namespace

Result<int> attachAndWait(Context &context,
                          engine::Engine &engine,
                          const ContainerId &id,
                          const engine::ContainerSpec &spec,
                          const AttachOptions &options)
{
    auto end = attach(context, engine, id, spec.terminal, options);
    if (end && !end->status)
        return spec.terminal ? 0 : 130;
    std::optional<engine::ProcessStatus> status;
    if (end)
        status = end->status;
    if (!status) {
        if (end.error().isCancelled())
            return fail(std::move(end).error());
        // A program that ended before we came, or a connection that was lost at its end: the record knows.
        const auto view = engine.containers().find(id.str(), {});
        if (!view || view->state != engine::ContainerState::Exited || !view->exit || view->exit->cause == engine::ExitCause::SupervisorLost
            || view->exit->cause == engine::ExitCause::MachineDied)
            return fail(std::move(end).error());
        status = engine::ProcessStatus{view->exit->code, view->exit->signal};
    }
    if (spec.removeOnExit) {
        (void)engine.containers().wait(id, context.stop()); // until its machine is gone, too
        (void)engine.containers().remove(id, true, true, {}); // its supervisor may have done so already
    }
    return status->code;
}

} // namespace firkin::cli

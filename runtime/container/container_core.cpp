// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container_core.h"

#include "runtime/container/exec_config.h"
#include "runtime/container/machine.h"

namespace firkin::container {

ContainerCore::ContainerCore(std::shared_ptr<MountedContainer> mounted, std::shared_ptr<ProcessCore> init, ProcessConfig process, StartupTiming timing)
    : m_mounted(std::move(mounted)), m_init(std::move(init)), m_process(std::move(process)), m_timing(timing)
{ }

Result<ExitStatus> ContainerCore::wait(Deadline deadline, std::stop_token stop)
{
    auto status = m_init->wait(deadline, stop);
    if (!status)
        return fail(wrap(Operation::WaitForContainer, m_init->key().containerId, std::move(status).error()));
    FIRKIN_TRY(finish(std::move(stop)));
    return status;
}

Result<ExitStatus> ContainerCore::stop(const StopOptions &options, std::stop_token stop)
{
    const std::string &id = m_init->key().containerId;
    if (const auto known = m_init->exitStatus()) {
        FIRKIN_TRY(finish(std::move(stop)));
        return *known;
    }
    const auto failed = [&](Error error) { return fail(wrap(Operation::StopContainer, id, std::move(error))); };
    if (auto sent = m_init->kill(options.signal, stop); !sent)
        return failed(std::move(sent).error());
    auto status = m_init->wait(Deadline::after(options.grace), stop);
    if (!status && status.error().code == ErrorCode::Timeout) {
        if (auto killed = m_init->kill(sigKill, stop); !killed)
            return failed(std::move(killed).error());
        status = m_init->wait(Deadline::never(), stop);
    }
    if (!status)
        return failed(std::move(status).error());
    FIRKIN_TRY(finish(std::move(stop)));
    return status;
}

Status ContainerCore::finish(std::stop_token stop)
{
    m_mounted->endRelays();
    if (!m_ownsMachine)
        return {};
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [&] { return m_finish != Finish::Running; });
        if (m_finish == Finish::Done)
            return {};
        if (m_finish == Finish::Running)
            return fail(cancelled(Operation::StopMachine, m_init->key().containerId));
        m_finish = Finish::Running;
    }
    m_init->waitForReaders(stop);
    const Status stopped = m_mounted->machine().stop(std::move(stop));
    {
        const std::lock_guard lock(m_mutex);
        m_finish = stopped ? Finish::Done : Finish::Not;
    }
    m_changed.notify_all();
    return stopped;
}

ProcessConfig inherited(const ProcessConfig &container, ProcessConfig process, const ExecInherit &what)
{
    if (what.environment)
        process.environment.insert(process.environment.begin(), container.environment.begin(), container.environment.end());
    if (what.workingDirectory)
        process.workingDirectory = container.workingDirectory;
    if (what.user)
        process.user = container.user;
    if (what.limits) {
        process.capabilities = container.capabilities;
        process.rlimits = container.rlimits;
        process.noNewPrivileges = container.noNewPrivileges;
    }
    return process;
}

} // namespace firkin::container

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/session_table.h"

#include "runtime/supervisor/container_terminal.h"

#include <algorithm>

namespace firkin::supervisor {

namespace {

/// The user's shell: passwd's, else bash, else sh. Plain sh, since that is what nearly every image has.
constexpr auto findShell = R"(u=$(id -u 2>/dev/null); s=
while IFS=: read -r n p i g c h s; do [ "$i" = "$u" ] && break; s=; done </etc/passwd 2>/dev/null
case $s in */nologin|*/false) s=;; esac
[ -n "$s" ] && [ -x "$s" ] || s=$(command -v bash) || s=/bin/sh
SHELL=$s; export SHELL; exec "$s")";

bool hasKey(const std::vector<std::string> &environment, std::string_view key)
{
    return std::ranges::any_of(environment, [&](const std::string &entry) {
        return entry.starts_with(key) && entry.size() > key.size() && entry[key.size()] == '=';
    });
}

Result<container::Process<container::Pty>>
startProcess(container::ContainerBase &container, const engine::SessionSpec &spec, const std::string &id, std::stop_token stop)
{
    const container::TerminalSize size{spec.size.columns, spec.size.rows};
    if (spec.debugShell)
        return container.debugShell(id, size, stop);

    container::ExecConfig<container::Pty> config;
    const bool ownShell = spec.command.empty();
    config.process.arguments = ownShell ? std::vector<std::string>{"/bin/sh", "-c", findShell} : spec.command;
    config.process.environment = spec.environment;
    if (!hasKey(config.process.environment, "TERM"))
        config.process.environment.push_back("TERM=xterm-256color");
    config.inherit = container::ExecInherit::everything();
    if (!spec.user.empty()) {
        config.process.user = container::User::parse(spec.user);
        config.inherit.user = false;
    }
    if (!spec.workingDirectory.empty()) {
        config.process.workingDirectory = spec.workingDirectory;
        config.inherit.workingDirectory = false;
    }
    config.size = size;
    auto process = container.exec(id, config, stop);
    if (!process && ownShell && process.error().rootReason() == Reason::ExecutableNotFound)
        return fail(Operation::OpenSession, container.id().str(), Reason::NoShell);
    return process;
}

} // namespace

Result<engine::SessionInfo> SessionTable::open(ContainerHost &host, const engine::SessionSpec &spec, std::stop_token stop)
{
    FIRKIN_ASSIGN(const QuietGate::Pass pass, host.enterGuest(stop));
    FIRKIN_ASSIGN(const auto running, host.usable(Operation::OpenSession));
    const std::string id = randomId();
    auto process = startProcess(*running->process, spec, id, stop);
    if (!process)
        return fail(wrap(Operation::OpenSession, host.record().name, process.error()));

    engine::SessionInfo info;
    FIRKIN_ASSIGN(info.id, SessionId::parse(id));
    info.container = host.id();
    info.command = spec.command;
    info.size = spec.size;
    info.startedAt = std::chrono::system_clock::now();
    auto session =
        Session::start(std::move(info), makeTerminal(std::move(*process)), {}, [&hub = m_hub] { hub.touch(); }, {});
    const engine::SessionInfo made = session->info();
    add(std::move(session));
    return made;
}

void SessionTable::add(std::shared_ptr<Session> session)
{
    const std::string id = session->info().id.str();
    {
        const std::lock_guard lock(m_mutex);
        m_sessions[id] = std::move(session);
    }
    m_hub.touch();
}

std::vector<engine::SessionInfo> SessionTable::list() const
{
    std::vector<std::shared_ptr<Session>> sessions;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[id, session] : m_sessions)
            sessions.push_back(session);
    }
    std::vector<engine::SessionInfo> infos;
    for (const auto &session : sessions)
        infos.push_back(session->info());
    std::ranges::sort(infos, {}, &engine::SessionInfo::startedAt);
    return infos;
}

Result<std::shared_ptr<Session>> SessionTable::find(std::string_view id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_sessions.find(id);
    if (found == m_sessions.end())
        return fail(Operation::AttachSession, id, Reason::NoSuchSession);
    return found->second;
}

void SessionTable::forget(const ContainerId &container)
{
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_sessions, [&](const auto &entry) { return entry.second->info().container == container; });
    }
    m_hub.touch();
}

Status SessionTable::close(std::string_view id, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::shared_ptr<Session> session, find(id));
    const bool isInit = session->info().isInit;
    if (!session->hasEnded()) {
        FIRKIN_TRY(session->hangUp(stop));
        // The container's own process decides by itself what a hang-up means to it.
        if (isInit)
            return {};
    }
    {
        const std::lock_guard lock(m_mutex);
        m_sessions.erase(std::string(id));
    }
    m_hub.touch();
    return {};
}

} // namespace firkin::supervisor

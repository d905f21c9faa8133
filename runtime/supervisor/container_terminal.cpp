// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_terminal.h"

namespace firkin::supervisor {

namespace {

/// `Owner`: a container or a process: both wait, kill and know their foreground.
template <class Owner>
class ContainerTerminal final : public TerminalProcess {
public:
    ContainerTerminal(std::shared_ptr<Owner> owner, container::Pty pty) : m_owner(std::move(owner)), m_pty(std::move(pty)) {}

    Result<std::size_t> read(std::span<std::byte> buffer, std::stop_token stop) override { return m_pty.read(buffer, stop); }
    Status write(std::span<const std::byte> bytes, std::stop_token stop) override { return m_pty.write(bytes, stop); }
    Status resize(engine::TerminalSize size, std::stop_token stop) override
    {
        return m_pty.resize({size.columns, size.rows}, stop);
    }
    Result<engine::ProcessStatus> wait(std::stop_token stop) override
    {
        FIRKIN_ASSIGN(const container::ExitStatus status, m_owner->wait(stop));
        return engine::ProcessStatus{status.code, status.signal ? status.signal->number : 0};
    }
    Status hangUp(std::stop_token stop) override { return m_owner->kill(container::sigHup, stop); }
    Result<engine::Foreground> foreground(std::stop_token stop) override
    {
        FIRKIN_ASSIGN(const agent::Foreground found, m_owner->foreground(stop));
        return engine::Foreground{found.pid, found.command, found.workingDirectory, found.isSessionLeader};
    }

private:
    std::shared_ptr<Owner> m_owner;
    container::Pty m_pty;
};

} // namespace

std::unique_ptr<TerminalProcess> makeTerminal(std::shared_ptr<container::Container<container::Pty>> container)
{
    container::Pty pty = container->takePty();
    return std::make_unique<ContainerTerminal<container::Container<container::Pty>>>(std::move(container), std::move(pty));
}

std::unique_ptr<TerminalProcess> makeTerminal(container::Process<container::Pty> process)
{
    container::Pty pty = process.takePty();
    auto owner = std::make_shared<container::Process<container::Pty>>(std::move(process));
    return std::make_unique<ContainerTerminal<container::Process<container::Pty>>>(std::move(owner), std::move(pty));
}

} // namespace firkin::supervisor

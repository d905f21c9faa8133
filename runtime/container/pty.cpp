// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/pty.h"

#include "runtime/container/process_core.h"

#include <atomic>
#include <mutex>

namespace firkin::container {

struct Pty::State {
    std::shared_ptr<ProcessCore> process;
    std::unique_ptr<InputStream> input;
    std::unique_ptr<OutputStream> output;
    std::mutex mutex;
    TerminalSize size; ///< guarded
};

Pty::Pty(std::shared_ptr<ProcessCore> process, std::unique_ptr<InputStream> input, std::unique_ptr<OutputStream> output, TerminalSize size)
    : m_state(std::make_unique<State>())
{
    m_state->process = std::move(process);
    m_state->input = std::move(input);
    m_state->output = std::move(output);
    m_state->size = size;
}

Pty::Pty(Pty &&) noexcept = default;
Pty &Pty::operator=(Pty &&) noexcept = default;
Pty::~Pty() = default;

namespace {

std::unexpected<Error> taken()
{
    return fail(Operation::RelayStream, "terminal", Reason::InUse, "its stream was taken");
}

} // namespace

Result<std::size_t> Pty::read(std::span<std::byte> buffer, std::stop_token stop)
{
    if (!m_state || !m_state->output)
        return taken();
    return m_state->output->read(buffer, Deadline::never(), std::move(stop));
}

Status Pty::write(std::span<const std::byte> bytes, std::stop_token stop)
{
    if (!m_state || !m_state->input)
        return taken();
    return m_state->input->write(bytes, Deadline::never(), std::move(stop));
}

Status Pty::resize(TerminalSize size, std::stop_token stop)
{
    if (!m_state)
        return taken();
    FIRKIN_TRY(m_state->process->resize(size, std::move(stop)));
    const std::lock_guard lock(m_state->mutex);
    m_state->size = size;
    return {};
}

TerminalSize Pty::size() const
{
    if (!m_state)
        return {};
    const std::lock_guard lock(m_state->mutex);
    return m_state->size;
}

std::unique_ptr<InputStream> Pty::takeInput() { return m_state ? std::move(m_state->input) : nullptr; }
std::unique_ptr<OutputStream> Pty::takeOutput() { return m_state ? std::move(m_state->output) : nullptr; }

} // namespace firkin::container

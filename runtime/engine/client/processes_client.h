// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/logs.h"
#include "runtime/engine/sessions.h"

namespace firkin::engine {

/// Processes with plain streams.
class ProcessesClient final : public Processes {
public:
    ProcessesClient(MachineCalls &calls, Logs &logs) : m_calls(calls), m_logs(logs) {}
    Result<std::unique_ptr<Exec>>
    exec(const ContainerId &container, const ExecSpec &spec, ExecEvents events, std::stop_token stop) override;
    Result<std::unique_ptr<Exec>> attach(const ContainerId &container, ExecEvents events, std::stop_token stop) override;

private:
    MachineCalls &m_calls;
    Logs &m_logs;
};

} // namespace firkin::engine

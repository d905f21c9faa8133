// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/sessions.h"

namespace firkin::engine {

/// Terminal sessions, which are the supervisors'.
class SessionsClient final : public Sessions {
public:
    explicit SessionsClient(MachineCalls &calls) : m_calls(calls) {}
    Result<SessionInfo> open(const ContainerId &container, const SessionSpec &spec, std::stop_token stop) override;
    Result<std::vector<SessionInfo>> list(const ContainerId &container, std::stop_token stop) override;
    Result<std::unique_ptr<Attachment>> attach(const ContainerId &container,
                                               const SessionId &session,
                                               std::optional<std::uint64_t> offset,
                                               TerminalSize size,
                                               AttachmentEvents events,
                                               std::stop_token stop) override;
    Result<Foreground> foreground(const ContainerId &container, const SessionId &session, std::stop_token stop) override;
    Status close(const ContainerId &container, const SessionId &session, std::stop_token stop) override;

private:
    MachineCalls &m_calls;
};

} // namespace firkin::engine

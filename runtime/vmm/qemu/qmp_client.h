// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/deadline.h"
#include "runtime/base/result.h"
#include "runtime/base/unique_fd.h"
#include "runtime/vmm/qemu/qmp_message.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace firkin::vmm::qemu {

/// The one client of a QEMU's monitor. Owns the connection and a thread that reads it: replies go to whoever
/// waits for them, events to `onEvent`, which is called on that thread, must not block and must not call back in.
/// Any thread may execute; commands may overlap.
class QmpClient {
public:
    using OnEvent = std::function<void(const QmpEvent &)>;

    /// `connection`: a stream socket; blocking. `machine` names it in errors.
    QmpClient(UniqueFd connection, std::string machine, OnEvent onEvent);
    QmpClient(const QmpClient &) = delete;
    QmpClient &operator=(const QmpClient &) = delete;
    ~QmpClient();

    /// Waits for QEMU's greeting and leaves the negotiation mode. ConnectionLost when QEMU dies before.
    Result<QmpGreeting> greet(Deadline deadline, std::stop_token stop);

    /// The value of "return". `descriptor`, if any, goes along (for "getfd").
    Result<nlohmann::json> execute(std::string_view command,
                                   const nlohmann::json &arguments,
                                   Deadline deadline,
                                   std::stop_token stop,
                                   int descriptor = -1);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace firkin::vmm::qemu

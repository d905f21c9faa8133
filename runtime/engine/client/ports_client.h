// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/client/containers_client.h"
#include "runtime/engine/ports.h"

namespace firkin::engine {

/// A running container's supervisor does it; one that does not run gets another record.
class PortsClient final : public Ports {
public:
    PortsClient(MachineCalls &calls, ContainersClient &containers) : m_calls(calls), m_containers(containers) {}

    Result<std::vector<PortMapping>>
    publish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop) override;
    Status unpublish(const ContainerId &id, const std::vector<PortMapping> &ports, std::stop_token stop) override;

private:
    MachineCalls &m_calls;
    ContainersClient &m_containers;
};

} // namespace firkin::engine

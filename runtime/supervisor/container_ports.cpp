// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"

#include "runtime/engine/ports.h"
#include "runtime/supervisor/machine_plan.h"

#include <algorithm>

/// Published ports of a container that runs. The machine says what is bound; the record follows it.
namespace firkin::supervisor {

using engine::PortMapping;

Result<std::vector<PortMapping>> ContainerHost::publish(const std::vector<PortMapping> &ports)
{
    FIRKIN_ASSIGN(const auto running, this->running());
    vmm::VirtualMachine &machine = running->machine->vm();
    std::vector<vmm::PublishedPort> bound;
    for (const PortMapping &port : ports) {
        auto one = machine.publish(toPublished(port));
        if (!one) {
            for (const vmm::PublishedPort &done : bound)
                (void)machine.unpublish(done);
            return fail(std::move(one).error());
        }
        bound.push_back(*one);
    }
    std::unique_lock lock(m_mutex);
    m_record.spec.ports.insert(m_record.spec.ports.end(), ports.begin(), ports.end());
    if (store::isLive(m_record.state)) // else its end has cleared them
        m_record.boundPorts = toMappings(machine.publishedPorts());
    saveAndPublish(lock);
    return toMappings(bound);
}

Status ContainerHost::unpublish(const std::vector<PortMapping> &ports)
{
    FIRKIN_ASSIGN(const auto running, this->running());
    vmm::VirtualMachine &machine = running->machine->vm();
    const auto bound = machine.publishedPorts();
    std::vector<vmm::PublishedPort> meant;
    for (const PortMapping &port : ports) {
        const auto before = meant.size();
        for (const vmm::PublishedPort &one : bound) {
            if (engine::means(port, toMappings({one}).front()))
                meant.push_back(one);
        }
        if (meant.size() == before)
            return fail(Operation::UnpublishPort, std::to_string(port.containerPort), Reason::NotPublished);
    }
    std::vector<vmm::PublishedPort> gone;
    Status failed;
    for (const vmm::PublishedPort &port : meant) {
        failed = machine.unpublish(port);
        if (!failed)
            break; // what is gone is recorded all the same
        gone.push_back(port);
    }
    std::unique_lock lock(m_mutex);
    for (const PortMapping &port : toMappings(gone)) {
        auto &wished = m_record.spec.ports;
        auto found = std::ranges::find(wished, port);
        if (found == wished.end()) { // it was any free one
            PortMapping any = port;
            any.hostPort = 0;
            found = std::ranges::find(wished, any);
        }
        if (found != wished.end())
            wished.erase(found);
    }
    if (store::isLive(m_record.state)) // else its end has cleared them
        m_record.boundPorts = toMappings(machine.publishedPorts());
    saveAndPublish(lock);
    return failed;
}

} // namespace firkin::supervisor

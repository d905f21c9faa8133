// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/machine.h"

#include "runtime/base/error_text.h"
#include "runtime/base/stop_fd.h"
#include "runtime/container/container_builder.h"
#include "runtime/container/host_mounts.h"
#include "runtime/container/phase_timer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>

namespace firkin::container {

struct Machine::State {
    std::vector<std::shared_ptr<void>> attachments; // first: gone after the machine
    std::unique_ptr<vmm::VirtualMachine> vm;
    Deadlines deadlines;
    std::unique_ptr<agent::AgentClient> agent; // after the vm, which it uses
    BootTiming timing;

    std::mutex mutex;
    std::vector<std::weak_ptr<MountedContainer>> containers; ///< guarded
    bool stopped = false;                                    ///< guarded
};

Machine::Machine() : m_state(std::make_unique<State>()) { }
Machine::~Machine() = default;

vmm::VirtualMachine &Machine::vm() const { return *m_state->vm; }
agent::AgentClient &Machine::agent() const { return *m_state->agent; }
const Deadlines &Machine::deadlines() const { return m_state->deadlines; }
const Machine::BootTiming &Machine::bootTiming() const { return m_state->timing; }
void Machine::keep(std::shared_ptr<void> attachment) { m_state->attachments.push_back(std::move(attachment)); }

namespace {

constexpr int plugAttempts = 3;
constexpr std::chrono::milliseconds betweenAttempts{200};

/// What every host does to a fresh guest. The clock first: certificates and file times depend on it.
Status setUpGuest(agent::AgentClient &agent, std::stop_token stop)
{
    FIRKIN_TRY(agent.setTime(std::chrono::system_clock::now(), stop));
    FIRKIN_TRY(agent.setLink("lo", true, {}, stop));
    FIRKIN_TRY(agent.setEnvironment("PATH", std::string_view(defaultPathVariable()).substr(5), stop));
    FIRKIN_TRY(agent.makeDirectory("/tmp", 01777, stop));
    FIRKIN_TRY(agent.mount({"tmpfs", "tmpfs", "/tmp", {}}, stop));
    FIRKIN_TRY(agent.makeDirectory("/dev/pts", 0755, stop));
    return agent.mount({"devpts", "devpts", "/dev/pts", {"gid=5", "mode=620", "ptmxmode=666"}}, stop);
}

} // namespace

Status mountShare(agent::AgentClient &agent, const std::string &tag, std::stop_token stop)
{
    const std::string place = shareMountPoint(tag);
    FIRKIN_TRY(agent.makeDirectory(place, 0700, stop));
    return agent.mount({"virtiofs", tag, place, {"nodev"}}, std::move(stop));
}

Result<std::shared_ptr<Machine>>
Machine::boot(vmm::MachineFactory &factory, const vmm::MachineConfig &config, const ProgressFn &progress, std::stop_token stop)
{
    report(progress, {Phase::StartingMachine, 0, std::nullopt, config.id.str()});
    StartupTiming::Duration machineStart{};
    auto started = [&] {
        const PhaseTimer timer(machineStart);
        return factory.start(config, progress, stop);
    }();
    if (!started)
        return fail(std::move(started).error());
    report(progress, {Phase::BootingKernel, 0, std::nullopt, config.id.str()});
    FIRKIN_ASSIGN(auto machine, adopt(std::move(*started), std::move(stop)));
    machine->m_state->timing.machineStart = machineStart;
    return machine;
}

Result<std::shared_ptr<Machine>> Machine::restore(vmm::MachineFactory &factory,
                                                  const vmm::MachineConfig &config,
                                                  const Renewal &renewal,
                                                  const ProgressFn &progress,
                                                  std::stop_token stop)
{
    report(progress, {Phase::StartingMachine, 0, std::nullopt, config.id.str()});
    FIRKIN_ASSIGN(auto vm, factory.start(config, progress, stop));
    FIRKIN_TRY(vm->resume());
    if (!renewal.macAddress.empty()) {
        FIRKIN_TRY(vm->unplugNetwork("net0", vmm::NetworkLine::Kept, stop));
        FIRKIN_TRY(vm->plugNetwork({"net0", renewal.macAddress, {}}, stop));
    }
    FIRKIN_TRY(vm->plugVsock(stop));
    report(progress, {Phase::ConnectingAgent, 0, std::nullopt, config.id.str()});
    FIRKIN_ASSIGN(auto machine, connect(std::move(vm), stop));
    const auto renewed = [&]() -> Status {
        FIRKIN_TRY(machine->agent().setTime(std::chrono::system_clock::now(), stop));
        if (renewal.interfaces.empty())
            return {};
        // The guest finds a new card a moment after it was plugged in.
        const Deadline limit = Deadline::after(machine->deadlines().rpc);
        for (;;) {
            Status up = machine->configureNetwork(renewal.interfaces, stop);
            if (up || limit.passed() || !pauseFor(std::chrono::milliseconds(50), stop))
                return up;
        }
    }();
    if (!renewed)
        return fail(wrap(Operation::StartMachine, config.id.str(), renewed.error()));
    return machine;
}

Result<std::shared_ptr<Machine>> Machine::adopt(std::unique_ptr<vmm::VirtualMachine> vm, std::stop_token stop)
{
    FIRKIN_ASSIGN(auto machine, connect(std::move(vm), stop));
    const PhaseTimer timer(machine->m_state->timing.guestSetup);
    if (auto ready = setUpGuest(machine->agent(), stop); !ready)
        return fail(wrap(Operation::StartMachine, machine->vm().config().id.str(), std::move(ready).error()));
    for (const vmm::Share &share : machine->vm().config().shares) {
        if (auto mounted = mountShare(machine->agent(), share.tag, stop); !mounted)
            return fail(wrap(Operation::StartMachine, machine->vm().config().id.str(), std::move(mounted).error()));
    }
    return machine;
}

Result<std::shared_ptr<Machine>> Machine::connect(std::unique_ptr<vmm::VirtualMachine> vm, std::stop_token stop)
{
    // Whatever fails below, the destructor ends the machine.
    std::shared_ptr<Machine> machine(new Machine);
    State &state = *machine->m_state;
    state.vm = std::move(vm);
    state.deadlines = Deadlines::forAccelerator(state.vm->accelerator());
    const std::string id = state.vm->config().id.str();
    const auto failed = [&](Error error) { return fail(wrap(Operation::StartMachine, id, std::move(error))); };

    StartupTiming::Duration untilAnswer{};
    auto agent = [&] {
        const PhaseTimer timer(untilAnswer);
        return agent::AgentClient::connect(*state.vm, state.deadlines, stop);
    }();
    if (!agent)
        return failed(std::move(agent).error());
    state.agent = std::move(*agent);
    state.timing.kernelBoot = std::min<StartupTiming::Duration>(untilAnswer, state.agent->info().uptime);
    state.timing.agentConnect = untilAnswer - state.timing.kernelBoot;
    return machine;
}

std::shared_ptr<MountedContainer> Machine::adopt(const ContainerId &id, const GuestRootfs &rootfs)
{
    auto container = std::make_shared<MountedContainer>(shared_from_this(), id, rootfs);
    container->markMounted();
    const std::lock_guard lock(m_state->mutex);
    m_state->containers.push_back(container);
    return container;
}

Status Machine::resume(std::stop_token stop)
{
    FIRKIN_TRY(vm().resume());
    // What came for the guest while it stood still has been dropped behind its vsock device, and those connections stall for
    // ever. A new device breaks them. Given up half-way, the machine puts a new one in by itself.
    FIRKIN_TRY(vm().unplugVsock(std::move(stop)));
    return reconnect();
}

Status Machine::reconnect()
{
    Status plugged;
    for (int attempt = 0; attempt < plugAttempts; ++attempt) {
        plugged = vm().plugVsock({});
        if (plugged || vm().end())
            break;
        pauseFor(betweenAttempts, {});
    }
    FIRKIN_TRY(plugged);
    return agent().setTime(std::chrono::system_clock::now(), {});
}

Status Machine::configureNetwork(const std::vector<GuestInterface> &interfaces, std::stop_token stop)
{
    const PhaseTimer timer(m_state->timing.guestSetup);
    bool first = true;
    for (const GuestInterface &interface : interfaces) {
        FIRKIN_TRY(agent().addAddress(interface.name, interface.address, interface.address6, stop));
        FIRKIN_TRY(agent().setLink(interface.name, true, interface.mtu, stop));
        if (std::exchange(first, false) && !(interface.gateway.empty() && interface.gateway6.empty()))
            FIRKIN_TRY(agent().addDefaultRoute(interface.name, interface.gateway, interface.gateway6, stop));
    }
    return {};
}

Result<std::shared_ptr<MountedContainer>>
Machine::createContainer(const ContainerId &id, const GuestRootfs &rootfs, std::stop_token stop)
{
    auto container = std::make_shared<MountedContainer>(shared_from_this(), id, rootfs);
    {
        const std::lock_guard lock(m_state->mutex);
        std::erase_if(m_state->containers, [](const auto &one) { return one.expired(); });
        for (const auto &other : m_state->containers) {
            if (const auto live = other.lock(); live && live->id() == id && live->isMounted())
                return fail(Operation::CreateContainer, id.str(), Reason::NameTaken);
        }
        m_state->containers.push_back(container);
    }
    if (auto mounted = container->mount(std::move(stop)); !mounted)
        return fail(wrap(Operation::CreateContainer, id.str(), std::move(mounted).error()));
    return container;
}

Result<ContainerBuilder<OnMachine, Init>> Machine::container(std::string_view id)
{
    BuilderParts<OnMachine> parts;
    parts.where.machine = shared_from_this();
    FIRKIN_ASSIGN(parts.config.id, ContainerId::parse(id));
    parts.config.process.environment = {defaultPathVariable()};
    return ContainerBuilder<OnMachine, Init>(std::move(parts));
}

Status Machine::stop(std::stop_token stop)
{
    std::vector<std::shared_ptr<MountedContainer>> containers;
    {
        const std::lock_guard lock(m_state->mutex);
        if (m_state->stopped)
            return {};
        for (const auto &one : m_state->containers) {
            if (auto live = one.lock())
                containers.push_back(std::move(live));
        }
    }
    // Nothing written is to be lost; but a guest that does not answer must not keep the machine alive.
    const auto quiet = [&]() -> Status {
        if (std::ranges::any_of(containers, [](const auto &one) { return one->isMounted(); }))
            FIRKIN_TRY(agent().killAll(sigKill.number, stop));
        for (const auto &one : containers)
            FIRKIN_TRY(one->unmount(stop));
        return agent().sync(stop);
    };
    Status asked;
    if (!m_state->vm->end())
        asked = quiet();
    if (stop.stop_requested())
        return fail(cancelled(Operation::StopMachine, m_state->vm->config().id.str()));
    FIRKIN_TRY(m_state->vm->stop(m_state->deadlines.machineStop));
    const std::lock_guard lock(m_state->mutex);
    m_state->stopped = true;
    if (!asked)
        spdlog::warn("the machine ended without its guest's farewell: {}", render(asked.error()));
    return {};
}

} // namespace firkin::container

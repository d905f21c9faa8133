// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/vmm/virtual_machine.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace firkin::test {

/// A machine without a monitor and without a guest: a test plays the guest with the calls of the guest's side. Passes
/// the same contract as QemuMachine (tests/contract). Connections are socket pairs with a relay
/// between them. Any thread.
class FakeMachine final : public vmm::VirtualMachine {
public:
    explicit FakeMachine(vmm::MachineConfig config);
    ~FakeMachine() override;
    FakeMachine(const FakeMachine &) = delete;
    FakeMachine &operator=(const FakeMachine &) = delete;

    // The guest's side.
    /// What listens in the guest: each connection comes on a thread of its own, which the machine joins at its end
    /// after it has shut the connection down.
    using Serve = std::function<void(UniqueFd)>;
    void serveInGuest(vmm::VsockPort port, Serve serve);
    void stopServingInGuest(vmm::VsockPort port);
    /// As a guest connects to the host; Unavailable when nobody listens.
    Result<UniqueFd> dialFromGuest(vmm::VsockPort port);
    /// The same as a function that may outlive the machine.
    [[nodiscard]] std::function<Result<UniqueFd>(vmm::VsockPort)> guestDialer() const;
    void printOnConsole(std::uint64_t bytes);
    /// It ends by itself: powers off, panics, dies.
    void endFromInside(vmm::MachineEnd end);
    /// Every connection breaks, as when the vsock device dies; new ones work.
    void breakConnections();
    /// What was done to it, in order: "pause", "resume", "unplug vsock", "plug disk data" …
    [[nodiscard]] std::vector<std::string> deeds() const;
    /// Called with each deed, under the machine's lock: it may take a note or request a stop. Set before the machine is used.
    std::function<void(const std::string &)> onDeed;
    [[nodiscard]] bool hasDevice(const std::string &device) const; ///< "disk data"
    /// That deed fails, as often as it is tried, until told otherwise (no error).
    void failAt(const std::string &deed, std::optional<Error> error);
    [[nodiscard]] std::size_t openListeners() const; ///< host ports that are listened on now

    [[nodiscard]] const vmm::MachineConfig &config() const override { return m_config; }
    [[nodiscard]] Accelerator accelerator() const override;
    [[nodiscard]] vmm::Capabilities capabilities() const override;
    [[nodiscard]] vmm::MachineState state() const override;
    Result<UniqueFd> dial(vmm::VsockPort port, Deadline deadline, std::stop_token stop) override;
    Result<std::unique_ptr<vmm::VsockListener>> listen(vmm::VsockPort port) override;
    Result<std::unique_ptr<vmm::VsockListener>> listenOnFreePort() override;
    Status pause() override;
    Status resume() override;
    Status plugDisk(const vmm::Disk &disk, std::stop_token stop) override;
    Status unplugDisk(const std::string &serial, std::stop_token stop) override;
    Status plugShare(const vmm::Share &share, std::stop_token stop) override;
    Status unplugShare(const std::string &tag, std::stop_token stop) override;
    Status plugNetwork(vmm::NetworkCard card, std::stop_token stop) override;
    Status unplugNetwork(const std::string &name, vmm::NetworkLine line, std::stop_token stop) override;
    Status unplugVsock(std::stop_token stop) override;
    Status plugVsock(std::stop_token stop) override;
    Status saveState(const std::filesystem::path &file, const ProgressFn &progress, std::stop_token stop) override;
    Result<vmm::PublishedPort> publish(const vmm::PublishedPort &port) override;
    Status unpublish(const vmm::PublishedPort &port) override;
    [[nodiscard]] std::vector<vmm::PublishedPort> publishedPorts() const override;
    Status stop(std::chrono::milliseconds grace) override;
    Result<vmm::MachineEnd> waitForEnd(Deadline deadline, std::stop_token stop) override;
    [[nodiscard]] std::optional<vmm::MachineEnd> end() const override;
    [[nodiscard]] std::uint64_t consoleBytes() const override;
    [[nodiscard]] vmm::HostCost hostCost() const override;

private:
    struct Switchboard;
    Status plug(const std::string &device, std::stop_token stop);
    Status unplug(const std::string &device, std::stop_token stop);

    const vmm::MachineConfig m_config;
    std::shared_ptr<Switchboard> m_board; ///< shared with listeners, which may outlive the machine
};

/// Starts fakes; `boot` lets the test furnish each guest before start() returns. Counts, and fails when told to.
class FakeMachineFactory final : public vmm::MachineFactory {
public:
    using Boot = std::function<void(FakeMachine &)>;
    explicit FakeMachineFactory(Boot boot = {}) : m_boot(std::move(boot)) {}

    void failWith(Error error) { m_failure = std::move(error); }
    [[nodiscard]] int started() const { return m_started; }

    Result<std::unique_ptr<vmm::VirtualMachine>>
    start(const vmm::MachineConfig &config, const ProgressFn &progress, std::stop_token stop) override;

private:
    Boot m_boot;
    std::optional<Error> m_failure;
    int m_started = 0;
};

} // namespace firkin::test

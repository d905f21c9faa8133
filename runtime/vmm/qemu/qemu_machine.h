// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/process.h"
#include "runtime/base/stop_fd.h"
#include "runtime/vmm/disk_lock.h"
#include "runtime/vmm/qemu/console_log.h"
#include "runtime/vmm/qemu/device_arguments.h"
#include "runtime/vmm/qemu/machine_end.h"
#include "runtime/vmm/qemu/passt.h"
#include "runtime/vmm/qemu/qmp_client.h"
#include "runtime/vmm/qemu/share_server.h"
#include "runtime/vmm/qemu/vsock_device.h"
#include "runtime/vmm/virtual_machine.h"
#include "runtime/vmm/vsock/hybrid_vsock.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace firkin::vmm::qemu {

/// A machine that QEMU runs. Owns QEMU, its vsock device and passt, and the keeper: the thread that starts them all
/// (their parent-death signal follows the thread that spawned them, so it lives as long as the machine), waits for
/// their ends, puts a dead vsock device back, and at last takes everything away. QMP events come on the client's
/// thread and only leave notes. The mutex guards what the notes are; nothing blocks under it.
class QemuMachine final : public VirtualMachine {
public:
    static Result<std::unique_ptr<VirtualMachine>> start(const MachineConfig &config, const ProgressFn &progress, std::stop_token stop);
    ~QemuMachine() override;
    QemuMachine(const QemuMachine &) = delete;
    QemuMachine &operator=(const QemuMachine &) = delete;

    [[nodiscard]] const MachineConfig &config() const override { return m_config; }
    [[nodiscard]] Accelerator accelerator() const override { return m_accelerator; }
    [[nodiscard]] Capabilities capabilities() const override;
    [[nodiscard]] MachineState state() const override;

    Result<UniqueFd> dial(VsockPort port, Deadline deadline, std::stop_token stop) override;
    Result<std::unique_ptr<VsockListener>> listen(VsockPort port) override;
    Result<std::unique_ptr<VsockListener>> listenOnFreePort() override;
    Status pause() override;
    Status resume() override;
    Status plugDisk(const Disk &disk, std::stop_token stop) override;
    Status unplugDisk(const std::string &serial, std::stop_token stop) override;
    Status plugShare(const Share &share, std::stop_token stop) override;
    Status unplugShare(const std::string &tag, std::stop_token stop) override;
    Status plugNetwork(NetworkCard card, std::stop_token stop) override;
    Status unplugNetwork(const std::string &name, NetworkLine line, std::stop_token stop) override;
    Status unplugVsock(std::stop_token stop) override;
    Status plugVsock(std::stop_token stop) override;
    Status saveState(const std::filesystem::path &file, const ProgressFn &progress, std::stop_token stop) override;
    Result<PublishedPort> publish(const PublishedPort &port) override;
    Status unpublish(const PublishedPort &port) override;
    [[nodiscard]] std::vector<PublishedPort> publishedPorts() const override;
    Status stop(std::chrono::milliseconds grace) override;
    Result<MachineEnd> waitForEnd(Deadline deadline, std::stop_token stop) override;
    [[nodiscard]] std::optional<MachineEnd> end() const override;
    [[nodiscard]] std::uint64_t consoleBytes() const override;
    [[nodiscard]] HostCost hostCost() const override;

private:
    QemuMachine(const MachineConfig &config, Accelerator accelerator);

    // The keeper's work, in this order.
    void keep(const std::stop_token &own, const ProgressFn &progress, const std::stop_token &caller, std::promise<Status> started);
    Status bringUp(const ProgressFn &progress, const std::stop_token &stop);
    void watch(const std::stop_token &own);
    void takeDown();

    Status replaceVsockDevice(const std::stop_token &stop);
    Status takeVsockOut(const std::stop_token &stop);
    Status dropVsockBackend();
    [[nodiscard]] bool vsockLeftLate() const;
    Status putVsockIn(const std::stop_token &stop);
    void noteHelpers();
    void serveRequests();

    // Devices (qemu_machine_devices.cpp); the callers' threads.
    Status ask(std::string_view command, const nlohmann::json &arguments, Deadline deadline, const std::stop_token &stop, int descriptor = -1);
    Status onKeeper(Operation operation, std::function<Status()> body);
    Status requireRunning(Operation operation, std::string_view device) const;
    Status addDevice(const nlohmann::json &device);
    Status lockDisk(const Disk &disk);
    void unlockDisk(const std::string &serial);
    Result<Device> claimSlot(DeviceKind kind, const std::string &name);
    Status takeOut(DeviceKind kind, const std::string &name, const std::stop_token &stop);
    Status deleteDevice(const std::string &id, bool askedBefore, Deadline deadline, const std::stop_token &stop);
    Status awaitVsockDriver(Deadline deadline, const std::stop_token &stop);

    // A state in a file (qemu_machine_state.cpp).
    Status prepareMigration(int file, Deadline deadline, const std::stop_token &stop);
    Status followMigration(Operation operation, const ProgressFn &progress, const std::stop_token &stop);
    Status loadState(const ProgressFn &progress, const std::stop_token &stop);

    Status moveTo(MachineState to, Operation operation);
    Status changeRunState(MachineState from, MachineState to, const char *command, Operation operation);
    void onEvent(const QmpEvent &event);
    [[nodiscard]] std::string machineName() const { return m_config.id.str(); }

    const MachineConfig m_config;
    const Accelerator m_accelerator;
    const Deadlines m_deadlines;
    HybridVsock m_vsock;

    // Made by the keeper before start() returns, ended by it after everybody was told of the end.
    std::unique_ptr<ConsoleLog> m_console;
    std::unique_ptr<Process> m_qemu;
    std::unique_ptr<QmpClient> m_monitor;
    VsockDevice m_vsockDevice;    ///< the keeper's; without a process: taken out
    bool m_vsockLeaving = false;  ///< the keeper's; the guest was asked to let go of it
    std::vector<ShareServer> m_shares; ///< as config.shares
    std::map<std::string, std::pair<Share, ShareServer>> m_pluggedShares; ///< the keeper's, by tag
    std::unique_ptr<Passt> m_passt;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    MachineState m_state = MachineState::Created;
    std::optional<MachineEnd> m_end;
    EndEvidence m_evidence;
    bool m_vsockDriverReady = false;
    bool m_networkLost = false;
    std::set<std::string> m_deletedDevices;
    std::map<std::string, DiskLock> m_diskLocks; ///< by serial
    struct Request {
        Operation operation;
        std::function<Status()> body;
        std::promise<Status> done;
    };
    std::deque<Request> m_requests; ///< for the keeper: what spawns helpers
    std::vector<PublishedPort> m_ports;
    std::vector<pid_t> m_helperPids; ///< besides QEMU's

    std::mutex m_changingRunState; ///< held over a command to the monitor: pause and resume, one at a time
    WakeFd m_keeperWake;            ///< a request has come, or a device has gone
    std::mutex m_changingDevices;   ///< held while one is plugged or unplugged, vsock included, and while a state is saved
    DeviceTable m_devices;          ///< guarded by m_changingDevices
    std::mutex m_changingPorts;    ///< held over a run of pesto: the list and passt must agree

    std::jthread m_keeper; ///< last: ends before what it uses
};

class QemuMachineFactory final : public MachineFactory {
public:
    Result<std::unique_ptr<VirtualMachine>>
    start(const MachineConfig &config, const ProgressFn &progress, std::stop_token stop) override
    {
        return QemuMachine::start(config, progress, std::move(stop));
    }
};

} // namespace firkin::vmm::qemu

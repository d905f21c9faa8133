// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/process.h"
#include "runtime/vmm/machine_config.h"

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace firkin::vmm::qemu {

/// A machine's way to the network: a passt process on one end of a socket pair, QEMU on the other. The host's own
/// loopback cannot be reached from the guest unless the configuration says so. Publishing and unpublishing run pesto; any thread.
class Passt {
public:
    /// Starts with the network's ports published, of which each hostPort 0 becomes a free one. `qemuEnd` is set to the descriptor for
    /// QEMU. Returns before passt is ready: see waitUntilReady. From a thread that outlives it.
    static Result<std::unique_ptr<Passt>> start(const std::filesystem::path &folder, const UserNetwork &network, UniqueFd &qemuEnd);
    ~Passt();
    Passt(const Passt &) = delete;
    Passt &operator=(const Passt &) = delete;

    /// PortTaken when it could not bind one of its ports.
    Status waitUntilReady(Deadline deadline, std::stop_token stop);
    [[nodiscard]] Process &process() { return *m_process; }
    [[nodiscard]] const std::vector<PublishedPort> &startedWith() const { return m_ports; }

    /// The port as it is bound. `machine` must be running.
    Result<PublishedPort> publish(PublishedPort port, Deadline deadline, std::stop_token stop) const;
    Status unpublish(const PublishedPort &port, Deadline deadline, std::stop_token stop) const;

    static void removeFiles(const std::filesystem::path &folder);
    [[nodiscard]] static std::vector<std::string>
    arguments(const std::filesystem::path &folder, const UserNetwork &network, int fd);
    /// {"--tcp-ports", "127.0.0.1/8080:80"}
    [[nodiscard]] static std::vector<std::string> portArguments(const PublishedPort &port);

private:
    Passt(std::filesystem::path folder, std::vector<PublishedPort> ports, std::unique_ptr<Process> process);
    Status awaitControl(Deadline deadline, std::stop_token stop);
    Status runPesto(std::string_view verb, const PublishedPort &port, Deadline deadline, std::stop_token stop) const;

    std::filesystem::path m_folder;
    std::vector<PublishedPort> m_ports;
    std::unique_ptr<Process> m_process;
};

/// A port of the host that nobody has bound at this moment: the `wanted` one, else PortTaken; for 0 any.
Result<std::uint16_t> freeHostPort(const std::string &address, Transport transport, std::uint16_t wanted = 0);

} // namespace firkin::vmm::qemu

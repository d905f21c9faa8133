// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/base/stop_fd.h"
#include "runtime/base/unique_fd.h"
#include "runtime/network/frame_rules.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace firkin::network {

/// A switch whose every port has an address of its own: a unix socket on which one machine's QEMU calls. Frames:
///
///   connection → FrameSplitter → isHonest() → port with the destination's address (group: all others) → its queue → out
///
/// Nothing is learned and nothing is flooded but to groups: who is where is known. A port that does not read loses
/// frames (as a cable would), and holds up nobody. One thread moves everything; the verbs are for any thread.
class LanSwitch {
public:
    LanSwitch();
    ~LanSwitch();
    LanSwitch(const LanSwitch &) = delete;
    LanSwitch &operator=(const LanSwitch &) = delete;

    /// Opens a port, or changes whose it is. `listener`: a listening socket; of its connections the newest counts.
    void setPort(const std::string &name, const PortIdentity &identity, UniqueFd listener);
    void removePort(const std::string &name);
    [[nodiscard]] std::vector<std::string> ports() const;
    [[nodiscard]] bool isConnected(const std::string &name) const;

    struct Counters {
        std::uint64_t forwarded = 0;
        std::uint64_t refused = 0; ///< not honest
        std::uint64_t dropped = 0; ///< no such destination, or its queue was full
    };
    [[nodiscard]] Counters counters() const;

private:
    struct Port;
    void run(std::stop_token stop);
    void accept(Port &port);
    void read(Port &port);
    void forward(Port &from, std::span<const std::byte> frame);
    void queue(Port &port, std::span<const std::byte> frame);
    void flush(Port &port);
    void disconnect(Port &port);

    mutable std::mutex m_mutex; ///< held while frames move: never while waiting
    std::map<std::string, std::unique_ptr<Port>> m_ports;
    std::map<MacAddress, Port *> m_byMac;
    Counters m_counters;
    std::vector<std::byte> m_buffer;
    WakeFd m_wake;
    std::jthread m_thread;
};

} // namespace firkin::network

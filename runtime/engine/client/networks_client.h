// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/networks.h"
#include "runtime/engine/store/networks.h"

namespace firkin::engine {

/// Networks as the store has them; their switches are started by the machines on them.
class NetworksClient final : public Networks {
public:
    explicit NetworksClient(const store::Store &store) : m_store(store) {}

    Result<std::vector<NetworkView>> list(std::stop_token stop) override;
    Result<NetworkView> find(std::string_view name, std::stop_token stop) override;
    Result<NetworkView> create(const NetworkSpec &spec, std::stop_token stop) override;
    Status remove(std::string_view name, std::stop_token stop) override;
    Result<std::vector<std::string>> prune(std::stop_token stop) override;

private:
    const store::Store &m_store;
};

/// Pure but for `up`. `containers`: all of the store.
[[nodiscard]] NetworkView toView(const store::NetworkRecord &record, const std::vector<store::ContainerRecord> &containers, bool up);

} // namespace firkin::engine

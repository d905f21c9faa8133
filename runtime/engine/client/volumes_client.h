// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/volume_store.h"
#include "runtime/engine/volumes.h"

namespace firkin::engine {

/// The store's volumes, with those who use them.
class VolumesClient final : public Volumes {
public:
    explicit VolumesClient(store::Store store) : m_store(std::move(store)) {}
    Result<std::vector<VolumeView>> list(std::stop_token stop) override;
    Result<VolumeView> find(std::string_view name, std::stop_token stop) override;
    Result<VolumeView> create(const VolumeSpec &spec, std::stop_token stop) override;
    Status remove(std::string_view name, std::stop_token stop) override;
    Result<std::vector<std::string>> prune(bool all, std::stop_token stop) override;

private:
    const store::Store m_store;
};

/// Makes one in the store. The caller holds the shared lock of the volumes.
Result<store::VolumeRecord> makeVolume(const store::Store &store, const VolumeSpec &spec, bool anonymous, std::stop_token stop);

} // namespace firkin::engine

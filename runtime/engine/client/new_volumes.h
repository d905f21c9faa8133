// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/volume_store.h"
#include "runtime/oci/image_config.h"

#include <vector>

namespace firkin::engine {

/// The volumes that a container to be made wants: those that are missing are made, with a name if they have none. What
/// was made goes again unless `keep()` is called. Holds the shared lock of the volumes meanwhile, so that nobody removes
/// one before the record that names it is on disk.
class NewVolumes {
public:
    /// Fills in the names in `spec`, and adds mounts for those of the image's volumes at whose place nothing is mounted.
    static Result<NewVolumes> prepare(const store::Store &store, ContainerSpec &spec, const oci::ImageConfig &image, std::stop_token stop);
    NewVolumes(NewVolumes &&) = default;
    NewVolumes &operator=(NewVolumes &&) = delete;
    ~NewVolumes();

    void keep() { m_made.clear(); }

private:
    NewVolumes(store::Store store, FileLock lock) : m_store(std::move(store)), m_lock(std::move(lock)) {}
    store::Store m_store;
    FileLock m_lock;
    std::vector<std::string> m_made;
};

} // namespace firkin::engine

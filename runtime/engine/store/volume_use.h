// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/volume_store.h"
#include "runtime/engine/volumes.h"

#include <map>
#include <string>

namespace firkin::store {

/// Who has which volume, by the volume's name; containers in the trash included, since they can come back.
[[nodiscard]] std::multimap<std::string, engine::VolumeUser> volumeUsers(const Store &store);

/// The anonymous volumes of a container that is gone for good go as well, unless another has them.
void removeAnonymousVolumes(const Store &store, const engine::ContainerSpec &spec);

/// Its volumes have been in use: none of them is filled from an image any more.
void markVolumesUsed(const Store &store, const engine::ContainerSpec &spec);

} // namespace firkin::store

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

namespace firkin::engine {

/// Checks what can be checked without the disk: sizes, ports, addresses, volumes. NameTaken for a volume named twice. Pure.
Status validatePodSpec(const PodSpec &spec);

/// A container's specification in that pod: what is the machine's comes from the pod (BelongsToPod if the container wants
/// its own), limits lie within the pod's, an absent host name is the pod's. NoSuchVolume for a volume that the pod does
/// not have. Pure.
Result<ContainerSpec> joinPod(ContainerSpec spec, const PodId &id, const PodSpec &pod);

} // namespace firkin::engine

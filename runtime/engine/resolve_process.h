// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/record.h"
#include "runtime/engine/types.h"
#include "runtime/oci/image_config.h"

namespace firkin::engine {

/// Checks what can be checked without an image: sizes, ports, environment, names. Pure.
Status validateSpec(const ContainerSpec &spec);

/// The specification after the changes, checked. On failure it is as it was. Pure.
Status applyUpdate(const ContainerUpdate &changes, ContainerSpec &spec);

/// Specification and image put together as Docker does. Pure.
///
///   entrypoint given   command given   →  runs
///   no                 no                 the image's entrypoint and command
///   no                 yes                the image's entrypoint, the given command
///   yes                no                 the given entrypoint alone
///   yes                yes                both as given
Result<store::ResolvedProcess> resolveProcess(const ContainerSpec &spec, const oci::ImageConfig &image, const ContainerId &id);

} // namespace firkin::engine

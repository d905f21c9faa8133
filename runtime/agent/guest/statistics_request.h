// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/container_registry.h"
#include "runtime/agent/guest/container_statistics.h"

namespace firkin::guest {

/// Samples of the named containers, or of all; NoSuchContainer for an unknown one.
Result<std::vector<ContainerSample>> sampleContainers(const ContainerRegistry &containers,
                                                      const std::vector<std::string> &ids, const StatisticsSelection &selection);

} // namespace firkin::guest

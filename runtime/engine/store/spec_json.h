// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/types.h"

#include <nlohmann/json_fwd.hpp>

/// A container's specification in its record. For this folder's sources only.
namespace firkin::store {

[[nodiscard]] nlohmann::json specToJson(const engine::ContainerSpec &spec);
[[nodiscard]] engine::ContainerSpec specFromJson(const nlohmann::json &in);
[[nodiscard]] nlohmann::json healthCheckToJson(const engine::HealthCheck &check);
[[nodiscard]] engine::HealthCheck healthCheckFromJson(const nlohmann::json &in);

} // namespace firkin::store

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/engine.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What `--format json` prints: stable keys in lower case, times in RFC 3339, sizes in bytes. Text that is not UTF-8 is
/// replaced, so that what is printed always is JSON.
namespace firkin::cli {

[[nodiscard]] nlohmann::json toJson(const engine::ContainerView &container);
[[nodiscard]] nlohmann::json toJson(const engine::PodView &pod, const std::vector<engine::ContainerView> &containers);
[[nodiscard]] nlohmann::json toJson(const engine::PodView &pod, const engine::Sample &total);
[[nodiscard]] nlohmann::json toJson(const engine::ImageView &image);
[[nodiscard]] nlohmann::json toJson(const engine::ImageStep &step);
[[nodiscard]] nlohmann::json toJson(const engine::TrashEntry &entry);
[[nodiscard]] nlohmann::json toJson(const engine::SnapshotView &snapshot, const std::string &containerName);
[[nodiscard]] nlohmann::json toJson(const engine::ContainerView &container, const engine::Sample &sample);
[[nodiscard]] nlohmann::json toJson(const engine::CheckResult &result);

/// With a line feed at the end.
[[nodiscard]] std::string jsonText(const nlohmann::json &json);

} // namespace firkin::cli

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/types.h"

#include <filesystem>

namespace firkin::engine {

/// What a user has chosen for new containers, for fk and the window alike: one JSON file. Its version is 1; keys that this
/// version does not know are kept.
struct Settings {
    double cpus = ContainerSpec().cpus;
    ByteSize memory = ContainerSpec().memory;
    ByteSize diskSize = ContainerSpec().diskSize;
    friend bool operator==(const Settings &, const Settings &) = default;
};

/// `$XDG_CONFIG_HOME/firkin/settings.json`
[[nodiscard]] std::filesystem::path settingsFile();
/// Defaults when there is no file. A value that makes no sense is an error, not a guess.
[[nodiscard]] Result<Settings> loadSettings(const std::filesystem::path &file);
/// Whole or not at all.
[[nodiscard]] Status saveSettings(const std::filesystem::path &file, const Settings &settings);
/// An empty specification with the user's own defaults; Docker's where they cannot be read.
[[nodiscard]] ContainerSpec newContainerSpec();

} // namespace firkin::engine

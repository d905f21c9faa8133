// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/error.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace firkin::vmm::qemu {

enum class MigrationPhase : std::uint8_t { None, Active, Completed, Failed, Cancelled };

/// What QEMU says of a migration.
struct MigrationStatus {
    MigrationPhase phase = MigrationPhase::None;
    std::uint64_t done = 0; ///< bytes of memory
    std::uint64_t total = 0;
    std::string error;
};

/// Of the answer to "query-migrate". Pure; odd shapes count as Active, so that a deadline decides.
[[nodiscard]] MigrationStatus parseMigrationStatus(const nlohmann::json &reply);

/// Of what QEMU says when a migration failed: full disk; a state of another machine, or none at all. Pure.
[[nodiscard]] Reason reasonOfFailure(Operation operation, std::string_view text);

} // namespace firkin::vmm::qemu

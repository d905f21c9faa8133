// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firkin::store {

/// 1 to 64 of [A-Za-z0-9_.-], beginning with a letter or digit.
[[nodiscard]] bool isValidName(std::string_view name);
/// "quiet-otter": the words that `seed` picks.
[[nodiscard]] std::string madeUpName(std::uint64_t seed);
/// "web" → "web-2" → "web-3"; the result fits the 64 characters.
[[nodiscard]] std::string numbered(std::string_view name, unsigned number);

/// Makes the name the container's, by link(): exactly one of two that ask at once gets it. A name left behind by a
/// creation that was killed is free. NameTaken, BadName.
Status claimName(const Store &store, std::string_view name, const ContainerId &id);
/// Claims `name`, or with a number appended the first that is free; returns what it became.
Result<std::string> claimSimilarName(const Store &store, std::string_view name, const ContainerId &id);
/// Claims a made-up name.
Result<std::string> claimMadeUpName(const Store &store, const ContainerId &id);
/// Only if it is this container's.
Status releaseName(const Store &store, std::string_view name, const ContainerId &id);

} // namespace firkin::store

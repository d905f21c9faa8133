// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/store/store.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firkin::store {

/// Whom a name belongs to: a container or a pod. Both share one set of names.
class NameHolder {
public:
    NameHolder(const ContainerId &id) : m_id(id.str()) {} // NOLINT: meant to be implicit
    NameHolder(const PodId &id) : m_id(id.str()) {}       // NOLINT
    [[nodiscard]] const std::string &str() const { return m_id; }

private:
    std::string m_id;
};

/// 1 to 64 of [A-Za-z0-9_.-], beginning with a letter or digit.
[[nodiscard]] bool isValidName(std::string_view name);
/// A name belongs to nobody when neither such a container nor such a pod exists and nobody is just making it.
[[nodiscard]] bool isAbandoned(const Store &store, const std::string &holder);
/// "quiet-otter": the words that `seed` picks.
[[nodiscard]] std::string madeUpName(std::uint64_t seed);
/// "web" → "web-2" → "web-3"; the result fits the 64 characters.
[[nodiscard]] std::string numbered(std::string_view name, unsigned number);

/// Makes the name its holder's, by link(): exactly one of two that ask at once gets it. A name left behind by a
/// creation that was killed is free. NameTaken, BadName; `operation` is what it is claimed for.
Status claimName(const Store &store, std::string_view name, const NameHolder &holder, Operation operation = Operation::CreateContainer);
/// Claims `name`, or with a number appended the first that is free; returns what it became.
Result<std::string> claimSimilarName(const Store &store, std::string_view name, const NameHolder &holder);
/// Claims a made-up name.
Result<std::string> claimMadeUpName(const Store &store, const NameHolder &holder);
/// Only if it is this one's.
Status releaseName(const Store &store, std::string_view name, const NameHolder &holder);

} // namespace firkin::store

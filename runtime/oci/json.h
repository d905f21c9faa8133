// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Reading of JSON from strangers without exceptions. For the .cpp files of this library only.
namespace firkin::oci {

using Json = nlohmann::json;

/// An object or array, not larger than `limit`, not deeper than limits::jsonDepth. `what` is the error's object.
[[nodiscard]] Result<Json> parseJson(std::string_view text, std::size_t limit, std::string_view what);

/// Members that are absent, null, or of another kind give the empty value.
[[nodiscard]] std::string stringAt(const Json &object, const char *key);
[[nodiscard]] std::vector<std::string> stringsAt(const Json &object, const char *key);
[[nodiscard]] std::map<std::string, std::string> stringMapAt(const Json &object, const char *key);
[[nodiscard]] std::vector<std::string> keysAt(const Json &object, const char *key);
[[nodiscard]] const Json &memberAt(const Json &object, const char *key); ///< null if absent

} // namespace firkin::oci

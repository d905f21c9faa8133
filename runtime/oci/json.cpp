// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/json.h"

#include "runtime/base/limits.h"

namespace firkin::oci {

Result<Json> parseJson(std::string_view text, std::size_t limit, std::string_view what)
{
    if (text.size() > limit)
        return fail(Operation::ReadImage, what, Reason::LimitExceeded, "JSON of more than " + std::to_string(limit) + " bytes");
    // Depth first: the parser itself is iterative, but the destructor and our readers are not.
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > limits::jsonDepth)
                return fail(Operation::ReadImage, what, Reason::LimitExceeded, "JSON nested too deeply");
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded())
        return fail(Operation::ReadImage, what, Reason::NotAnImage, "not valid JSON");
    if (!json.is_object() && !json.is_array())
        return fail(Operation::ReadImage, what, Reason::NotAnImage, "neither a JSON object nor an array");
    return json;
}

const Json &memberAt(const Json &object, const char *key)
{
    static const Json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string stringAt(const Json &object, const char *key)
{
    const Json &value = memberAt(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::vector<std::string> stringsAt(const Json &object, const char *key)
{
    std::vector<std::string> result;
    const Json &value = memberAt(object, key);
    if (value.is_array()) {
        for (const Json &item : value) {
            if (item.is_string())
                result.push_back(item.get<std::string>());
        }
    }
    return result;
}

std::map<std::string, std::string> stringMapAt(const Json &object, const char *key)
{
    std::map<std::string, std::string> result;
    const Json &value = memberAt(object, key);
    if (value.is_object()) {
        for (const auto &[name, item] : value.items()) {
            if (item.is_string())
                result[name] = item.get<std::string>();
        }
    }
    return result;
}

std::vector<std::string> keysAt(const Json &object, const char *key)
{
    std::vector<std::string> result;
    const Json &value = memberAt(object, key);
    if (value.is_object()) {
        for (const auto &[name, item] : value.items())
            result.push_back(name);
    }
    return result;
}

} // namespace firkin::oci

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/short_name.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace firkin::image {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t maxFileBytes = std::size_t{1} << 20;

/// Just enough of TOML: strings and lists of strings after "key =", tables, comments.
class TomlReader {
public:
    explicit TomlReader(std::string_view text) : m_rest(text) {}

    ShortNames read()
    {
        ShortNames names;
        std::string table;
        while (skipBlank(true), !m_rest.empty()) {
            if (m_rest.front() == '[') {
                const std::size_t end = m_rest.find_first_of("]\n");
                table = m_rest.substr(1, end == std::string_view::npos ? end : end - 1);
                skipLine();
                continue;
            }
            const auto key = readKey();
            skipBlank(false);
            if (!key || m_rest.empty() || m_rest.front() != '=') {
                skipLine();
                continue;
            }
            m_rest.remove_prefix(1);
            skipBlank(false);
            const std::vector<std::string> values = readStrings();
            if (table.empty() && *key == "unqualified-search-registries")
                names.searchRegistries = values;
            else if (table == "aliases" && values.size() == 1)
                names.aliases[*key] = values.front();
            skipLine();
        }
        return names;
    }

private:
    void skipLine() { m_rest.remove_prefix(std::min(m_rest.find('\n'), m_rest.size())); }
    void skipBlank(bool overLines)
    {
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            if (c == '#' && overLines)
                skipLine();
            else if (c == ' ' || c == '\t' || c == '\r' || (overLines && c == '\n'))
                m_rest.remove_prefix(1);
            else
                return;
        }
    }
    std::optional<std::string> readString()
    {
        const char quote = m_rest.empty() ? '\0' : m_rest.front();
        if (quote != '"' && quote != '\'')
            return std::nullopt;
        const std::size_t end = m_rest.find_first_of(quote == '"' ? "\"\n" : "'\n", 1);
        if (end == std::string_view::npos || m_rest[end] == '\n')
            return std::nullopt;
        std::string text(m_rest.substr(1, end - 1)); // names of images and hosts have nothing to escape
        m_rest.remove_prefix(end + 1);
        return text;
    }
    std::optional<std::string> readKey()
    {
        if (auto quoted = readString())
            return quoted;
        const std::size_t end = std::min(m_rest.find_first_of(" \t=\n"), m_rest.size());
        std::string key(m_rest.substr(0, end));
        m_rest.remove_prefix(end);
        return key.empty() ? std::nullopt : std::optional(key);
    }
    std::vector<std::string> readStrings()
    {
        std::vector<std::string> values;
        if (auto one = readString())
            return {*one};
        if (m_rest.empty() || m_rest.front() != '[')
            return values;
        m_rest.remove_prefix(1);
        for (;;) {
            skipBlank(true);
            auto value = readString();
            if (!value)
                return values;
            values.push_back(std::move(*value));
            skipBlank(true);
            if (m_rest.empty() || m_rest.front() != ',')
                return values;
            m_rest.remove_prefix(1);
        }
    }

    std::string_view m_rest;
};

void addFile(ShortNames &names, const fs::path &file)
{
    if (const auto text = readFile(file, maxFileBytes)) // most of them are not there
        names.add(parseRegistriesConf(*text));
}

void addFolder(ShortNames &names, const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() == ".conf")
            files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const fs::path &file : files)
        addFile(names, file);
}

} // namespace

void ShortNames::add(ShortNames later)
{
    if (!later.searchRegistries.empty())
        searchRegistries = std::move(later.searchRegistries);
    for (auto &[name, full] : later.aliases)
        aliases[name] = std::move(full);
}

ShortNames parseRegistriesConf(std::string_view text) { return TomlReader(text).read(); }

ShortNames loadShortNames()
{
    ShortNames names;
    if (const char *file = std::getenv("CONTAINERS_REGISTRIES_CONF")) {
        addFile(names, file);
        return names;
    }
    const fs::path user = configDirectory().parent_path() / "containers";
    addFile(names, "/usr/share/containers/registries.conf");
    addFile(names, "/etc/containers/registries.conf");
    addFolder(names, "/etc/containers/registries.conf.d");
    addFile(names, user / "registries.conf");
    addFolder(names, user / "registries.conf.d");
    return names;
}

Result<oci::Reference> resolveForPull(std::string_view text, const ShortNames &names)
{
    if (oci::hasDomain(text))
        return oci::Reference::parse(text, oci::ShortName::IsRefused);
    // Parsed as a local one first: it has to be well-formed, and its tag or digest goes along.
    FIRKIN_ASSIGN(const oci::Reference local, oci::Reference::parse(text));
    const std::string suffix = local.str().substr(local.name().size());
    if (const auto alias = names.aliases.find(local.path()); alias != names.aliases.end())
        return oci::Reference::parse(alias->second + suffix, oci::ShortName::IsRefused);
    if (names.searchRegistries.size() == 1)
        return oci::Reference::parse(names.searchRegistries.front() + "/" + local.path() + suffix, oci::ShortName::IsRefused);
    std::string why = "it names no registry";
    if (!names.searchRegistries.empty()) {
        why += "; registries.conf has several:";
        for (const std::string &registry : names.searchRegistries)
            why += " " + registry;
    }
    return fail(Operation::ParseOptions, text, Reason::BadReference, why);
}

} // namespace firkin::image

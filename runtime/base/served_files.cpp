// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/served_files.h"

namespace firkin {

namespace {

constexpr std::string_view folderName = "files";

} // namespace

std::filesystem::path servedFolder(const std::filesystem::path &runtimeDirectory, const ContainerId &container)
{
    return runtimeDirectory / folderName / container.str();
}

std::optional<ServedPath> servedPath(const std::filesystem::path &runtimeDirectory, std::string_view path)
{
    const std::string base = (runtimeDirectory / folderName).native() + '/';
    if (!path.starts_with(base))
        return std::nullopt;
    path.remove_prefix(base.size());
    const auto slash = path.find('/');
    const auto container = ContainerId::parse(std::string(path.substr(0, slash)));
    if (!container)
        return std::nullopt;
    ServedPath out{*container, {}};
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash);
    while (!path.empty()) {
        const auto next = path.find('/');
        const std::string_view part = path.substr(0, next);
        if (part == "..")
            return std::nullopt;
        if (!part.empty() && part != ".")
            out.path.append("/").append(part);
        path.remove_prefix(next == std::string_view::npos ? path.size() : next + 1);
    }
    if (out.path.empty())
        out.path = "/";
    return out;
}

} // namespace firkin

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/fuse/link_text.h"

#include <vector>

namespace firkin::fuse {

namespace {

/// Calls f with each component but "." and "".
template <class F>
void eachPart(std::string_view path, F f)
{
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (const auto part = path.substr(0, slash); !part.empty() && part != ".")
            f(part);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
}

} // namespace

std::string linkText(std::string_view link, std::string_view target)
{
    std::vector<std::string_view> folders; // where the link is
    eachPart(link, [&](std::string_view part) { folders.push_back(part); });
    if (!folders.empty())
        folders.pop_back();
    std::size_t up = target.starts_with('/') ? folders.size() : 0;
    std::vector<std::string_view> down;
    eachPart(target, [&](std::string_view part) {
        if (part != "..")
            down.push_back(part);
        else if (!down.empty())
            down.pop_back();
        else if (up < folders.size())
            ++up; // above the root is the root
    });
    std::string text;
    for (std::size_t i = 0; i < up; ++i)
        text += text.empty() ? ".." : "/..";
    for (const std::string_view part : down)
        text.append(text.empty() ? "" : "/").append(part);
    return text.empty() ? "." : text;
}

} // namespace firkin::fuse

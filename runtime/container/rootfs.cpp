// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/rootfs.h"

namespace firkin::container {

Status checkUpperFilesystem(std::string_view name)
{
    if (name == "ext4" || name == "xfs" || name == "btrfs")
        return {};
    return fail(Operation::ParseOptions, name.substr(0, 80), Reason::BadSyntax, "ext4, xfs or btrfs");
}

Result<GuestPath> GuestPath::parse(std::string_view text)
{
    const auto bad = [&] { return fail(Operation::ParseOptions, text.substr(0, 200), Reason::BadPath); };
    if (text.size() < 2 || text.front() != '/' || text.find('\0') != std::string_view::npos)
        return bad();
    std::size_t begin = 1;
    for (;;) {
        const std::size_t end = text.find('/', begin);
        const std::string_view part = text.substr(begin, end == std::string_view::npos ? end : end - begin);
        if (part.empty() || part == ".." || part == ".")
            return bad();
        if (end == std::string_view::npos)
            break;
        begin = end + 1;
    }
    return GuestPath(std::string(text));
}

} // namespace firkin::container

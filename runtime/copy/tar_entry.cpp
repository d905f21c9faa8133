// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/copy/tar_entry.h"

#include "runtime/base/limits.h"

namespace firkin::copy {

Result<std::string> safeEntryPath(std::string_view path)
{
    const auto bad = [&] { return fail(Operation::CopyOut, path.substr(0, 200), Reason::BadPath, "an entry of the archive leads out of it"); };
    if (path.size() > limits::pathBytes || path.starts_with('/') || path.find('\0') != std::string_view::npos)
        return bad();
    std::string out;
    while (!path.empty()) {
        const std::size_t end = path.find('/');
        const std::string_view part = path.substr(0, end);
        if (part == "..")
            return bad();
        if (!part.empty() && part != ".") {
            if (!out.empty())
                out += '/';
            out += part;
        }
        if (end == std::string_view::npos)
            break;
        path.remove_prefix(end + 1);
    }
    return out;
}

} // namespace firkin::copy

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/copy/copy_placement.h"

namespace firkin::copy {
namespace {

std::string_view withoutTrailingSlashes(std::string_view path)
{
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return path;
}

std::string below(std::string_view folder, const std::string &name)
{
    std::string path(withoutTrailingSlashes(folder));
    if (!path.ends_with('/'))
        path += '/';
    return path + name;
}

} // namespace

std::string lastComponent(std::string_view path)
{
    path = withoutTrailingSlashes(path);
    const std::size_t slash = path.rfind('/');
    const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    return name == "." || name == ".." ? std::string() : std::string(name);
}

TypedSource readSource(std::string_view path)
{
    TypedSource source;
    if (path == "." || path.ends_with("/.")) {
        source.contentsOnly = true;
        path.remove_suffix(1);
        if (path.empty())
            path = ".";
    }
    source.mustBeDirectory = source.contentsOnly || (path.size() > 1 && path.ends_with('/'));
    source.path = withoutTrailingSlashes(path);
    return source;
}

Result<Placement> placeCopy(Operation operation, const CopySource &source, std::string_view target, TargetKind kind)
{
    const auto bad = [&](Reason reason, std::string_view detail) { return fail(operation, target, reason, detail); };
    if (target.empty() || target.find('\0') != std::string_view::npos)
        return bad(Reason::BadPath, {});
    const bool saysFolder = target.ends_with('/') || target.ends_with("/.") || target == ".";
    const std::string plain(withoutTrailingSlashes(target));
    switch (kind) {
    case TargetKind::Missing:
        if (!source.isDirectory && saysFolder) {
            Error error = makeError(operation, target, Reason::NoSuchFile, "destination directory does not exist");
            error.code = ErrorCode::InvalidArgument;
            return fail(std::move(error));
        }
        return Placement{plain, false};
    case TargetKind::File:
        if (source.isDirectory)
            return bad(Reason::NotADirectory, "cannot copy directory over existing file");
        if (saysFolder)
            return bad(Reason::NotADirectory, "destination is not a directory");
        return Placement{plain, false};
    case TargetKind::Directory:
        if (source.isDirectory && (source.contentsOnly || source.name.empty()))
            return Placement{plain, true};
        return Placement{below(target, source.name), false};
    }
    return bad(Reason::Bug, {});
}

} // namespace firkin::copy

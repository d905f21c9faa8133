// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/mount_options.h"

#include <vector>

namespace firkin::cli {

using engine::MountKind;
using engine::MountSpec;

namespace {

std::unexpected<Error> bad(std::string_view text, Reason reason, std::string_view detail)
{
    return fail(Operation::ParseOptions, text.substr(0, 200), reason, detail);
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + 1);
    }
}

Status checkDestination(std::string_view text, std::string_view destination)
{
    if (destination.starts_with('/') && destination.size() > 1 && !(std::string(destination) + "/").contains("/../"))
        return {};
    return bad(text, Reason::BadPath, "the place in the container has to be an absolute path, not / and without ..");
}

/// "/host", "./host", "../host", "a/b" are paths (the shell has made one of "~"); anything else is the name of a volume.
bool looksLikePath(std::string_view source)
{
    return source.starts_with('/') || source.starts_with('.') || source.contains('/');
}

Status setSource(MountSpec &mount, std::string_view text, std::string_view source, const std::filesystem::path &here)
{
    if (source.empty())
        return bad(text, Reason::BadSyntax, "what to mount is missing");
    mount.kind = looksLikePath(source) ? MountKind::Bind : MountKind::Volume;
    mount.source = mount.kind == MountKind::Bind ? (here / source).lexically_normal().string() : std::string(source);
    if (mount.source.size() > 1 && mount.source.ends_with('/'))
        mount.source.pop_back();
    return {};
}

Status addTmpfsOption(MountSpec &mount, std::string_view text, std::string_view option)
{
    if (option.starts_with("size=")) {
        FIRKIN_ASSIGN(mount.size, parseByteSize(option.substr(5)));
        return {};
    }
    if (option == "ro" || option == "rw") {
        mount.readOnly = option == "ro";
        return {};
    }
    if (option.empty())
        return bad(text, Reason::BadSyntax, "an empty option");
    mount.options.emplace_back(option);
    return {};
}

Result<bool> parseSwitch(std::string_view text, std::optional<std::string_view> value)
{
    if (!value || *value == "true" || *value == "1")
        return true;
    if (*value == "false" || *value == "0")
        return false;
    return bad(text, Reason::BadSyntax, "true or false");
}

} // namespace

Result<MountSpec> parseVolume(std::string_view text, const std::filesystem::path &here)
{
    const std::vector<std::string_view> parts = split(text, ':');
    MountSpec mount;
    if (parts.size() == 1) {
        mount.kind = MountKind::Volume;
        mount.anonymous = true;
        mount.destination = parts.front();
        FIRKIN_TRY(checkDestination(text, mount.destination));
        return mount;
    }
    if (parts.size() > 3)
        return bad(text, Reason::BadSyntax, "SOURCE:PLACE[:ro]; for a path with a colon there is --mount");
    FIRKIN_TRY(setSource(mount, text, parts[0], here));
    mount.destination = parts[1];
    FIRKIN_TRY(checkDestination(text, mount.destination));
    for (const std::string_view option : parts.size() == 3 ? split(parts[2], ',') : std::vector<std::string_view>()) {
        if (option == "ro" || option == "rw")
            mount.readOnly = option == "ro";
        else if (option == "nocopy" && mount.kind == MountKind::Volume)
            mount.noCopy = true;
        else if (option != "z" && option != "Z")
            return bad(text, Reason::UnsupportedHere, "options are ro, rw and, of volumes, nocopy");
    }
    return mount;
}

Result<MountSpec> parseMount(std::string_view text, const std::filesystem::path &here)
{
    MountSpec mount;
    mount.kind = MountKind::Volume; // as in Docker
    std::string_view source;
    std::string_view type = "volume";
    for (const std::string_view field : split(text, ',')) {
        const std::size_t equals = field.find('=');
        const std::string_view key = field.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::optional<std::string_view>() : field.substr(equals + 1);
        if (key == "type" && value) {
            type = *value;
        } else if ((key == "source" || key == "src") && value) {
            source = *value;
        } else if ((key == "destination" || key == "dst" || key == "target") && value) {
            mount.destination = *value;
        } else if (key == "readonly" || key == "ro") {
            FIRKIN_ASSIGN(mount.readOnly, parseSwitch(text, value));
        } else if (key == "volume-nocopy") {
            FIRKIN_ASSIGN(mount.noCopy, parseSwitch(text, value));
        } else if (key == "volume-opt" && value && value->starts_with("size=")) {
            FIRKIN_ASSIGN(mount.size, parseByteSize(value->substr(5)));
        } else if (key == "tmpfs-size" && value) {
            FIRKIN_ASSIGN(mount.size, parseByteSize(*value));
        } else if (key == "tmpfs-mode" && value) {
            mount.options.push_back("mode=" + std::string(*value));
        } else {
            return bad(text, Reason::UnsupportedHere, "not known here: " + std::string(field.substr(0, 60)));
        }
    }
    FIRKIN_TRY(checkDestination(text, mount.destination));
    if (type == "bind") {
        if (source.empty())
            return bad(text, Reason::BadSyntax, "what to mount is missing: src=PATH");
        mount.kind = MountKind::Bind;
        mount.source = (here / source).lexically_normal().string();
    } else if (type == "volume") {
        mount.source = source;
        mount.anonymous = source.empty();
        if (source.contains('/'))
            return bad(text, Reason::BadName, "a volume's name has no slash; for a folder say type=bind");
    } else if (type == "tmpfs") {
        mount.kind = MountKind::Tmpfs;
        if (!source.empty())
            return bad(text, Reason::ConflictingOptions, "a tmpfs has no source");
    } else {
        return bad(text, Reason::UnsupportedHere, "the type is bind, volume or tmpfs");
    }
    return mount;
}

Result<MountSpec> parseTmpfs(std::string_view text)
{
    const std::size_t colon = text.find(':');
    MountSpec mount;
    mount.kind = MountKind::Tmpfs;
    mount.destination = text.substr(0, colon);
    FIRKIN_TRY(checkDestination(text, mount.destination));
    if (colon != std::string_view::npos) {
        for (const std::string_view option : split(text.substr(colon + 1), ','))
            FIRKIN_TRY(addTmpfsOption(mount, text, option));
    }
    return mount;
}

} // namespace firkin::cli

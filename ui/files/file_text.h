#pragma once

#include "runtime/engine/files.h"

#include <QString>

#include <string>
#include <string_view>
#include <vector>

/// Paths and attributes of files in a container; pure but for tr(). Paths are bytes, absolute, without a slash at the end.
namespace firkin::ui {

[[nodiscard]] std::string joinPath(std::string_view folder, std::string_view name);
[[nodiscard]] std::string parentPath(std::string_view path);
/// The name, without the folders before it.
[[nodiscard]] std::string lastPart(std::string_view path);
/// Cleaned as far as that is possible without following links: doubled slashes and "." go; ".." stays for the container.
[[nodiscard]] std::string cleanPath(std::string_view typed);
[[nodiscard]] std::vector<std::string> pathParts(std::string_view path);

/// "drwxr-xr-x", set-id and sticky bits included.
[[nodiscard]] QString modeText(engine::FileType type, std::uint32_t mode);
/// "root:root", numbers where there is no name.
[[nodiscard]] QString ownerText(const engine::FileEntry &entry);
[[nodiscard]] QString typeText(engine::FileType type);
/// A folder, or a link to one.
[[nodiscard]] bool leadsToFolder(const engine::FileEntry &entry);

/// What is wrong with a name for a file; empty: nothing.
[[nodiscard]] QString nameComplaint(const QString &name);

} // namespace firkin::ui

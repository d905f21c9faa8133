// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"

#include <filesystem>
#include <optional>
#include <string_view>

/// Where things are on this host. Environment: XDG variables; FIRKIN_* overrides.
namespace firkin {

/// `$FIRKIN_STORE`, else `$XDG_DATA_HOME/firkin`, else `~/.local/share/firkin`.
[[nodiscard]] std::filesystem::path storeDirectory();
/// `$XDG_RUNTIME_DIR/firkin`, else `/tmp/firkin-<uid>`; made 0700, owner checked. Sockets live there.
[[nodiscard]] Result<std::filesystem::path> runtimeDirectory();
/// `$XDG_CONFIG_HOME/firkin`.
[[nodiscard]] std::filesystem::path configDirectory();
/// `$XDG_CACHE_HOME/firkin`.
[[nodiscard]] std::filesystem::path cacheDirectory();

/// For programs that lie elsewhere than Firkin: where its tree is, the folder with libexec/ and share/ (the CMake package
/// tells it as FIRKIN_INSTALLATION). Once, before anything else is called.
void useInstallation(std::filesystem::path folder);

/// The programs that Firkin starts. One table in paths.cpp: environment override (FIRKIN_QEMU …), our own
/// libexec folder (of the installation that was named, or ../libexec/firkin beside the program), then PATH.
enum class Helper {
    Qemu,
    VhostDeviceVsock,
    Passt,
    Pesto,
    Virtiofsd,
    Skopeo,
    Mke2fs,
    Debugfs,
    MkfsXfs,
    MkfsBtrfs,
    ShareServer,
    Supervisor,
    FuseServer,
};
[[nodiscard]] Result<std::filesystem::path> findHelper(Helper helper);
[[nodiscard]] std::string_view helperName(Helper helper);

/// A program by its bare name, in PATH's folders, as a shell looks for it; relative ones do not count.
[[nodiscard]] std::optional<std::filesystem::path> findInPath(std::string_view name);

/// Files of ours that are no programs: guest image, defaults, starter image. `$FIRKIN_SHARE`, else
/// share/firkin of the installation that was named, else ../share/firkin beside the program.
[[nodiscard]] Result<std::filesystem::path> shareFile(std::string_view relative);

} // namespace firkin

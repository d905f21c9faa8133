// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/paths.h"

#include "runtime/base/file.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <format>
#include <string>
#include <vector>

namespace firkin {
namespace fs = std::filesystem;
namespace {

/// An environment variable that must hold an absolute path; the XDG rules ignore others.
fs::path pathVariable(const char *name)
{
    const char *value = std::getenv(name);
    if (!value || value[0] != '/')
        return {};
    return value;
}

fs::path homeDirectory()
{
    if (auto home = pathVariable("HOME"); !home.empty())
        return home;
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd *found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_dir)
        return found->pw_dir;
    return "/";
}

fs::path xdgDirectory(const char *variable, std::string_view fallbackBelowHome)
{
    const fs::path base = pathVariable(variable);
    return (base.empty() ? homeDirectory() / fallbackBelowHome : base) / "firkin";
}

fs::path programDirectory()
{
    std::error_code problem;
    const fs::path program = fs::read_symlink("/proc/self/exe", problem);
    return program.parent_path();
}

/// Set once, by useInstallation().
fs::path &namedInstallation()
{
    static fs::path folder;
    return folder;
}

/// The folder with bin/, libexec/ and share/.
fs::path installation()
{
    return namedInstallation().empty() ? programDirectory() / ".." : namedInstallation();
}

bool isProgram(const fs::path &path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

struct HelperRow {
    Helper helper;
    std::string_view program;
    const char *variable;
    bool ours; ///< built with Firkin: lies beside the running program, or in libexec
};

/// The one table of programs that Firkin starts.
constexpr std::array helperTable{
    HelperRow{Helper::Qemu, "qemu-system-x86_64", "FIRKIN_QEMU", false},
    HelperRow{Helper::VhostDeviceVsock, "vhost-device-vsock", "FIRKIN_VHOST_DEVICE_VSOCK", false},
    HelperRow{Helper::Passt, "passt", "FIRKIN_PASST", false},
    HelperRow{Helper::Pesto, "pesto", "FIRKIN_PESTO", false},
    HelperRow{Helper::Virtiofsd, "virtiofsd", "FIRKIN_VIRTIOFSD", false},
    HelperRow{Helper::Skopeo, "skopeo", "FIRKIN_SKOPEO", false},
    HelperRow{Helper::Mke2fs, "mke2fs", "FIRKIN_MKE2FS", false},
    HelperRow{Helper::Debugfs, "debugfs", "FIRKIN_DEBUGFS", false},
    HelperRow{Helper::MkfsXfs, "mkfs.xfs", "FIRKIN_MKFS_XFS", false},
    HelperRow{Helper::MkfsBtrfs, "mkfs.btrfs", "FIRKIN_MKFS_BTRFS", false},
    HelperRow{Helper::ShareServer, "firkin-share", "FIRKIN_SHARE_SERVER", true},
    HelperRow{Helper::Supervisor, "firkin-supervisor", "FIRKIN_SUPERVISOR", true},
    HelperRow{Helper::FuseServer, "firkin-fuse", "FIRKIN_FUSE", true},
};

const HelperRow &rowOf(Helper helper)
{
    return helperTable.at(static_cast<std::size_t>(helper));
}

std::vector<fs::path> pathFolders()
{
    std::vector<fs::path> folders;
    const char *path = std::getenv("PATH");
    for (std::string_view rest = path ? path : "/usr/bin:/bin"; !rest.empty();) {
        const auto colon = rest.find(':');
        if (const auto folder = rest.substr(0, colon); folder.starts_with('/'))
            folders.emplace_back(folder);
        rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
    }
    return folders;
}

/// Where to look, in order; PATH last, then the folders that ordinary users' PATH lacks.
std::vector<fs::path> searchFolders(const HelperRow &row)
{
    std::vector<fs::path> folders;
    if (row.ours)
        folders.push_back(namedInstallation().empty() ? programDirectory() : namedInstallation() / "bin");
    if (auto libexec = pathVariable("FIRKIN_LIBEXEC"); !libexec.empty())
        folders.push_back(libexec);
    folders.push_back((installation() / "libexec/firkin").lexically_normal());
    for (fs::path &folder : pathFolders())
        folders.push_back(std::move(folder));
    for (const char *folder : {"/usr/libexec", "/usr/lib/qemu", "/usr/sbin", "/sbin", "/usr/bin"})
        folders.emplace_back(folder);
    return folders;
}

} // namespace

void useInstallation(fs::path folder)
{
    namedInstallation() = std::move(folder);
}

fs::path storeDirectory()
{
    if (auto store = pathVariable("FIRKIN_STORE"); !store.empty())
        return store;
    return xdgDirectory("XDG_DATA_HOME", ".local/share");
}

Result<fs::path> runtimeDirectory()
{
    fs::path folder;
    if (auto base = pathVariable("XDG_RUNTIME_DIR"); !base.empty()) {
        // After su the variable still names the other user's folder: not ours to use.
        struct stat status{};
        if (::stat(base.c_str(), &status) != 0 || status.st_uid == ::geteuid())
            folder = base / "firkin";
    }
    if (folder.empty())
        folder = std::format("/tmp/firkin-{}", ::geteuid());
    FIRKIN_TRY(makePrivateDirectory(folder));
    return folder;
}

fs::path configDirectory()
{
    return xdgDirectory("XDG_CONFIG_HOME", ".config");
}

fs::path cacheDirectory()
{
    return xdgDirectory("XDG_CACHE_HOME", ".cache");
}

std::string_view helperName(Helper helper)
{
    return rowOf(helper).program;
}

Result<fs::path> findHelper(Helper helper)
{
    const HelperRow &row = rowOf(helper);
    if (const char *chosen = std::getenv(row.variable); chosen && *chosen) {
        if (isProgram(chosen))
            return fs::path(chosen);
        return fail(Operation::FindHelper,
                    row.program,
                    Reason::HelperMissing,
                    std::format("{}={} is no program", row.variable, chosen));
    }
    for (const fs::path &folder : searchFolders(row)) {
        if (fs::path candidate = folder / row.program; isProgram(candidate))
            return candidate;
    }
    return fail(Operation::FindHelper, row.program, Reason::HelperMissing);
}

std::optional<fs::path> findInPath(std::string_view name)
{
    for (const fs::path &folder : pathFolders()) {
        if (fs::path candidate = folder / name; isProgram(candidate))
            return candidate;
    }
    return std::nullopt;
}

Result<fs::path> shareFile(std::string_view relative)
{
    std::vector<fs::path> folders;
    if (auto share = pathVariable("FIRKIN_SHARE"); !share.empty())
        folders.push_back(share);
    else
        folders.push_back((installation() / "share/firkin").lexically_normal());
    for (const fs::path &folder : folders) {
        std::error_code problem;
        if (fs::path candidate = folder / relative; fs::exists(candidate, problem))
            return candidate;
    }
    return fail(Operation::FindHelper, (folders.front() / relative).native(), Reason::NoSuchFile);
}

} // namespace firkin

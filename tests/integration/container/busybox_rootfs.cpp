// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/container/busybox_rootfs.h"

#include "runtime/base/paths.h"
#include "runtime/base/process.h"

#include <fstream>
#include <sstream>

namespace firkin::test {
namespace fs = std::filesystem;
namespace {

Status runMke2fs(std::vector<std::string> arguments, const fs::path &image)
{
    ProcessSpec spec;
    FIRKIN_ASSIGN(spec.program, findHelper(Helper::Mke2fs));
    spec.arguments = std::move(arguments);
    FIRKIN_ASSIGN(const auto output, run(spec, Deadline::after(std::chrono::minutes(1)), {}));
    if (!output.end.success())
        return fail(Operation::BuildRootfs, image.string(), Reason::HelperFailed, output.errorTail);
    return {};
}

} // namespace

Status makeEmptyExt4(const fs::path &image, std::uint64_t bytes)
{
    std::ofstream(image).close();
    fs::resize_file(image, bytes);
    return runMke2fs({"-q", "-F", "-t", "ext4", "-E", "lazy_itable_init=1,nodiscard", "-m", "0", image.string()}, image);
}

Status makeBusyboxRootfs(const fs::path &folder, const fs::path &image)
{
    for (const char *name : {"bin", "dev", "etc", "proc", "sys", "tmp", "root", "srv", "home", "var", "run", "mnt", "mnt1", "mnt2", "data"})
        fs::create_directories(folder / name);
    fs::permissions(folder / "tmp", fs::perms(01777));
    fs::copy_file("/bin/busybox", folder / "bin/busybox", fs::copy_options::overwrite_existing);
    ProcessSpec list;
    list.program = folder / "bin/busybox";
    list.arguments = {"--list"};
    FIRKIN_ASSIGN(const auto listed, run(list, Deadline::after(std::chrono::seconds(20)), {}));
    std::istringstream names(listed.output);
    for (std::string name; std::getline(names, name);) {
        if (name != "busybox" && !fs::exists(folder / "bin" / name))
            fs::create_symlink("busybox", folder / "bin" / name);
    }
    std::ofstream(folder / "etc/passwd") << "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/bin/false\n";
    std::ofstream(folder / "etc/group") << "root:x:0:\nbin:x:1:\n";
    std::ofstream(image).close();
    fs::resize_file(image, std::uint64_t{32} << 20);
    return runMke2fs({"-q", "-F", "-t", "ext4", "-d", folder.string(), "-m", "0", image.string()}, image);
}

} // namespace firkin::test

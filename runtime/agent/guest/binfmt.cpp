// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/binfmt.h"

#include "runtime/agent/guest/kernel_file.h"

#include <cerrno>
#include <sys/mount.h>
#include <unistd.h>

namespace firkin::guest {

Result<std::string> binfmtLine(const Emulator &emulator)
{
    std::string line;
    for (const std::string *field : {&emulator.name, &emulator.type, &emulator.offset, &emulator.magic, &emulator.mask,
                                     &emulator.interpreter, &emulator.flags}) {
        if (field->contains(':') || field->contains('\n'))
            return fail(Operation::ConfigureGuest, emulator.name, Reason::BadSyntax, *field);
        line += ":" + *field;
    }
    return line;
}

Status registerEmulator(const Emulator &emulator)
{
    FIRKIN_ASSIGN(const std::string line, binfmtLine(emulator));
    const std::string folder = "/proc/sys/fs/binfmt_misc", file = folder + "/register";
    if (::access(file.c_str(), W_OK) != 0
        && ::mount("binfmt_misc", folder.c_str(), "binfmt_misc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0)
        return fail(systemError(Operation::ConfigureGuest, folder, errno, "mount"));
    return writeKernelFile(file, line);
}

} // namespace firkin::guest

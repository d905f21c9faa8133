// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/disk_lock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace firkin::vmm {

Result<DiskLock> DiskLock::take(const Disk &disk)
{
    UniqueFd fd(::open(disk.image.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd)
        return fail(systemError(Operation::AttachDevice, disk.image.native(), errno));
    if (::flock(fd.get(), (disk.readOnly ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(Operation::AttachDevice, disk.image.native(), Reason::InUse, "another machine has it");
        return fail(systemError(Operation::AttachDevice, disk.image.native(), errno));
    }
    return DiskLock(std::move(fd));
}

} // namespace firkin::vmm

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/vmm/machine_config.h"

namespace firkin::vmm {

/// A machine's disk, locked while the machine has it: who writes to it has it alone, readers share it. An flock on the image
/// or device itself, so that no way to name it leads around it. The object holds the lock; it goes with its process, too.
class DiskLock {
public:
    /// At once: InUse, with the image's path, for a disk that another machine has.
    static Result<DiskLock> take(const Disk &disk);

private:
    explicit DiskLock(UniqueFd fd) : m_fd(std::move(fd)) {}
    UniqueFd m_fd;
};

} // namespace firkin::vmm

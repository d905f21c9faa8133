// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/unique_fd.h"
#include "runtime/vmm/machine_config.h"

#include <vector>

namespace firkin::vmm {

/// A machine's disks, locked while it runs: who writes to one has it alone, readers share it. An flock on the image or
/// device itself, so that no way to name it leads around it. The object holds the locks; they go with its process, too.
class DiskLocks {
public:
    /// At once: InUse, with the image's path, for a disk that another machine has.
    static Result<DiskLocks> take(const std::vector<Disk> &disks);
    Status add(const Disk &disk);
    void clear() { m_fds.clear(); }

private:
    std::vector<UniqueFd> m_fds;
};

} // namespace firkin::vmm

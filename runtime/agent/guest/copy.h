// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/container_registry.h"
#include "runtime/agent/guest/vsock.h"

#include <cstdint>
#include <functional>
#include <string>

namespace firkin::guest {

/// One bulk transfer: the host listens, we dial; the end of the connection is the end of the data.
struct CopyTask {
    std::string path; ///< of the machine, mostly below /run/container/<id>/rootfs
    mode_t mode = 0;  ///< of a file; 0: 0644 for a new one, an old one keeps its own
    bool createParents = false;
    bool archive = false;
    std::uint32_t port = 0;
    std::function<bool()> stopped; ///< asked while waiting: the host has given up
};

/// A file, or a tar stream (plain or gzip) into a folder. Returns when it is on the disk.
Status copyIn(const ContainerRegistry &containers, const CopyTask &task, HostDialer dial);
/// A file's bytes, or a folder as PAX tar in gzip's stored blocks. `metadata` is called before the host is dialled.
Status copyOut(const ContainerRegistry &containers, const CopyTask &task, HostDialer dial,
               const std::function<void(bool archive, std::uint64_t size)> &metadata);

} // namespace firkin::guest

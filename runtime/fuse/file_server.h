// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/files.h"

#include <chrono>
#include <filesystem>
#include <memory>

namespace firkin::fuse {

/// A container's tree as a read-only folder of this computer (`ro,nosuid,nodev,noexec`), for programs that know nothing of
/// containers. Files, folders and links only: pipes, sockets and devices are not there. Links stay inside (link_text.h). All is
/// this user's, and readable; modes are the container's otherwise, without set-id bits. What has no known size
/// (/proc) is read straight through. Nothing is written anywhere.
///
/// kernel → one of libfuse's threads → engine::Files, with 2 seconds of patience for each request (patience.h).
class FileServer {
public:
    struct Options {
        std::chrono::milliseconds limit{2000};
        std::chrono::milliseconds probePause{500};
    };
    /// Mounts at an existing, empty folder. `files` outlives it.
    static Result<std::unique_ptr<FileServer>>
    mount(engine::Files &files, const ContainerId &container, const std::filesystem::path &folder, const Options &options);
    virtual ~FileServer() = default; ///< unmounts

    /// Serves until end(), until somebody else unmounts it, or, in the thread that calls it, SIGTERM, SIGINT or SIGHUP.
    virtual void run() = 0;
    /// Any thread. Programs that have files open keep what they have and get errors.
    virtual void end() = 0;
};

} // namespace firkin::fuse

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace firkin::container {

/// The root file system of a container with a machine of its own: files of the host, attached as disks.
struct Rootfs {
    std::filesystem::path image;                ///< an ext4 file system: a file, or a block device
    bool readOnlyImage = true;                  ///< attached so; false: written in place, by this container alone
    std::optional<std::filesystem::path> upper; ///< a file system that takes what is written (overlay)
    std::string upperFilesystem = "ext4";       ///< as checkUpperFilesystem() allows

    /// The image is shared and never written; `upper` takes the changes.
    static Rootfs overlay(std::filesystem::path image, std::filesystem::path upper, std::string upperFilesystem = "ext4") { return {std::move(image), true, std::move(upper), std::move(upperFilesystem)}; }
    /// The image itself is written. Two containers on one such image would destroy it.
    static Rootfs readWriteImage(std::filesystem::path image) { return {std::move(image), false, std::nullopt, {}}; }
    /// The image, and nothing can be written.
    static Rootfs readOnly(std::filesystem::path image) { return {std::move(image), true, std::nullopt, {}}; }
};

/// ext4, xfs or btrfs; others are refused. Pure.
[[nodiscard]] Status checkUpperFilesystem(std::string_view name);

/// An absolute path in the machine: no "..", no empty part, no NUL, not "/" itself.
class GuestPath {
public:
    static Result<GuestPath> parse(std::string_view text);
    [[nodiscard]] const std::string &str() const { return m_text; }

private:
    explicit GuestPath(std::string text) : m_text(std::move(text)) {}
    std::string m_text;
};

/// The root file system of a container on a machine that exists: disks that the machine has, by serial, or a folder in it.
struct GuestRootfs {
    std::string imageSerial; ///< a disk of the machine's configuration
    bool readOnlyImage = true;
    std::optional<std::string> upperSerial;
    std::optional<GuestPath> path; ///< instead of disks; nothing is mounted
    std::string upperFilesystem = "ext4";

    static GuestRootfs overlay(std::string imageSerial, std::string upperSerial, std::string upperFilesystem = "ext4") { return {std::move(imageSerial), true, std::move(upperSerial), std::nullopt, std::move(upperFilesystem)}; }
    static GuestRootfs readWriteDisk(std::string serial) { return {std::move(serial), false, std::nullopt, std::nullopt, {}}; }
    static GuestRootfs readOnlyDisk(std::string serial) { return {std::move(serial), true, std::nullopt, std::nullopt, {}}; }
    static GuestRootfs guestPath(GuestPath folder) { return {{}, false, std::nullopt, std::move(folder), {}}; }
};

} // namespace firkin::container

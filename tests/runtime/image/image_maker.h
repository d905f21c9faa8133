// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/image/layer_reader.h"
#include "runtime/oci/manifest.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

/// Makes layers and images for tests, right ones and wrong ones.
namespace firkin::test {

enum class Packing { Plain, Gzip, Zstd };

struct TarEntry {
    std::string path;
    image::EntryKind kind = image::EntryKind::Regular;
    std::string content; ///< or the target of a link
    unsigned mode = 0644;
    unsigned uid = 0;
    unsigned gid = 0;
    std::vector<std::pair<std::string, std::string>> xattrs;
    std::int64_t seconds = 1'700'000'000;
};

TarEntry directory(std::string path, unsigned mode = 0755);
TarEntry file(std::string path, std::string content, unsigned mode = 0644);
TarEntry symbolicLink(std::string path, std::string target);
TarEntry hardLink(std::string path, std::string target);

std::string makeTar(const std::vector<TarEntry> &entries, Packing packing = Packing::Plain);
/// The entries of a tar, one line each: "d a/ 755 0:0", "f a/b 644 0:0 content", "l a/c → x", "h a/d → a/b".
std::vector<std::string> listTar(const std::string &tar);

struct ImageParts {
    std::vector<std::string> layers; ///< packed
    std::vector<oci::Digest> diffIds;
    std::string config;
    std::string manifest;
};
/// From layers of entries; `configExtra` is put into the configuration's "config" object.
ImageParts makeImage(const std::vector<std::vector<TarEntry>> &layers,
                     Packing packing = Packing::Gzip,
                     std::string_view configExtra = {},
                     std::string_view architecture = {});

/// Writes an OCI layout with these images, named by their annotations.
void writeLayout(const std::filesystem::path &folder, const std::vector<std::pair<ImageParts, std::string>> &images);
/// As one file, in the given order of names (all files if empty).
std::string packFolder(const std::filesystem::path &folder, Packing packing = Packing::Plain);
std::string makeDockerArchive(const ImageParts &image, const std::vector<std::string> &repoTags);

void writeFile(const std::filesystem::path &path, std::string_view content);

} // namespace firkin::test

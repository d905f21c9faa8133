// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/reference.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firkin::image {

/// The store's index.json as a value: an OCI index with one entry for each name, and one without a name for each image
/// that has none. Changed by the functions below, written whole by who holds the index lock.
class ImageIndex {
public:
    struct Entry {
        oci::Descriptor descriptor; ///< without annotations
        std::optional<oci::Reference> reference;
    };

    static Result<ImageIndex> load(const std::filesystem::path &file); ///< empty when the file is missing
    Status save(const std::filesystem::path &file) const;

    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] std::vector<oci::Digest> digests() const; ///< each once, in order
    [[nodiscard]] std::vector<oci::Reference> namesOf(const oci::Digest &digest) const;
    /// By reference, whole digest, or unique prefix of at least 4 of its digits.
    [[nodiscard]] Result<oci::Digest> find(std::string_view nameOrDigest, Operation operation) const;

    /// Of an image that find() has found.
    [[nodiscard]] const oci::Descriptor &descriptorOf(const oci::Digest &digest) const;

    /// The image gets the name; who had it keeps its content, without name if it was the last.
    void add(const oci::Descriptor &descriptor, const std::optional<oci::Reference> &reference);
    /// Takes the name away; the image stays as one without name if it was the last.
    void untag(const oci::Reference &reference);
    void remove(const oci::Digest &digest);

private:
    void keepUnnamed(const Entry &gone);
    std::vector<Entry> m_entries;
};

} // namespace firkin::image

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_index.h"

#include "runtime/base/file.h"

#include <algorithm>
#include <cassert>
#include <cctype>

namespace firkin::image {

namespace {
constexpr const char *nameAnnotation = "org.opencontainers.image.ref.name";
constexpr std::size_t maxIndexBytes = std::size_t{16} << 20; // ours: 30,000 images

bool isHex(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}
} // namespace

Result<ImageIndex> ImageIndex::load(const std::filesystem::path &file)
{
    ImageIndex index;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return index; // a new store
    FIRKIN_ASSIGN(const std::string json, readFile(file, maxIndexBytes));
    auto parsed = oci::parseIndex(json);
    if (!parsed)
        return fail(Operation::ReadRecord, file.string(), Reason::RecordDamaged, parsed.error().detail);
    for (oci::Descriptor &descriptor : parsed->manifests) {
        Entry entry;
        if (const auto name = descriptor.annotations.find(nameAnnotation); name != descriptor.annotations.end()) {
            if (auto reference = oci::Reference::parse(name->second))
                entry.reference = std::move(*reference);
        }
        descriptor.annotations.clear();
        entry.descriptor = std::move(descriptor);
        index.m_entries.push_back(std::move(entry));
    }
    return index;
}

Status ImageIndex::save(const std::filesystem::path &file) const
{
    oci::Index index;
    for (const Entry &entry : m_entries) {
        oci::Descriptor descriptor = entry.descriptor;
        if (entry.reference)
            descriptor.annotations[nameAnnotation] = entry.reference->str();
        index.manifests.push_back(std::move(descriptor));
    }
    return writeFileAtomically(file, oci::toJson(index) + "\n");
}

std::vector<oci::Digest> ImageIndex::digests() const
{
    std::vector<oci::Digest> result;
    for (const Entry &entry : m_entries) {
        if (std::ranges::find(result, entry.descriptor.digest) == result.end())
            result.push_back(entry.descriptor.digest);
    }
    return result;
}

std::vector<oci::Reference> ImageIndex::namesOf(const oci::Digest &digest) const
{
    std::vector<oci::Reference> names;
    for (const Entry &entry : m_entries) {
        if (entry.descriptor.digest == digest && entry.reference)
            names.push_back(*entry.reference);
    }
    std::ranges::sort(names);
    return names;
}

Result<oci::Digest> ImageIndex::find(std::string_view nameOrDigest, Operation operation) const
{
    std::string_view digits = nameOrDigest;
    if (digits.starts_with("sha256:"))
        digits.remove_prefix(7);
    const auto reference = oci::Reference::parse(nameOrDigest);
    if (reference) {
        for (const Entry &entry : m_entries) {
            if (entry.reference == *reference)
                return entry.descriptor.digest;
        }
        // "name@sha256:…" is that content, whatever it is called here.
        if (reference->digest())
            digits = std::string_view(nameOrDigest).substr(nameOrDigest.find("@sha256:") + 8);
    }
    if (digits.size() >= 4 && digits.size() <= 64 && isHex(digits)) {
        std::vector<oci::Digest> found;
        for (const oci::Digest &digest : digests()) {
            if (digest.hex().starts_with(digits))
                found.push_back(digest);
        }
        if (found.size() == 1)
            return found.front();
        if (found.size() > 1)
            return fail(operation, nameOrDigest, Reason::NoSuchImage, "several images begin with these digits");
    }
    if (!reference && !(digits.size() >= 4 && isHex(digits)))
        return fail(wrap(operation, nameOrDigest, reference.error()));
    return fail(operation, nameOrDigest, Reason::NoSuchImage);
}

const oci::Descriptor &ImageIndex::descriptorOf(const oci::Digest &digest) const
{
    const auto entry = std::ranges::find(m_entries, digest, [](const Entry &one) { return one.descriptor.digest; });
    assert(entry != m_entries.end());
    return entry->descriptor;
}

void ImageIndex::keepUnnamed(const Entry &gone)
{
    const bool stillThere =
        std::ranges::any_of(m_entries, [&](const Entry &entry) { return entry.descriptor.digest == gone.descriptor.digest; });
    if (!stillThere)
        m_entries.push_back({gone.descriptor, std::nullopt});
}

void ImageIndex::add(const oci::Descriptor &descriptor, const std::optional<oci::Reference> &reference)
{
    if (reference) {
        std::erase_if(m_entries, [&](const Entry &entry) { return entry.descriptor.digest == descriptor.digest && !entry.reference; });
        const auto holder = std::ranges::find(m_entries, reference, &Entry::reference);
        if (holder != m_entries.end()) {
            const Entry gone = *holder;
            *holder = {descriptor, reference};
            holder->descriptor.annotations.clear();
            keepUnnamed(gone);
            return;
        }
    } else if (std::ranges::any_of(m_entries, [&](const Entry &entry) { return entry.descriptor.digest == descriptor.digest; })) {
        return;
    }
    Entry entry{descriptor, reference};
    entry.descriptor.annotations.clear();
    m_entries.push_back(std::move(entry));
}

void ImageIndex::untag(const oci::Reference &reference)
{
    const auto holder = std::ranges::find(m_entries, std::optional(reference), &Entry::reference);
    if (holder == m_entries.end())
        return;
    const Entry gone = *holder;
    m_entries.erase(holder);
    keepUnnamed(gone);
}

void ImageIndex::remove(const oci::Digest &digest)
{
    std::erase_if(m_entries, [&](const Entry &entry) { return entry.descriptor.digest == digest; });
}

} // namespace firkin::image

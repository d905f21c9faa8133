// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_import.h"

#include "runtime/base/limits.h"

#include <array>
#include <fstream>
#include <set>

namespace firkin::image {

namespace {

std::string blobName(const oci::Digest &digest) { return "blobs/sha256/" + digest.hex(); }

std::vector<std::string> namesOf(const oci::Descriptor &descriptor)
{
    std::vector<std::string> names;
    // containerd's (and Docker's) annotation has the whole name; the standard one only a tag with them.
    for (const char *key : {"io.containerd.image.name", "org.opencontainers.image.ref.name"}) {
        const auto found = descriptor.annotations.find(key);
        if (found != descriptor.annotations.end() && names.empty())
            names.push_back(found->second);
    }
    return names;
}

/// What is common to both forms of archive.
Result<oci::ImageConfig> checkConfig(std::string_view json, std::size_t layers, std::string_view object)
{
    FIRKIN_ASSIGN(oci::ImageConfig config, oci::parseImageConfig(json));
    if (config.diffIds.size() != layers)
        return fail(Operation::LoadImage, object, Reason::NotAnImage, "its configuration speaks of another number of layers");
    return config;
}

bool platformFits(const oci::Platform &platform)
{
    return platform.architecture.empty() || oci::runsHere(platform);
}

class OciImport {
public:
    OciImport(ImageFiles &files, BlobStore &store, std::string_view object) : m_files(files), m_store(store), m_object(object) {}

    Result<std::vector<ImportedImage>> run()
    {
        FIRKIN_ASSIGN(const std::string json, m_files.read("index.json", limits::manifest));
        FIRKIN_ASSIGN(const oci::Index index, oci::parseIndex(json));
        for (const oci::Descriptor &entry : index.manifests)
            FIRKIN_TRY(take(entry, namesOf(entry), 0));
        if (m_images.empty())
            return fail(Operation::LoadImage, m_object, m_otherPlatform.empty() ? Reason::NotAnImage : Reason::WrongPlatform, m_otherPlatform);
        return std::move(m_images);
    }

private:
    Status take(const oci::Descriptor &entry, const std::vector<std::string> &names, std::size_t depth)
    {
        if (entry.platform && !platformFits(*entry.platform)) {
            m_otherPlatform = oci::platformText(*entry.platform);
            return {};
        }
        if (oci::isIndex(entry.mediaType)) {
            if (depth >= limits::indexDepth)
                return fail(Operation::LoadImage, m_object, Reason::LimitExceeded, "an index of indexes of indexes");
            FIRKIN_ASSIGN(const std::string json, readChecked(entry));
            FIRKIN_ASSIGN(const oci::Index index, oci::parseIndex(json));
            if (const oci::Descriptor *ours = oci::choosePlatform(index))
                return take(*ours, names, depth + 1);
            for (const oci::Descriptor &other : index.manifests) {
                if (other.platform && other.platform->os != "unknown")
                    m_otherPlatform = oci::platformText(*other.platform);
            }
            return {};
        }
        if (!oci::isManifest(entry.mediaType))
            return {}; // an artifact that is no image
        if (m_images.size() >= limits::imagesInArchive)
            return fail(Operation::LoadImage, m_object, Reason::LimitExceeded, "too many images");
        return takeImage(entry, names);
    }

    Status takeImage(const oci::Descriptor &entry, const std::vector<std::string> &names)
    {
        FIRKIN_ASSIGN(const std::string json, readChecked(entry));
        FIRKIN_ASSIGN(oci::Manifest manifest, oci::parseManifest(json));
        if (manifest.config.mediaType != oci::media::ociConfig && !manifest.config.mediaType.starts_with("application/vnd.docker.container.image"))
            return {}; // a manifest of something else: a chart, a signature
        FIRKIN_ASSIGN(const std::string configJson, readChecked(manifest.config));
        FIRKIN_ASSIGN(oci::ImageConfig config, checkConfig(configJson, manifest.layers.size(), m_object));
        if (!platformFits(config.platform)) {
            m_otherPlatform = oci::platformText(config.platform);
            return {};
        }
        for (const oci::Descriptor &layer : manifest.layers)
            FIRKIN_TRY(takeBlob(layer));
        FIRKIN_TRY(takeBlob(manifest.config));
        FIRKIN_TRY(takeBlob(entry));
        m_images.push_back({{entry.mediaType, entry.digest, entry.size, std::nullopt, {}}, std::move(manifest), std::move(config), names});
        return {};
    }

    Status takeBlob(const oci::Descriptor &descriptor)
    {
        if (m_store.has(descriptor.digest, descriptor.size))
            return {};
        if (!m_files.has(blobName(descriptor.digest)))
            return fail(Operation::LoadImage, m_object, Reason::NotAnImage, "it lacks " + descriptor.digest.str());
        FIRKIN_ASSIGN(const ImageFiles::Taken taken, m_files.take(blobName(descriptor.digest), descriptor.digest, m_store));
        if (taken.size != descriptor.size)
            return fail(Operation::LoadImage, m_object, Reason::DigestMismatch, descriptor.digest.str() + " is of another size");
        return {};
    }

    /// A manifest, index or configuration. Not taken yet: the image may turn out to be none of ours.
    Result<std::string> readChecked(const oci::Descriptor &descriptor)
    {
        if (descriptor.size > limits::manifest)
            return fail(Operation::LoadImage, m_object, Reason::LimitExceeded, "a manifest of " + std::to_string(descriptor.size) + " bytes");
        if (m_store.has(descriptor.digest, descriptor.size))
            return m_store.read(descriptor.digest, limits::manifest);
        if (!m_files.has(blobName(descriptor.digest)))
            return fail(Operation::LoadImage, m_object, Reason::NotAnImage, "it lacks " + descriptor.digest.str());
        FIRKIN_ASSIGN(std::string json, m_files.read(blobName(descriptor.digest), limits::manifest));
        if (oci::Digest::ofBytes(json) != descriptor.digest)
            return fail(Operation::LoadImage, m_object, Reason::DigestMismatch, descriptor.digest.str());
        return json;
    }

    ImageFiles &m_files;
    BlobStore &m_store;
    std::string_view m_object;
    std::vector<ImportedImage> m_images;
    std::string m_otherPlatform;
};

/// By its first bytes, since a docker-archive does not say.
std::string_view layerMediaType(const std::filesystem::path &file)
{
    std::array<char, 4> magic{};
    std::ifstream(file, std::ios::binary).read(magic.data(), magic.size());
    const std::string_view bytes(magic.data(), magic.size());
    if (bytes.starts_with("\x1f\x8b"))
        return oci::media::ociLayerGzip;
    if (bytes == "\x28\xb5\x2f\xfd")
        return oci::media::ociLayerZstd;
    return oci::media::ociLayer;
}

Result<std::vector<ImportedImage>> importDocker(ImageFiles &files, BlobStore &store, std::string_view object)
{
    FIRKIN_ASSIGN(const std::string json, files.read("manifest.json", limits::manifest));
    FIRKIN_ASSIGN(const auto entries, oci::parseDockerArchive(json));
    std::vector<ImportedImage> images;
    std::string otherPlatform;
    for (const oci::DockerArchiveImage &entry : entries) {
        if (!files.has(entry.config))
            return fail(Operation::LoadImage, object, Reason::NotAnImage, "it lacks " + entry.config);
        // Images of one archive may share their configuration: then it is in the store by now.
        FIRKIN_ASSIGN(const ImageFiles::Taken takenConfig, files.take(entry.config, {}, store));
        FIRKIN_ASSIGN(const std::string configJson, store.read(takenConfig.digest, limits::imageConfig));
        FIRKIN_ASSIGN(oci::ImageConfig config, checkConfig(configJson, entry.layers.size(), object));
        if (!platformFits(config.platform)) {
            otherPlatform = oci::platformText(config.platform);
            continue;
        }
        oci::Manifest manifest;
        manifest.config = {std::string(oci::media::ociConfig), takenConfig.digest, takenConfig.size, std::nullopt, {}};
        for (std::size_t i = 0; i < entry.layers.size(); ++i) {
            FIRKIN_ASSIGN(const ImageFiles::Taken layer, files.take(entry.layers[i], {}, store));
            const std::string_view type = layerMediaType(store.path(layer.digest));
            // A plain tar is its own diff id; packed ones are checked when they are unpacked.
            if (type == oci::media::ociLayer && layer.digest != config.diffIds[i])
                return fail(Operation::LoadImage, entry.layers[i], Reason::DigestMismatch, "it is " + layer.digest.str());
            manifest.layers.push_back({std::string(type), layer.digest, layer.size, std::nullopt, {}});
        }
        const std::string manifestJson = oci::toJson(manifest);
        FIRKIN_ASSIGN(const oci::Digest digest, store.add(manifestJson));
        images.push_back({{std::string(oci::media::ociManifest), digest, manifestJson.size(), std::nullopt, {}},
                          std::move(manifest), std::move(config), entry.repoTags});
    }
    if (images.empty())
        return fail(Operation::LoadImage, object, Reason::WrongPlatform, otherPlatform);
    return images;
}

} // namespace

Result<std::vector<ImportedImage>> importImages(ImageFiles &files, BlobStore &store, std::string_view object)
{
    if (files.has("index.json") && files.has("oci-layout"))
        return OciImport(files, store, object).run();
    if (files.has("manifest.json"))
        return importDocker(files, store, object);
    return fail(Operation::LoadImage, object, Reason::NotAnImage, "it holds neither an OCI layout nor a docker-archive");
}

} // namespace firkin::image

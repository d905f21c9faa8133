// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/manifest.h"

#include "runtime/oci/json.h"
#include "runtime/base/limits.h"

namespace firkin::oci {

namespace {

Result<Descriptor> readDescriptor(const Json &json)
{
    Descriptor descriptor;
    descriptor.mediaType = stringAt(json, "mediaType");
    FIRKIN_ASSIGN(descriptor.digest, Digest::parse(stringAt(json, "digest")));
    const Json &size = memberAt(json, "size");
    if (!size.is_number_unsigned())
        return fail(Operation::ReadImage, descriptor.digest.str(), Reason::NotAnImage, "a descriptor without a size");
    descriptor.size = size.get<std::uint64_t>();
    if (const Json &platform = memberAt(json, "platform"); platform.is_object())
        descriptor.platform = Platform{stringAt(platform, "os"), stringAt(platform, "architecture"), stringAt(platform, "variant")};
    descriptor.annotations = stringMapAt(json, "annotations");
    return descriptor;
}

Json writeDescriptor(const Descriptor &descriptor)
{
    Json json{{"mediaType", descriptor.mediaType}, {"digest", descriptor.digest.str()}, {"size", descriptor.size}};
    if (descriptor.platform) {
        json["platform"] = {{"os", descriptor.platform->os}, {"architecture", descriptor.platform->architecture}};
        if (!descriptor.platform->variant.empty())
            json["platform"]["variant"] = descriptor.platform->variant;
    }
    if (!descriptor.annotations.empty())
        json["annotations"] = descriptor.annotations;
    return json;
}

std::string dump(const Json &json)
{
    // Text that is not UTF-8 is replaced, not thrown at the caller.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

bool isIndex(std::string_view mediaType) { return mediaType == media::ociIndex || mediaType == media::dockerList; }
bool isManifest(std::string_view mediaType)
{
    return mediaType == media::ociManifest || mediaType == media::dockerManifest;
}

Result<Manifest> parseManifest(std::string_view json)
{
    FIRKIN_ASSIGN(const Json parsed, parseJson(json, limits::manifest, "manifest"));
    const Json &layers = memberAt(parsed, "layers");
    if (!memberAt(parsed, "config").is_object() || !layers.is_array())
        return fail(Operation::ReadImage, "manifest", Reason::NotAnImage, "it has no config or no layers");
    if (layers.size() > limits::layers)
        return fail(Operation::ReadImage, "manifest", Reason::LimitExceeded, std::to_string(layers.size()) + " layers");
    Manifest manifest;
    FIRKIN_ASSIGN(manifest.config, readDescriptor(memberAt(parsed, "config")));
    for (const Json &layer : layers) {
        FIRKIN_ASSIGN(Descriptor descriptor, readDescriptor(layer));
        manifest.layers.push_back(std::move(descriptor));
    }
    return manifest;
}

Result<Index> parseIndex(std::string_view json)
{
    FIRKIN_ASSIGN(const Json parsed, parseJson(json, limits::manifest, "index"));
    const Json &manifests = memberAt(parsed, "manifests");
    if (!manifests.is_array())
        return fail(Operation::ReadImage, "index", Reason::NotAnImage, "it lists no manifests");
    Index index;
    for (const Json &entry : manifests) {
        FIRKIN_ASSIGN(Descriptor descriptor, readDescriptor(entry));
        index.manifests.push_back(std::move(descriptor));
    }
    return index;
}

std::string toJson(const Manifest &manifest)
{
    Json layers = Json::array();
    for (const Descriptor &layer : manifest.layers)
        layers.push_back(writeDescriptor(layer));
    return dump({{"schemaVersion", 2},
                 {"mediaType", media::ociManifest},
                 {"config", writeDescriptor(manifest.config)},
                 {"layers", layers}});
}

std::string toJson(const Index &index)
{
    Json manifests = Json::array();
    for (const Descriptor &manifest : index.manifests)
        manifests.push_back(writeDescriptor(manifest));
    return dump({{"schemaVersion", 2}, {"mediaType", media::ociIndex}, {"manifests", manifests}});
}

std::string toJson(const std::vector<DockerArchiveImage> &images)
{
    Json list = Json::array();
    for (const DockerArchiveImage &image : images)
        list.push_back({{"Config", image.config}, {"RepoTags", image.repoTags}, {"Layers", image.layers}});
    return dump(list);
}

const Descriptor *choosePlatform(const Index &index)
{
    const Descriptor *unmarked = nullptr;
    for (const Descriptor &manifest : index.manifests) {
        if (manifest.platform && runsHere(*manifest.platform))
            return &manifest;
        if (!manifest.platform && !unmarked)
            unmarked = &manifest;
    }
    return unmarked;
}

Result<std::vector<DockerArchiveImage>> parseDockerArchive(std::string_view json)
{
    FIRKIN_ASSIGN(const Json parsed, parseJson(json, limits::manifest, "manifest.json"));
    if (!parsed.is_array() || parsed.empty())
        return fail(Operation::ReadImage, "manifest.json", Reason::NotAnImage, "it lists no images");
    if (parsed.size() > limits::imagesInArchive)
        return fail(Operation::ReadImage, "manifest.json", Reason::LimitExceeded, std::to_string(parsed.size()) + " images");
    std::vector<DockerArchiveImage> images;
    for (const Json &entry : parsed) {
        DockerArchiveImage image{stringAt(entry, "Config"), stringsAt(entry, "RepoTags"), stringsAt(entry, "Layers")};
        if (image.config.empty())
            return fail(Operation::ReadImage, "manifest.json", Reason::NotAnImage, "an image without Config");
        if (image.layers.size() > limits::layers)
            return fail(Operation::ReadImage, "manifest.json", Reason::LimitExceeded, std::to_string(image.layers.size()) + " layers");
        images.push_back(std::move(image));
    }
    return images;
}

} // namespace firkin::oci

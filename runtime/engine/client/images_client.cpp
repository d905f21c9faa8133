// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/images_client.h"

#include "runtime/base/paths.h"
#include "runtime/engine/client/registries_client.h"
#include "runtime/engine/store/trash.h"

namespace firkin::engine {

namespace {

constexpr std::string_view starterReference = "localhost/starter:latest";

} // namespace

std::vector<ContainerId> usersOf(const store::Store &store, std::string_view digest)
{
    std::vector<ContainerId> users;
    if (const auto records = store.loadAll()) {
        for (const store::ContainerRecord &record : *records) {
            if (record.imageDigest == digest)
                users.push_back(record.id);
        }
    }
    if (const auto trashed = store::listTrash(store)) {
        for (const store::TrashedContainer &entry : *trashed) {
            if (entry.record.imageDigest == digest)
                users.push_back(entry.record.id);
        }
    }
    return users;
}

Result<std::unique_ptr<image::ImageStore>> openImages(const store::Store &store)
{
    image::ImageStoreOptions options;
    options.usedBy = [store](const oci::Digest &digest) {
        std::vector<std::string> names;
        for (const ContainerId &id : usersOf(store, digest.str())) {
            const auto record = store.load(id);
            names.push_back(record ? record->name : id.str());
        }
        return names;
    };
    options.authFile = registriesFile();
    return image::ImageStore::open(store.layout().images(), std::move(options));
}

ImageView ImagesClient::toView(const image::StoredImage &image) const
{
    ImageView view;
    view.digest = image.digest.str();
    for (const oci::Reference &reference : image.references)
        view.references.push_back(reference.str());
    view.size = ByteSize::ofBytes(image.blobBytes + image.rootfsBytes);
    view.createdAt = image.config.created.value_or(WallTime());
    view.platform = image.config.platform.os + "/" + image.config.platform.architecture;
    view.command = image.config.entrypoint;
    view.command.insert(view.command.end(), image.config.command.begin(), image.config.command.end());
    view.environment = image.config.environment;
    view.workingDirectory = image.config.workingDirectory;
    view.user = image.config.user;
    view.exposedPorts = image.config.exposedPorts;
    view.usedBy = usersOf(m_store, view.digest);
    return view;
}

Result<std::vector<ImageView>> ImagesClient::list(std::stop_token)
{
    FIRKIN_ASSIGN(const std::vector<image::StoredImage> images, m_images.list());
    std::vector<ImageView> views;
    for (const image::StoredImage &image : images)
        views.push_back(toView(image));
    return views;
}

Result<ImageView> ImagesClient::find(std::string_view reference, std::stop_token)
{
    FIRKIN_ASSIGN(const image::StoredImage image, m_images.find(reference));
    return toView(image);
}

Result<std::vector<ImageView>> ImagesClient::load(const std::filesystem::path &archive,
                                                  std::optional<std::string> tag,
                                                  const ProgressFn &progress,
                                                  std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::vector<image::StoredImage> images, m_images.load(archive, tag, progress, stop));
    std::vector<ImageView> views;
    for (const image::StoredImage &image : images)
        views.push_back(toView(image));
    return views;
}

Result<ImageView> ImagesClient::pull(std::string_view reference, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(const image::StoredImage image, m_images.pull(reference, progress, stop));
    return toView(image);
}

Status ImagesClient::push(std::string_view reference, std::optional<std::string> target, const ProgressFn &progress, std::stop_token stop)
{
    return m_images.push(reference, target, progress, stop);
}

Status ImagesClient::save(const std::vector<std::string> &references, const ArchiveSink &sink, const ProgressFn &progress, std::stop_token stop)
{
    return m_images.save(references, sink, progress, stop);
}

Status ImagesClient::tag(std::string_view reference, std::string_view name, std::stop_token)
{
    return m_images.tag(reference, name);
}

Result<std::vector<ImageStep>> ImagesClient::history(std::string_view reference, std::stop_token)
{
    FIRKIN_ASSIGN(const image::StoredImage image, m_images.find(reference));
    std::vector<ImageStep> steps;
    auto layer = image.layers.begin();
    for (const oci::HistoryEntry &entry : image.config.history) {
        ImageStep step{entry.createdBy, entry.comment, entry.created, {}};
        if (!entry.emptyLayer && layer != image.layers.end())
            step.size = ByteSize::ofBytes((layer++)->size);
        steps.push_back(std::move(step));
    }
    // An image may tell less than it has.
    for (; layer != image.layers.end(); ++layer)
        steps.push_back({{}, {}, {}, ByteSize::ofBytes(layer->size)});
    return steps;
}

Status ImagesClient::remove(std::string_view reference, bool force, std::stop_token)
{
    return m_images.remove(reference, force);
}

Result<std::string> ImagesClient::ensureStarter(const ProgressFn &progress, std::stop_token stop)
{
    const std::string reference(starterReference);
    if (m_images.find(reference))
        return reference;
    FIRKIN_ASSIGN(const std::filesystem::path archive, shareFile("starter.tar"));
    FIRKIN_TRY(m_images.load(archive, reference, progress, stop));
    return reference;
}

} // namespace firkin::engine

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/images.h"
#include "runtime/engine/store/store.h"
#include "runtime/image/image_store.h"

namespace firkin::engine {

/// The image store, with those who use its images.
class ImagesClient final : public Images {
public:
    ImagesClient(store::Store store, image::ImageStore &images) : m_store(std::move(store)), m_images(images) {}
    Result<std::vector<ImageView>> list(std::stop_token stop) override;
    Result<ImageView> find(std::string_view reference, std::stop_token stop) override;
    Result<std::vector<ImageView>>
    load(const std::filesystem::path &archive, std::optional<std::string> tag, const ProgressFn &progress, std::stop_token stop) override;
    Result<ImageView> pull(std::string_view reference, const ProgressFn &progress, std::stop_token stop) override;
    Status push(std::string_view reference, std::optional<std::string> target, const ProgressFn &progress, std::stop_token stop) override;
    Status save(const std::vector<std::string> &references, const ArchiveSink &sink, const ProgressFn &progress, std::stop_token stop) override;
    Status tag(std::string_view reference, std::string_view name, std::stop_token stop) override;
    Result<std::vector<ImageStep>> history(std::string_view reference, std::stop_token stop) override;
    Status remove(std::string_view reference, bool force, std::stop_token stop) override;
    Result<std::string> ensureStarter(const ProgressFn &progress, std::stop_token stop) override;

private:
    ImageView toView(const image::StoredImage &image) const;
    const store::Store m_store;
    image::ImageStore &m_images;
};

/// Every container's id by its image's digest, those in the trash included: they can come back.
[[nodiscard]] std::vector<ContainerId> usersOf(const store::Store &store, std::string_view digest);
/// The image store below the store, told who uses what.
Result<std::unique_ptr<image::ImageStore>> openImages(const store::Store &store);

} // namespace firkin::engine

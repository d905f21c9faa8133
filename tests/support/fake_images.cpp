#include "tests/support/fake_world.h"

#include <algorithm>
#include <format>

namespace firkin::engine {

using namespace std::chrono_literals;

namespace {

ImageView makeImage(const std::string &reference, std::uint64_t number, ByteSize size)
{
    ImageView image;
    image.digest = std::format("sha256:{:064x}", number * 0x9e3779b97f4a7c15ULL);
    image.references = {reference};
    image.size = size;
    image.createdAt = std::chrono::system_clock::now() - std::chrono::hours(24 * (number % 40 + 1));
    image.platform = "linux/amd64";
    image.command = {"/bin/sh"};
    image.workingDirectory = "/";
    return image;
}

class FakeImages : public Images {
public:
    explicit FakeImages(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}

    Result<std::vector<ImageView>> list(std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ListImages, {}, stop));
        const std::scoped_lock lock(m_world->mutex);
        std::vector<ImageView> images = m_world->images;
        for (auto &image : images) {
            image.usedBy.clear();
            for (const auto &[id, container] : m_world->containers)
                if (container.view.imageDigest == image.digest)
                    image.usedBy.push_back(id);
        }
        return images;
    }

    Result<ImageView> find(std::string_view reference, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ReadImage, reference, stop));
        const std::scoped_lock lock(m_world->mutex);
        if (const auto it = at(reference); it != m_world->images.end())
            return *it;
        return fail(Operation::ReadImage, reference, Reason::NoSuchImage);
    }

    Result<std::vector<ImageView>> load(const std::filesystem::path &archive, std::optional<std::string> tag,
                                        const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::LoadImage, archive.string(), stop));
        if (!std::filesystem::exists(archive))
            return fail(Operation::LoadImage, archive.string(), Reason::NoSuchFile);
        if (archive.extension() != ".tar")
            return fail(Operation::LoadImage, archive.string(), Reason::NotAnImage);
        FIRKIN_TRY(m_world->work(Operation::LoadImage, archive.string(), {Phase::Verifying, Phase::Unpacking, Phase::BuildingRootfs},
                                 120 << 20, archive.filename().string(), progress, stop));
        const std::scoped_lock lock(m_world->mutex);
        auto image = makeImage(tag.value_or(std::format("localhost/{}:latest", archive.stem().string())), ++m_world->ids, ByteSize::ofMiB(120));
        std::erase_if(m_world->images, [&](const ImageView &other) { return other.references == image.references; });
        m_world->images.push_back(image);
        return std::vector{image};
    }

    Result<ImageView> pull(std::string_view reference, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::PullImage, reference, stop));
        if (reference.empty() || reference.contains(' '))
            return fail(Operation::PullImage, reference, Reason::BadReference);
        FIRKIN_TRY(m_world->work(Operation::PullImage, reference, {Phase::Downloading, Phase::Downloading, Phase::Downloading, Phase::Unpacking, Phase::BuildingRootfs},
                                 78 << 20, std::string(reference), progress, stop));
        const std::scoped_lock lock(m_world->mutex);
        if (const auto it = at(reference); it != m_world->images.end())
            return *it;
        m_world->images.push_back(makeImage(std::string(reference), ++m_world->ids, ByteSize::ofMiB(78)));
        return m_world->images.back();
    }

    Status remove(std::string_view reference, bool force, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::RemoveImage, reference, stop));
        const std::scoped_lock lock(m_world->mutex);
        const auto it = at(reference);
        if (it == m_world->images.end())
            return fail(Operation::RemoveImage, reference, Reason::NoSuchImage);
        const bool used = std::ranges::any_of(m_world->containers, [&](const auto &item) { return item.second.view.imageDigest == it->digest; });
        if (used && !force)
            return fail(Operation::RemoveImage, reference, Reason::InUse);
        std::erase(it->references, std::string(reference));
        if (it->references.empty() || it->digest == reference)
            m_world->images.erase(it);
        return {};
    }

    Result<std::string> ensureStarter(const ProgressFn &progress, std::stop_token stop) override
    {
        const std::string reference = "localhost/starter:latest";
        FIRKIN_TRY(m_world->enter(Operation::LoadImage, reference, stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            if (at(reference) != m_world->images.end())
                return reference;
        }
        FIRKIN_TRY(m_world->work(Operation::LoadImage, reference, {Phase::Verifying, Phase::BuildingRootfs}, 4 << 20, "starter", progress, stop));
        const std::scoped_lock lock(m_world->mutex);
        auto image = makeImage(reference, 7, ByteSize::ofMiB(4));
        image.command = {"httpd", "-f", "-p", "80", "-h", "/srv"};
        image.exposedPorts = {"80/tcp"};
        image.workingDirectory = "/srv";
        m_world->images.push_back(image);
        return reference;
    }

private:
    std::vector<ImageView>::iterator at(std::string_view reference)
    {
        return std::ranges::find_if(m_world->images, [&](const ImageView &image) {
            return image.digest == reference || std::ranges::contains(image.references, reference)
                   || std::ranges::contains(image.references, std::format("localhost/{}:latest", reference));
        });
    }
    std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Images> makeFakeImages(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeImages>(std::move(world));
}

} // namespace firkin::engine

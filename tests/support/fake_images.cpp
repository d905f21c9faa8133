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

    Status push(std::string_view reference, std::optional<std::string> target, const ProgressFn &progress, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::PushImage, reference, stop));
        {
            const std::scoped_lock lock(m_world->mutex);
            if (at(reference) == m_world->images.end())
                return fail(Operation::PushImage, reference, Reason::NoSuchImage);
        }
        if (target.value_or(std::string(reference)).starts_with("localhost/"))
            return fail(Operation::PushImage, reference, Reason::BadReference);
        return m_world->work(Operation::PushImage, reference, {Phase::Uploading}, 78 << 20, std::string(reference), progress, stop);
    }

    Status save(const std::vector<std::string> &references, const ArchiveSink &sink, const ProgressFn &progress, std::stop_token stop) override
    {
        for (const std::string &reference : references) {
            FIRKIN_TRY(m_world->enter(Operation::SaveImage, reference, stop));
            {
                const std::scoped_lock lock(m_world->mutex);
                if (at(reference) == m_world->images.end())
                    return fail(Operation::SaveImage, reference, Reason::NoSuchImage);
            }
            FIRKIN_TRY(m_world->work(Operation::SaveImage, reference, {Phase::Copying}, 78 << 20, reference, progress, stop));
            FIRKIN_TRY(sink(std::as_bytes(std::span(reference))));
        }
        return {};
    }

    Status tag(std::string_view reference, std::string_view name, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::TagImage, reference, stop));
        const std::scoped_lock lock(m_world->mutex);
        if (at(reference) == m_world->images.end())
            return fail(Operation::TagImage, reference, Reason::NoSuchImage);
        if (name.empty() || name.contains(' '))
            return fail(Operation::TagImage, name, Reason::BadReference);
        const std::string whole = name.contains('/') ? std::string(name) : std::format("localhost/{}{}", name, name.contains(':') ? "" : ":latest");
        for (ImageView &image : m_world->images)
            std::erase(image.references, whole);
        at(reference)->references.push_back(whole);
        return {};
    }

    Result<std::vector<ImageStep>> history(std::string_view reference, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::ReadImage, reference, stop));
        const std::scoped_lock lock(m_world->mutex);
        if (at(reference) == m_world->images.end())
            return fail(Operation::ReadImage, reference, Reason::NoSuchImage);
        return std::vector<ImageStep>{
            {"/bin/sh -c #(nop) ADD file:0f3c in /", "", "2024-05-01T12:00:00Z", ByteSize::ofMiB(74)},
            {"/bin/sh -c #(nop) ENV LANG=C.UTF-8", "", "2024-05-01T12:00:01Z", {}},
            {"/bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*", "", "2024-05-02T09:30:00Z",
             ByteSize::ofMiB(4)},
            {"CMD [\"/bin/sh\"]", "buildkit.dockerfile.v0", "2024-05-02T09:30:02Z", {}},
        };
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

namespace {

class FakeRegistries : public Registries {
public:
    explicit FakeRegistries(std::shared_ptr<FakeWorld> world) : m_world(std::move(world)) {}
    Result<std::vector<std::string>> list(std::stop_token) override
    {
        const std::scoped_lock lock(m_world->mutex);
        return std::vector<std::string>(m_world->logins.begin(), m_world->logins.end());
    }
    Result<KeptIn> logIn(std::string_view registry, std::string_view, std::string_view password, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::LogIn, registry, stop));
        if (registry.empty() || registry.contains('/'))
            return fail(Operation::LogIn, registry, Reason::BadName);
        if (password == "wrong")
            return fail(Operation::LogIn, registry, Reason::LoginRefused);
        const std::scoped_lock lock(m_world->mutex);
        m_world->logins.insert(std::string(registry));
        return KeptIn::File;
    }
    Status logOut(std::string_view registry, std::stop_token stop) override
    {
        FIRKIN_TRY(m_world->enter(Operation::LogOut, registry, stop));
        const std::scoped_lock lock(m_world->mutex);
        if (m_world->logins.erase(std::string(registry)) == 0)
            return fail(Operation::LogOut, registry, Reason::NotLoggedIn);
        return {};
    }

private:
    std::shared_ptr<FakeWorld> m_world;
};

} // namespace

std::unique_ptr<Registries> makeFakeRegistries(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeRegistries>(std::move(world));
}

std::unique_ptr<Images> makeFakeImages(std::shared_ptr<FakeWorld> world)
{
    return std::make_unique<FakeImages>(std::move(world));
}

} // namespace firkin::engine

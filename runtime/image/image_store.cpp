// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_store.h"

#include "runtime/base/file.h"
#include "runtime/base/file_lock.h"
#include "runtime/base/ids.h"
#include "runtime/base/limits.h"
#include "runtime/image/blob_store.h"
#include "runtime/image/image_archive.h"
#include "runtime/image/image_files.h"
#include "runtime/image/image_import.h"
#include "runtime/image/image_index.h"
#include "runtime/image/image_puller.h"
#include "runtime/image/image_pusher.h"
#include "runtime/image/rootfs_builder.h"
#include "runtime/image/short_name.h"

#include <algorithm>
#include <set>
#include <sys/stat.h>

namespace firkin::image {

namespace fs = std::filesystem;

namespace {

/// How long a change of the index may take somebody else; they are short, but a disk may be slow.
constexpr std::chrono::seconds indexPatience{30};

std::uint64_t allocatedBytes(const fs::path &file)
{
    struct stat info{};
    return ::stat(file.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0;
}

/// A folder of the store that is gone at the end of its work.
class StagingFolder {
public:
    explicit StagingFolder(const BlobStore &blobs) : m_path(blobs.temporaryDirectory() / ("skopeo-" + randomId())) {}
    StagingFolder(const StagingFolder &) = delete;
    StagingFolder &operator=(const StagingFolder &) = delete;
    ~StagingFolder() { (void)removeTree(m_path); } // a rest is swept later
    [[nodiscard]] const fs::path &path() const { return m_path; }

private:
    fs::path m_path;
};

class HeldLease final : public ImageLease {
public:
    explicit HeldLease(FileLock lock) : m_lock(std::move(lock)) {}

private:
    FileLock m_lock;
};

/// The name under which an image of an archive is kept (decision: the archive's if it is a full one, else made of the
/// file's name and the archive's tag).
oci::Reference nameFor(const std::string &name, const fs::path &source)
{
    const bool isName = name.find_first_of("/:") != std::string::npos;
    if (auto reference = oci::Reference::parse(name); reference && isName)
        return *reference;
    std::string fromFile = oci::nameFromFile(fs::weakly_canonical(source).filename().string());
    if (auto tagged = oci::Reference::parse(fromFile + ":" + name))
        return *tagged;
    return *oci::Reference::parse(fromFile); // nameFromFile gives nothing that cannot be parsed
}

/// "alpine" is localhost/alpine if there is one, else what a pull of "alpine" would have brought.
std::string meantName(const ImageIndex &index, std::string_view name)
{
    const auto found = index.find(name, Operation::ReadImage);
    if (!found && found.error().reason == Reason::NoSuchImage && !oci::hasDomain(name)) {
        const auto full = resolveForPull(name, loadShortNames());
        if (full && index.find(full->str(), Operation::ReadImage))
            return full->str();
    }
    return std::string(name);
}

} // namespace

/// Locks, always taken in this order:
///   content.lock  shared while content is added that no index names yet; exclusive to sweep
///   use.lock      shared while a container's record is made; exclusive to remove an image
///   index.lock    exclusive to change index.json (readers need none: it is replaced whole)
///   rootfs/X.lock exclusive to build that one
struct ImageStore::State {
    fs::path directory;
    ImageStoreOptions options;
    BlobStore blobs;

    [[nodiscard]] fs::path indexFile() const { return directory / "index.json"; }
    [[nodiscard]] fs::path rootfsFile(const oci::Digest &chain) const { return directory / "rootfs" / (chain.hex() + ".ext4"); }
    [[nodiscard]] std::uint64_t maxUnpacked() const
    {
        return options.maxUnpackedBytes ? options.maxUnpackedBytes : limits::unpackedImage.bytes;
    }
    [[nodiscard]] std::vector<std::string> usedBy(const oci::Digest &digest) const
    {
        return options.usedBy ? options.usedBy(digest) : std::vector<std::string>();
    }
    [[nodiscard]] SkopeoAccess access() const { return {options.policyFile, options.authFile}; }
    Result<FileLock> lock(const char *name, FileLock::Kind kind, Deadline deadline, std::stop_token stop) const
    {
        return FileLock::acquire(directory / name, kind, deadline, std::move(stop));
    }
    Result<StoredImage> describe(const oci::Digest &digest, const ImageIndex &index) const;
    template <class Change>
    Status changeIndex(const Change &change, std::stop_token stop) const;
    Result<fs::path> buildRootfs(const StoredImage &image, const ProgressFn &progress, std::stop_token stop) const;
    Result<std::vector<StoredImage>> keep(const std::vector<ImportedImage> &images,
                                          const std::vector<std::vector<oci::Reference>> &names,
                                          const ProgressFn &progress,
                                          std::stop_token stop) const;
    Status forgetUnnamed() const;
    Status sweep() const;
};

Result<StoredImage> ImageStore::State::describe(const oci::Digest &digest, const ImageIndex &index) const
{
    StoredImage image;
    image.digest = digest;
    image.references = index.namesOf(digest);
    FIRKIN_ASSIGN(const std::string manifestJson, blobs.read(digest, limits::manifest));
    FIRKIN_ASSIGN(oci::Manifest manifest, oci::parseManifest(manifestJson));
    FIRKIN_ASSIGN(const std::string configJson, blobs.read(manifest.config.digest, limits::imageConfig));
    FIRKIN_ASSIGN(image.config, oci::parseImageConfig(configJson));
    image.blobBytes = manifestJson.size() + configJson.size();
    for (const oci::Descriptor &layer : manifest.layers)
        image.blobBytes += layer.size;
    image.layers = std::move(manifest.layers);
    image.chainId = oci::chainId(image.config.diffIds);
    image.rootfsBytes = allocatedBytes(rootfsFile(image.chainId));
    return image;
}

template <class Change>
Status ImageStore::State::changeIndex(const Change &change, std::stop_token stop) const
{
    FIRKIN_ASSIGN(const FileLock held, lock("index.lock", FileLock::Kind::Exclusive, Deadline::after(indexPatience), stop));
    FIRKIN_ASSIGN(ImageIndex index, ImageIndex::load(indexFile()));
    FIRKIN_TRY(change(index));
    return index.save(indexFile());
}

Result<fs::path>
ImageStore::State::buildRootfs(const StoredImage &image, const ProgressFn &progress, std::stop_token stop) const
{
    const fs::path target = rootfsFile(image.chainId);
    std::error_code ignored;
    if (fs::exists(target, ignored))
        return target;
    fs::path lockFile = target;
    lockFile.replace_extension(".lock");
    FIRKIN_ASSIGN(const FileLock building, FileLock::acquire(lockFile, FileLock::Kind::Exclusive, Deadline::never(), stop));
    if (fs::exists(target, ignored)) // the one we waited for has made it
        return target;
    std::vector<LayerFile> layers;
    for (std::size_t i = 0; i < image.layers.size(); ++i)
        layers.push_back({blobs.path(image.layers[i].digest), image.config.diffIds.at(i), image.layers[i].size});
    const fs::path temporary = blobs.temporaryDirectory() / ("rootfs-" + randomId());
    FIRKIN_TRY(image::buildRootfs(layers, image.chainId, temporary, maxUnpacked(), progress, stop));
    ::chmod(temporary.c_str(), 0400);
    if (::rename(temporary.c_str(), target.c_str()) != 0)
        return fail(systemError(Operation::BuildRootfs, image.digest.shortHex(), errno, "rename"));
    FIRKIN_TRY(syncDirectory(target.parent_path()));
    return target;
}

/// The last steps of load and pull: an image is in the index only once its root file system is there, so that what is
/// wrong with its layers is told now and leaves nothing behind.
Result<std::vector<StoredImage>> ImageStore::State::keep(const std::vector<ImportedImage> &images,
                                                         const std::vector<std::vector<oci::Reference>> &names,
                                                         const ProgressFn &progress,
                                                         std::stop_token stop) const
{
    for (const ImportedImage &image : images) {
        FIRKIN_ASSIGN(const StoredImage stored, describe(image.descriptor.digest, {}));
        FIRKIN_TRY(buildRootfs(stored, progress, stop));
    }
    FIRKIN_TRY(changeIndex(
        [&](ImageIndex &index) -> Status {
            for (std::size_t i = 0; i < images.size(); ++i) {
                for (const oci::Reference &name : names[i])
                    index.add(images[i].descriptor, name);
            }
            return {};
        },
        stop));
    FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(indexFile()));
    std::vector<StoredImage> result;
    for (const ImportedImage &image : images) {
        FIRKIN_ASSIGN(StoredImage stored, describe(image.descriptor.digest, index));
        result.push_back(std::move(stored));
    }
    return result;
}

/// Images that lost their last name and that no container uses. Not while a container is being made: it may be of one.
Status ImageStore::State::forgetUnnamed() const
{
    FIRKIN_ASSIGN(const auto alone, FileLock::tryAcquire(directory / "use.lock", FileLock::Kind::Exclusive));
    FIRKIN_ASSIGN(const ImageIndex before, ImageIndex::load(indexFile()));
    const auto isForgotten = [&](const ImageIndex &index, const oci::Digest &digest) {
        return index.namesOf(digest).empty() && usedBy(digest).empty();
    };
    const auto digests = before.digests();
    if (!alone || std::ranges::none_of(digests, [&](const oci::Digest &digest) { return isForgotten(before, digest); }))
        return {};
    return changeIndex(
        [&](ImageIndex &index) -> Status {
            for (const oci::Digest &digest : index.digests()) {
                if (isForgotten(index, digest))
                    index.remove(digest);
            }
            return {};
        },
        {});
}

/// Holds content.lock exclusively: nobody is adding, so whatever no entry leads to is a rest.
Status ImageStore::State::sweep() const
{
    FIRKIN_TRY(forgetUnnamed());
    FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(indexFile()));
    std::set<oci::Digest> blobsInUse;
    std::set<std::string> rootfsInUse;
    for (const oci::Digest &digest : index.digests()) {
        // An image that cannot be read keeps everything: a sweep must not make damage worse.
        FIRKIN_ASSIGN(const StoredImage image, describe(digest, index));
        FIRKIN_ASSIGN(const std::string json, blobs.read(digest, limits::manifest));
        FIRKIN_ASSIGN(const oci::Manifest manifest, oci::parseManifest(json));
        blobsInUse.insert({digest, manifest.config.digest});
        for (const oci::Descriptor &layer : manifest.layers)
            blobsInUse.insert(layer.digest);
        rootfsInUse.insert(image.chainId.hex());
    }
    for (const oci::Digest &digest : blobs.all()) {
        if (!blobsInUse.contains(digest))
            BlobStore(blobs).remove(digest);
    }
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(directory / "rootfs", ignored)) {
        if (!rootfsInUse.contains(entry.path().stem().string()))
            fs::remove(entry.path(), ignored);
    }
    for (const auto &entry : fs::directory_iterator(blobs.temporaryDirectory(), ignored))
        (void)removeTree(entry.path());
    return {};
}

ImageStore::ImageStore(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ImageStore::~ImageStore() = default;

Result<std::unique_ptr<ImageStore>> ImageStore::open(const fs::path &directory, ImageStoreOptions options)
{
    FIRKIN_TRY(makePrivateDirectory(directory));
    for (const char *folder : {"blobs/sha256", "rootfs", "tmp"}) {
        std::error_code problem;
        fs::create_directories(directory / folder, problem);
        if (problem)
            return fail(systemError(Operation::OpenStore, (directory / folder).string(), problem.value()));
    }
    std::error_code ignored;
    if (!fs::exists(directory / "oci-layout", ignored))
        FIRKIN_TRY(writeFileAtomically(directory / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})"));
    return std::unique_ptr<ImageStore>(new ImageStore(
        std::make_unique<State>(State{directory, std::move(options), BlobStore(directory)})));
}

Result<std::vector<StoredImage>> ImageStore::list() const
{
    FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(m_state->indexFile()));
    std::vector<StoredImage> images;
    for (const oci::Digest &digest : index.digests()) {
        auto image = m_state->describe(digest, index);
        if (!image && image.error().code == ErrorCode::NotFound)
            continue; // removed since we read the index
        if (!image)
            return fail(wrap(Operation::ListImages, digest.shortHex(), std::move(image).error()));
        images.push_back(std::move(*image));
    }
    return images;
}

Result<StoredImage> ImageStore::find(std::string_view nameOrDigest) const
{
    FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(m_state->indexFile()));
    FIRKIN_ASSIGN(const oci::Digest digest, index.find(meantName(index, nameOrDigest), Operation::ReadImage));
    return m_state->describe(digest, index);
}

Result<std::vector<StoredImage>> ImageStore::load(const fs::path &source,
                                                  const std::optional<std::string> &tag,
                                                  const ProgressFn &progress,
                                                  std::stop_token stop)
{
    const std::string object = source.string();
    const auto work = [&]() -> Result<std::vector<StoredImage>> {
        std::optional<oci::Reference> chosen;
        if (tag) {
            FIRKIN_ASSIGN(chosen, oci::Reference::parse(*tag));
        }
        FIRKIN_ASSIGN(const FileLock adding, m_state->lock("content.lock", FileLock::Kind::Shared, Deadline::never(), stop));
        report(progress, {Phase::Preparing, 0, std::nullopt, object});
        std::error_code ignored;
        std::unique_ptr<ImageFiles> files;
        if (fs::is_directory(source, ignored)) {
            FIRKIN_ASSIGN(files, openFolder(source, false, progress, stop));
        } else {
            FIRKIN_ASSIGN(const std::uint64_t free, freeSpace(m_state->directory));
            FIRKIN_ASSIGN(files, openArchive(source, m_state->blobs, std::min(free, m_state->maxUnpacked()), progress, stop));
        }
        FIRKIN_ASSIGN(const std::vector<ImportedImage> images, importImages(*files, m_state->blobs, object));
        if (chosen && images.size() > 1)
            return fail(Operation::LoadImage, object, Reason::ConflictingOptions, "one name for " + std::to_string(images.size()) + " images");
        std::vector<std::vector<oci::Reference>> names;
        for (const ImportedImage &image : images) {
            std::vector<oci::Reference> these;
            if (chosen)
                these.push_back(*chosen);
            for (const std::string &name : image.names) {
                if (!chosen)
                    these.push_back(nameFor(name, source));
            }
            if (these.empty())
                these.push_back(nameFor("latest", source));
            names.push_back(std::move(these));
        }
        return m_state->keep(images, names, progress, stop);
    };
    auto result = work();
    (void)collectGarbage(); // what a failure left, or the image that had the name; not the caller's concern
    if (!result && result.error().operation != Operation::LoadImage)
        return fail(wrap(Operation::LoadImage, object, std::move(result).error()));
    return result;
}

Result<StoredImage> ImageStore::pull(std::string_view text, const ProgressFn &progress, std::stop_token stop)
{
    const auto work = [&]() -> Result<StoredImage> {
        FIRKIN_ASSIGN(const oci::Reference reference, resolveForPull(text, loadShortNames()));
        FIRKIN_ASSIGN(const FileLock adding, m_state->lock("content.lock", FileLock::Kind::Shared, Deadline::never(), stop));
        const StagingFolder staging(m_state->blobs);
        FIRKIN_TRY(pullInto(staging.path(), reference, m_state->blobs, m_state->access(), progress, stop));
        FIRKIN_ASSIGN(const auto files, openFolder(staging.path(), true, progress, stop));
        FIRKIN_ASSIGN(const std::vector<ImportedImage> images, importImages(*files, m_state->blobs, reference.str()));
        FIRKIN_ASSIGN(std::vector<StoredImage> stored, m_state->keep({images.front()}, {{reference}}, progress, stop));
        return std::move(stored.front());
    };
    auto result = work();
    (void)collectGarbage();
    if (!result && result.error().operation != Operation::PullImage)
        return fail(wrap(Operation::PullImage, text, std::move(result).error()));
    return result;
}

Status ImageStore::push(std::string_view nameOrDigest, const std::optional<std::string> &target, const ProgressFn &progress, std::stop_token stop)
{
    const auto work = [&]() -> Status {
        // Against the sweep, which would take the staging folder and what the index does not name any more.
        FIRKIN_ASSIGN(const FileLock reading, m_state->lock("content.lock", FileLock::Kind::Shared, Deadline::never(), stop));
        FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(m_state->indexFile()));
        const std::string meant = meantName(index, nameOrDigest);
        FIRKIN_ASSIGN(const oci::Digest digest, index.find(meant, Operation::PushImage));
        // Its name here may be a short one, which is localhost's; where it goes has to be said in full.
        FIRKIN_ASSIGN(const oci::Reference reference, target ? oci::Reference::parse(*target, oci::ShortName::IsRefused) : oci::Reference::parse(meant));
        if (reference.domain() == "localhost")
            return fail(Operation::PushImage, reference.str(), Reason::BadReference, "this name has no registry; 'fk tag' gives the image one that has");
        const auto entry = std::ranges::find(index.entries(), digest, [](const auto &e) { return e.descriptor.digest; });
        const StagingFolder staging(m_state->blobs);
        return pushFrom(staging.path(), m_state->directory / "blobs", entry->descriptor, reference, m_state->access(), progress, stop);
    };
    auto result = work();
    if (!result && result.error().operation != Operation::PushImage)
        return fail(wrap(Operation::PushImage, nameOrDigest, std::move(result).error()));
    return result;
}

Status ImageStore::save(const std::vector<std::string> &namesOrDigests, const copy::ByteSink &sink, const ProgressFn &progress, std::stop_token stop)
{
    std::string at; // which one is being looked up
    const auto work = [&]() -> Status {
        FIRKIN_ASSIGN(const FileLock reading, m_state->lock("content.lock", FileLock::Kind::Shared, Deadline::never(), stop));
        FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(m_state->indexFile()));
        std::vector<ArchivedImage> images;
        for (const std::string &name : namesOrDigests) {
            at = name;
            const std::string meant = meantName(index, name);
            FIRKIN_ASSIGN(const oci::Digest digest, index.find(meant, Operation::SaveImage));
            std::vector<oci::Reference> names = index.namesOf(digest);
            if (const auto said = oci::Reference::parse(meant); said && std::ranges::find(names, *said) != names.end())
                names = {*said};
            if (const auto same = std::ranges::find(images, digest, [](const ArchivedImage &image) { return image.descriptor.digest; }); same != images.end()) {
                for (oci::Reference &each : names) {
                    if (std::ranges::find(same->names, each) == same->names.end())
                        same->names.push_back(std::move(each));
                }
                continue;
            }
            images.push_back({index.descriptorOf(digest), std::move(names)});
        }
        return writeArchive(images, m_state->blobs, sink, progress, stop);
    };
    auto result = work();
    if (!result && result.error().operation != Operation::SaveImage)
        return fail(wrap(Operation::SaveImage, at, std::move(result).error()));
    return result;
}

Status ImageStore::tag(std::string_view nameOrDigest, std::string_view name)
{
    FIRKIN_ASSIGN(const oci::Reference reference, oci::Reference::parse(name));
    return m_state->changeIndex(
        [&](ImageIndex &index) -> Status {
            FIRKIN_ASSIGN(const oci::Digest digest, index.find(meantName(index, nameOrDigest), Operation::TagImage));
            const oci::Descriptor descriptor = index.descriptorOf(digest); // add() changes the list
            index.add(descriptor, reference);
            return {};
        },
        {});
}

Status ImageStore::remove(std::string_view nameOrDigest, bool force)
{
    {
        FIRKIN_ASSIGN(const FileLock using_, m_state->lock("use.lock", FileLock::Kind::Exclusive, Deadline::after(indexPatience), {}));
        FIRKIN_TRY(m_state->changeIndex(
            [&](ImageIndex &index) -> Status {
                const std::string meant = meantName(index, nameOrDigest);
                FIRKIN_ASSIGN(const oci::Digest digest, index.find(meant, Operation::RemoveImage));
                const std::vector<oci::Reference> names = index.namesOf(digest);
                const auto reference = oci::Reference::parse(meant);
                const bool byName = reference && std::ranges::find(names, *reference) != names.end();
                if (byName && names.size() > 1) {
                    index.untag(*reference);
                    return {};
                }
                const std::vector<std::string> users = m_state->usedBy(digest);
                if (users.empty()) {
                    index.remove(digest);
                    return {};
                }
                if (!force)
                    return fail(Operation::RemoveImage, nameOrDigest, Reason::InUse, "by container " + users.front());
                for (const oci::Reference &name : names)
                    index.untag(name); // the content stays until nobody uses it
                return {};
            },
            {}));
    }
    (void)collectGarbage(); // the name is gone; the bytes go now or with the next one
    return {};
}

Result<bool> ImageStore::collectGarbage()
{
    FIRKIN_ASSIGN(const auto alone, FileLock::tryAcquire(m_state->directory / "content.lock", FileLock::Kind::Exclusive));
    if (!alone)
        return false;
    FIRKIN_TRY(m_state->sweep());
    return true;
}

Result<fs::path> ImageStore::rootfs(const oci::Digest &digest, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_ASSIGN(const FileLock adding, m_state->lock("content.lock", FileLock::Kind::Shared, Deadline::never(), stop));
    FIRKIN_ASSIGN(const ImageIndex index, ImageIndex::load(m_state->indexFile()));
    FIRKIN_ASSIGN(const StoredImage image, m_state->describe(digest, index));
    return m_state->buildRootfs(image, progress, stop);
}

std::optional<fs::path> ImageStore::builtRootfs(const StoredImage &image) const
{
    fs::path path = m_state->rootfsFile(image.chainId);
    std::error_code ignored;
    return fs::exists(path, ignored) ? std::optional(path) : std::nullopt;
}

Result<std::unique_ptr<ImageLease>> ImageStore::lease(std::stop_token stop)
{
    FIRKIN_ASSIGN(FileLock held, m_state->lock("use.lock", FileLock::Kind::Shared, Deadline::never(), stop));
    return std::make_unique<HeldLease>(std::move(held));
}

Result<std::string> ImageStore::manifestJson(const oci::Digest &image) const
{
    return m_state->blobs.read(image, limits::manifest);
}

Result<std::string> ImageStore::configJson(const oci::Digest &image) const
{
    FIRKIN_ASSIGN(const std::string json, manifestJson(image));
    FIRKIN_ASSIGN(const oci::Manifest manifest, oci::parseManifest(json));
    return m_state->blobs.read(manifest.config.digest, limits::imageConfig);
}

} // namespace firkin::image

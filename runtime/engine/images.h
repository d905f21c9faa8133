#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/types.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>

namespace firkin::engine {

struct ImageView {
    std::string digest;                  ///< of the manifest: "sha256:…"
    std::vector<std::string> references; ///< "localhost/starter:latest"; empty: untagged
    ByteSize size;                       ///< of its blobs and its root file system on disk
    WallTime createdAt;
    std::string platform; ///< "linux/amd64"
    std::vector<std::string> command; ///< entrypoint and cmd
    std::vector<std::string> environment;
    std::string workingDirectory;
    std::string user;
    std::vector<std::string> exposedPorts; ///< "80/tcp"
    std::vector<ContainerId> usedBy;
};

/// One step of how an image was made, as it says itself: untrusted text.
struct ImageStep {
    std::string createdBy;
    std::string comment;
    std::string createdAt; ///< RFC 3339 as written
    ByteSize size;         ///< of its layer as stored; 0 for a step without one
};

/// Takes the bytes of an archive as they are made.
using ArchiveSink = std::function<Status(std::span<const std::byte>)>;

class Images {
public:
    virtual ~Images() = default;
    virtual Result<std::vector<ImageView>> list(std::stop_token stop) = 0;
    virtual Result<ImageView> find(std::string_view reference, std::stop_token stop) = 0;
    /// docker-archive, OCI archive or OCI layout. `tag` overrides the name. All images that it held.
    virtual Result<std::vector<ImageView>>
    load(const std::filesystem::path &archive, std::optional<std::string> tag, const ProgressFn &progress, std::stop_token stop) = 0;
    virtual Result<ImageView> pull(std::string_view reference, const ProgressFn &progress, std::stop_token stop) = 0;
    /// To the registry that its name says, or as `target`.
    virtual Status push(std::string_view reference, std::optional<std::string> target, const ProgressFn &progress, std::stop_token stop) = 0;
    /// One archive of all of them, that docker, podman and skopeo read as well.
    virtual Status save(const std::vector<std::string> &references, const ArchiveSink &sink, const ProgressFn &progress, std::stop_token stop) = 0;
    /// Another name for it; who had the name loses it.
    virtual Status tag(std::string_view reference, std::string_view name, std::stop_token stop) = 0;
    /// Oldest first.
    virtual Result<std::vector<ImageStep>> history(std::string_view reference, std::stop_token stop) = 0;
    /// Untags; the last tag's going removes the image, unless a container uses it.
    virtual Status remove(std::string_view reference, bool force, std::stop_token stop) = 0;
    /// Loads the starter image if it is not there yet; its reference.
    virtual Result<std::string> ensureStarter(const ProgressFn &progress, std::stop_token stop) = 0;
};

/// As Images::save, into a file that is whole or not there.
Status saveImages(Images &images,
                  const std::vector<std::string> &references,
                  const std::filesystem::path &file,
                  const ProgressFn &progress,
                  std::stop_token stop);

/// What no container uses: the untagged ones, or with `all` every one. Pure.
[[nodiscard]] std::vector<ImageView> unusedImages(const std::vector<ImageView> &images, bool all);

} // namespace firkin::engine

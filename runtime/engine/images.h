#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/types.h"

#include <filesystem>
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

class Images {
public:
    virtual ~Images() = default;
    virtual Result<std::vector<ImageView>> list(std::stop_token stop) = 0;
    virtual Result<ImageView> find(std::string_view reference, std::stop_token stop) = 0;
    /// docker-archive, OCI archive or OCI layout. `tag` overrides the name. All images that it held.
    virtual Result<std::vector<ImageView>>
    load(const std::filesystem::path &archive, std::optional<std::string> tag, const ProgressFn &progress, std::stop_token stop) = 0;
    virtual Result<ImageView> pull(std::string_view reference, const ProgressFn &progress, std::stop_token stop) = 0;
    /// Untags; the last tag's going removes the image, unless a container uses it.
    virtual Status remove(std::string_view reference, bool force, std::stop_token stop) = 0;
    /// Loads the starter image if it is not there yet; its reference.
    virtual Result<std::string> ensureStarter(const ProgressFn &progress, std::stop_token stop) = 0;
};

} // namespace firkin::engine

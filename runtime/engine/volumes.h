#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/types.h"

#include <filesystem>
#include <stop_token>

namespace firkin::engine {

struct VolumeSpec {
    std::string name; ///< empty: made up
    ByteSize size = ByteSize::ofGiB(10); ///< at most so much; takes on disk what is in it
    std::string filesystem = "ext4";     ///< ext4, xfs or btrfs
    std::map<std::string, std::string> labels;
};

struct VolumeUser {
    ContainerId id;
    std::string name;
    std::string destination;
    bool readOnly = false;
    bool running = false;
    bool inTrash = false; ///< it may come back, and wants its volume then
    friend bool operator==(const VolumeUser &, const VolumeUser &) = default;
};

struct VolumeView {
    std::string name;
    ByteSize size; ///< of its file system
    ByteSize used; ///< on this host's disk
    std::string filesystem;
    bool anonymous = false; ///< made for one container, goes with it
    std::map<std::string, std::string> labels;
    WallTime createdAt;
    std::filesystem::path image; ///< the file
    std::vector<VolumeUser> usedBy;
};

/// Named disks that outlive containers. One running machine at a time may have one, or several read-only.
class Volumes {
public:
    virtual ~Volumes() = default;
    virtual Result<std::vector<VolumeView>> list(std::stop_token stop) = 0; ///< by name
    virtual Result<VolumeView> find(std::string_view name, std::stop_token stop) = 0;
    virtual Result<VolumeView> create(const VolumeSpec &spec, std::stop_token stop) = 0;
    /// For good. InUse while a container (also one in the trash) has it.
    virtual Status remove(std::string_view name, std::stop_token stop) = 0;
    /// Removes what no container has: only anonymous ones, or with `all` the named, too. Their names.
    virtual Result<std::vector<std::string>> prune(bool all, std::stop_token stop) = 0;
};

/// 1 to 64 of [A-Za-z0-9_.-], the first a letter or digit.
[[nodiscard]] bool isVolumeName(std::string_view name);

} // namespace firkin::engine

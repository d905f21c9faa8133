#pragma once

#include "runtime/base/progress.h"
#include "runtime/engine/types.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>

namespace firkin::engine {

enum class FileType : std::uint8_t { Unknown, Regular, Directory, Symlink, Fifo, Socket, CharacterDevice, BlockDevice };

/// Names and link targets are bytes, not text.
struct FileEntry {
    std::string name;
    FileType type = FileType::Unknown;
    std::uint32_t mode = 0; ///< permission bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::string owner; ///< name from the container's passwd, or empty
    std::string group;
    std::uint64_t size = 0;
    WallTime modified;
    std::string linkTarget;
    FileType targetType = FileType::Unknown; ///< of a link; Unknown when it dangles
};

struct FileOwner {
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    friend bool operator==(FileOwner, FileOwner) = default;
};

/// The largest part of a file in one answer: the protocols' limit.
inline constexpr std::uint32_t fileRangeBytes = 1U << 20;

/// A part of a file; `identity` changes when another file takes its name.
struct FileRange {
    std::string bytes;
    std::uint64_t identity = 0;
};

struct CopyOptions {
    bool keepOwners = false;  ///< -a; else root inside, the caller outside
    bool followLink = false;  ///< -L: the source itself may be a link
    bool sync = true;         ///< acknowledged means on disk
    bool contentsOnly = false; ///< of a folder: "SRC/." in Docker's spelling
    std::optional<FileOwner> owner{}; ///< in: to whom it belongs instead of root; keepOwners goes before it
};

/// The container's tree as it sees it. Paths are absolute in it and resolved inside it.
class Files {
public:
    virtual ~Files() = default;
    /// Pages of at most 2,000, in no order, on the calling thread.
    virtual Status list(const ContainerId &container,
                        std::string_view path,
                        const std::function<void(std::vector<FileEntry>)> &page,
                        std::stop_token stop) = 0;
    virtual Result<FileEntry> stat(const ContainerId &container, std::string_view path, std::stop_token stop) = 0;
    /// Docker's rules: an existing folder takes the source below its name; "name/" must be a folder.
    virtual Status copyIn(const ContainerId &container,
                          const std::filesystem::path &source,
                          std::string_view target,
                          const CopyOptions &options,
                          const ProgressFn &progress,
                          std::stop_token stop) = 0;
    virtual Status copyOut(const ContainerId &container,
                           std::string_view source,
                           const std::filesystem::path &target,
                           const CopyOptions &options,
                           const ProgressFn &progress,
                           std::stop_token stop) = 0;
    /// A tar stream in or out (fk cp - …).
    virtual Status extract(const ContainerId &container, int tarFd, std::string_view targetFolder, std::stop_token stop) = 0;
    virtual Status archive(const ContainerId &container, std::string_view source, int tarFd, std::stop_token stop) = 0;

    virtual Status rename(const ContainerId &container, std::string_view from, std::string_view to, std::stop_token stop) = 0;
    virtual Status remove(const ContainerId &container, std::string_view path, bool recursive, std::stop_token stop) = 0;
    virtual Status makeDirectory(const ContainerId &container, std::string_view path, std::stop_token stop) = 0;
    /// At most fileRangeBytes bytes of a regular file (its name is not followed); fewer at its end, none behind it.
    virtual Result<FileRange> read(const ContainerId &container, std::string_view path, std::uint64_t offset, std::uint32_t length,
                                   std::stop_token stop) = 0;
    /// The tree as a read-only folder of this computer, for other programs: mounted when it is asked for first, gone with the
    /// machine. Who is told it does not look into it on a thread that may not wait: the guest answers.
    virtual Result<std::filesystem::path> serve(const ContainerId &container, std::stop_token stop) = 0;
};

} // namespace firkin::engine

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/files.h"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// A copy of several files as a value, and the blocking function that does it. No Qt.
namespace firkin::ui {

/// A place: in a container, or on this computer.
struct CopyPlace {
    std::optional<ContainerId> container;
    std::string path; ///< bytes, absolute
    friend bool operator==(const CopyPlace &, const CopyPlace &) = default;
};

struct CopyItem {
    CopyPlace source;
    std::string name; ///< what it is called at the target; its own name unless it would take another's
    bool skip = false;
};

/// To whom belongs what is copied into a container.
enum class OwnerChoice : std::uint8_t { Root, Folder, Keep };

struct CopyJob {
    std::vector<CopyItem> items;
    CopyPlace folder; ///< exists
    OwnerChoice owner = OwnerChoice::Root;
};

/// Its own name: the last component.
[[nodiscard]] std::string nameOf(const CopyPlace &source);
/// A path of this computer: where it leads below a container's served folder, that file of the container itself.
[[nodiscard]] CopyPlace placeOf(const std::filesystem::path &runtimeDirectory, const std::string &hostPath);
/// The job that copies these into that folder under their own names.
[[nodiscard]] CopyJob makeJob(const std::vector<CopyPlace> &sources, CopyPlace folder);

enum class ItemState : std::uint8_t { Waiting, Copying, Done, Skipped, Failed };

/// What one who watches may ask of a copy that runs. Any thread.
class CopyControl {
public:
    /// At once if it is being copied, else when its turn comes.
    void skip(std::size_t item);

private:
    friend class CopyRun;
    std::mutex m_mutex;
    std::set<std::size_t> m_skipped;
    std::optional<std::size_t> m_current;
    std::stop_source m_stop{std::nostopstate};
};

struct CopyEvents {
    std::function<void(std::size_t item, ItemState state, const std::optional<Error> &error)> changed;
    std::function<void(std::size_t item, const Progress &progress)> progressed;
};

/// One item after the other, on the calling thread. An item that fails does not keep the others from going on; the first
/// failure is the result. From one container to another by way of `between`, a private folder of this computer.
Status runCopy(engine::Files &files, const CopyJob &job, const std::filesystem::path &between, CopyControl &control,
               const CopyEvents &events, std::stop_token stop);

} // namespace firkin::ui

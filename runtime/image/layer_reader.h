// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/image/layer_tree.h"
#include "runtime/oci/digest.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace firkin::image {

/// One entry as it is read, with all that the merged image keeps of it.
struct ReadEntry {
    std::string path;
    EntryKind kind = EntryKind::Regular;
    std::string target;
    std::uint64_t size = 0;
    DirectoryAttributes attributes; ///< of any kind of file
    std::uint32_t deviceMajor = 0;
    std::uint32_t deviceMinor = 0;
};

/// Reads one layer: plain, gzip or zstd tar, straight through, digesting the unpacked bytes on the way.
/// Names are bytes. Extended attributes: `security.capability` and `user.*` only; a layer's `trusted.overlay.*` would
/// otherwise steer the guest's overlayfs. One thread.
class LayerReader {
public:
    static Result<std::unique_ptr<LayerReader>>
    open(const std::filesystem::path &file, std::uint64_t maxUnpackedBytes, std::stop_token stop);
    ~LayerReader();

    /// The next entry, or nothing at the end.
    Result<std::optional<ReadEntry>> next();
    /// Of the present entry; empty at its end. Valid until the next call.
    Result<std::span<const std::byte>> readContent();
    /// After the last entry: reads what is left and gives the digest of all unpacked bytes.
    Result<oci::Digest> finish();
    /// Packed bytes read so far, for progress.
    [[nodiscard]] std::uint64_t bytesRead() const;

private:
    struct State;
    explicit LayerReader(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace firkin::image

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/copy/byte_channel.h"
#include "runtime/copy/tar_entry.h"

#include <memory>

namespace firkin::copy {

enum class TarCoding : std::uint8_t {
    Plain,
    GzipStored, ///< gzip around stored blocks: what every peer reads, at the price of a checksum
};

/// Writes a PAX stream. One thread. The sink's first failure is what every later call returns.
class TarWriter {
public:
    TarWriter(ByteSink sink, TarCoding coding);
    ~TarWriter();
    Status begin(const TarEntry &entry);
    /// Of the entry begun last; exactly its size in all.
    Status write(std::span<const std::byte> bytes);
    Status finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace firkin::copy

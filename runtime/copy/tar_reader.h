// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/copy/byte_channel.h"
#include "runtime/copy/tar_entry.h"

#include <memory>
#include <optional>

namespace firkin::copy {

/// Reads a tar stream, plain or gzip, that may be hostile: it bounds what headers may cost and says what they say; whoever
/// makes files of it checks paths and kinds. One thread. The source's failure is what the call returns.
class TarReader {
public:
    explicit TarReader(ByteSource source, Operation operation = Operation::CopyOut);
    ~TarReader();
    /// The next entry; nothing at the end.
    Result<std::optional<TarEntry>> next();
    /// A piece of the present entry's content at its offset; empty at its end. Valid until the next call.
    struct Piece {
        std::span<const std::byte> bytes;
        std::uint64_t offset = 0;
    };
    Result<Piece> read();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace firkin::copy

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <memory>
#include <string_view>

struct archive;

namespace firkin::image {

struct ReadArchiveFree {
    void operator()(archive *handle) const;
};
struct WriteArchiveFree {
    void operator()(archive *handle) const;
};
using ReadArchive = std::unique_ptr<archive, ReadArchiveFree>;
using WriteArchive = std::unique_ptr<archive, WriteArchiveFree>;

/// What libarchive says, as an error: Truncated where the text tells, a system error where there is one, NotAnImage
/// else. The only place that reads its texts.
[[nodiscard]] Error archiveError(Operation operation, std::string_view object, archive *handle);

} // namespace firkin::image

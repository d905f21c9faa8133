// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/archive_error.h"

#include <archive.h>

#include <cerrno>
#include <string>

namespace firkin::image {

void ReadArchiveFree::operator()(archive *handle) const { archive_read_free(handle); }
void WriteArchiveFree::operator()(archive *handle) const { archive_write_free(handle); }

Error archiveError(Operation operation, std::string_view object, archive *handle)
{
    const char *said = archive_error_string(handle);
    const std::string text = said ? said : "libarchive gives no reason";
    if (text.find("runcated") != std::string::npos || text.find("unexpected end") != std::string::npos)
        return makeError(operation, object, Reason::Truncated, text);
    switch (archive_errno(handle)) {
    case ENOENT:
    case EPIPE:
    case EACCES:
    case EPERM:
    case EISDIR:
    case ENOSPC:
    case EIO:
    case ENOMEM:
        return systemError(operation, object, archive_errno(handle), text);
    default:
        return makeError(operation, object, Reason::NotAnImage, text);
    }
}

} // namespace firkin::image

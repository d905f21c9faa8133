// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/unique_fd.h"

#include <string>

namespace firkin::guest {

/// A program in a sealed memory file, which nobody can write any more. crun protects itself from a hostile container by
/// running from such a copy: given one, it need not make it anew, and start itself again, at every call.
class SealedProgram {
public:
    /// A path that cannot be copied is used as it is.
    explicit SealedProgram(std::string path);
    /// What to execute.
    [[nodiscard]] const std::string &path() const { return m_path; }

private:
    std::string m_path;
    UniqueFd m_copy;
};

} // namespace firkin::guest

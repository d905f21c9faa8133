// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/sealed_program.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::guest {

namespace {

bool copyAll(int from, int to)
{
    struct stat status{};
    if (::fstat(from, &status) != 0)
        return false;
    for (off_t left = status.st_size; left > 0;) {
        const ssize_t count = ::sendfile(to, from, nullptr, static_cast<std::size_t>(left));
        if (count <= 0 && errno != EINTR)
            return false;
        left -= count > 0 ? count : 0;
    }
    return true;
}

} // namespace

SealedProgram::SealedProgram(std::string path) : m_path(std::move(path))
{
    // Exactly these seals are what crun looks for.
    constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    const UniqueFd program(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    UniqueFd copy(::memfd_create("program", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC));
    if (!program || !copy || !copyAll(program.get(), copy.get()) || ::fcntl(copy.get(), F_ADD_SEALS, seals) != 0)
        return;
    m_copy = std::move(copy);
    m_path = "/proc/self/fd/" + std::to_string(m_copy.get());
}

} // namespace firkin::guest

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

namespace firkin::vmm {

/// One line of the self-check of what machines need from the host.
struct Finding {
    enum class Verdict : std::uint8_t { Fine, Note, Failed };
    std::string name; ///< "kvm", "qemu-system-x86_64", "machine" …
    Verdict verdict = Verdict::Fine;
    std::string found; ///< version and path, or a figure
    std::optional<Error> problem;
};
using OnFinding = std::function<void(const Finding &)>;

/// KVM or its absence (a note, not an error), every helper tried by its version, the socket folder, free disk. Some
/// hundred milliseconds. Fails only when cancelled.
Status checkHost(const OnFinding &onFinding, std::stop_token stop);

} // namespace firkin::vmm

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/figures.h"

#include <string>

namespace firkin::bench {

/// The floor and the start, alternating: from starting QEMU to the first answered call, with the machine that the
/// engine would make; and from Engine::start on an imported image to the first byte of the container's output.
Status measureStart(BenchStore &store, int runs, Figures &figures);

/// What a machine of this host runs on.
[[nodiscard]] std::string acceleratorName();

} // namespace firkin::bench

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/figures.h"

namespace firkin::bench {

/// A plain file and a tree of small ones, in and out, without the final sync and with it, beside a process' raw
/// output through vsock.
Status measureCopies(BenchStore &store, const ContainerId &container, int runs, int megabytes, Figures &figures);

} // namespace firkin::bench

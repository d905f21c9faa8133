// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "tests/bench/bench_store.h"
#include "tests/bench/figures.h"

namespace firkin::bench {

/// exec of `true`, over a connection that is warm.
Status measureExec(BenchStore &store, const ContainerId &container, int runs, Figures &figures);
/// Bytes per second of a terminal session, from the program inside to the viewer.
Status measureTerminal(BenchStore &store, const ContainerId &container, int runs, int megabytes, Figures &figures);
/// How long a reading of the statistics history takes, and how regular live samples are.
Status measureStatistics(BenchStore &store, const ContainerId &container, int runs, Figures &figures);

} // namespace firkin::bench

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/bench_store.h"
#include "tests/bench/figures.h"

namespace firkin::bench {

/// Its name among the figures, for those that are compared with it.
inline constexpr const char *rawVsock = "raw vsock stream";

/// What vsock itself carries out of a guest: a machine of its own with the tests' guest, whose dd writes to the connection.
Status measureRawVsock(BenchStore &store, int runs, int megabytes, Figures &figures);

} // namespace firkin::bench

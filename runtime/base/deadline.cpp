// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/deadline.h"

#include <algorithm>
#include <limits>

namespace firkin {

int Deadline::pollMilliseconds() const
{
    if (!m_at)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*m_at - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, std::numeric_limits<int>::max()));
}

Deadlines Deadlines::forAccelerator(Accelerator accelerator)
{
    using namespace std::chrono_literals;
    const int factor = accelerator == Accelerator::Kvm ? 1 : 4;
    return {
        .bootSilence = 30s * factor,
        .rpc = 10s * factor,
        .startProcess = 15s * factor,
        .stdioConnect = 10s * factor,
        .outputDrain = 1s * factor,
        .transferStall = 15s * factor,
        .transferEnd = 60s * factor,
        .helperStart = 10s,
        .machineStop = 5s * factor,
    };
}

} // namespace firkin

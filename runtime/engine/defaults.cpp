// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/defaults.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/container/container_config.h"

#include <algorithm>
#include <cmath>
#include <spdlog/spdlog.h>

namespace firkin::engine {

const Defaults &defaults()
{
    static const Defaults table = [] {
        Defaults made;
        made.maskedPaths = container::dockerMaskedPaths();
        made.readOnlyPaths = container::dockerReadOnlyPaths();
        return made;
    }();
    return table;
}

std::string defaultSeccompProfile()
{
    const auto path = shareFile("defaults/seccomp.json");
    auto text = path ? readFile(*path, std::size_t{1} << 20) : Result<std::string>(fail(path.error()));
    if (text)
        return std::move(*text);
    spdlog::warn("the default seccomp profile is missing: containers start without one");
    return {};
}

unsigned machineVcpus(double cpus)
{
    constexpr double most = 64;
    return static_cast<unsigned>(std::clamp(std::ceil(cpus), 1.0, most));
}

ByteSize machineMemory(ByteSize containers)
{
    // Whole MiB: QEMU takes no less.
    const std::uint64_t mebibyte = ByteSize::ofMiB(1).bytes;
    const std::uint64_t wanted = containers.bytes + defaults().machineOverhead.bytes;
    return ByteSize::ofBytes((wanted + mebibyte - 1) / mebibyte * mebibyte);
}

} // namespace firkin::engine

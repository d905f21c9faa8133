// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/debugfs.h"

#include "runtime/base/paths.h"
#include "runtime/base/process.h"

namespace firkin::image {

Status runDebugfs(std::string command, const std::filesystem::path &image, std::stop_token stop)
{
    ProcessSpec spec;
    FIRKIN_ASSIGN(spec.program, findHelper(Helper::Debugfs));
    spec.arguments = {"-w", "-R", std::move(command), image.string()};
    FIRKIN_ASSIGN(const ProcessOutput output, run(spec, Deadline::never(), std::move(stop)));
    // What went wrong it says below the line with its version.
    const std::size_t version = output.errorTail.find('\n');
    if (output.end.success() && (version == std::string::npos || version + 1 == output.errorTail.size()))
        return {};
    return fail(Operation::RunHelper, helperName(Helper::Debugfs), Reason::HelperFailed, output.errorTail);
}

} // namespace firkin::image

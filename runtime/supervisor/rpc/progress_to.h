// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/supervisor/rpc/blocking_call.h"
#include "runtime/supervisor/wire/convert.h"

namespace firkin::supervisor {

/// Progress as the responses of a call, which outlives it.
template <class Response>
ProgressFn progressTo(ServerStreamCall<Response> &call)
{
    return [&call](const Progress &value) {
        Response response;
        toWire(value, *response.mutable_progress());
        (void)call.write(response);
    };
}

} // namespace firkin::supervisor

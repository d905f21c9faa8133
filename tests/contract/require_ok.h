// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "runtime/base/error_text.h"
#include "runtime/base/result.h"

#include <QTest>

namespace firkin::test {

template <class T>
std::string problemOf(const Result<T> &result)
{
    return result ? std::string() : render(result.error());
}

/// What a test cannot go on without, for helpers that return something.
template <class T>
T orFail(Result<T> result)
{
    if (!result)
        qFatal("%s", render(result.error()).c_str());
    return std::move(*result);
}

} // namespace firkin::test

/// Fails the test with the error's whole text; evaluates once.
#define REQUIRE_OK(...)                                                                           \
    do {                                                                                          \
        const std::string firkinProblem = ::firkin::test::problemOf(__VA_ARGS__);                 \
        QVERIFY2(firkinProblem.empty(), firkinProblem.c_str());                                   \
    } while (false)

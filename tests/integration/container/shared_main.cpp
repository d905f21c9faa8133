// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/log.h"
#include "tests/integration/container/test_flows.h"
#include "tests/integration/container/test_scenarios.h"

#include <QCoreApplication>

using namespace firkin;
using namespace firkin::test;

/// Several test classes, one machine. With names of functions, only those, of whichever class has them.
int main(int count, char **arguments)
{
    QCoreApplication application(count, arguments);
    setUpLog("test");
    auto shared = SharedMachine::boot();
    if (!shared) {
        std::fprintf(stderr, "%s\n", render(shared.error()).c_str());
        return 1;
    }
    TestScenarios scenarios(**shared);
    TestFlows flows(**shared);
    int failures = 0;
    for (QObject *one : std::initializer_list<QObject *>{&scenarios, &flows}) {
        QStringList mine{QString::fromLocal8Bit(arguments[0])};
        for (int i = 1; i < count; ++i) {
            const QByteArray name(arguments[i]);
            if (name.startsWith('-') || one->metaObject()->indexOfMethod(name.left(name.indexOf(':')) + "()") >= 0)
                mine += QString::fromLocal8Bit(name);
        }
        if (count == 1 || mine.size() > 1)
            failures += QTest::qExec(one, mine);
    }
    return failures;
}

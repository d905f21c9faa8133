// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/container/container_fixture.h"

#include <QTest>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;

class TestStart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void outputOfACommandArrivesWithItsStatus_data()
    {
        QTest::addColumn<bool>("ours");
        QTest::newRow("our agent") << true;
        QTest::newRow("an agent of others") << false;
    }
    void outputOfACommandArrivesWithItsStatus()
    {
        QFETCH(const bool, ours);
        World world(ours);

        const auto output = world.builder({"echo", "hi", "there"}).output({});

        OK(output);
        QCOMPARE(output->standardOutput, "hi there\n");
        QCOMPARE(output->standardError, "");
        QVERIFY(output->status.success());
        QVERIFY(world.agent->mounts() == (std::vector<std::string>{"/tmp", "/dev/pts"}));
        QVERIFY(world.agent->processes().empty());
    }
};

QTEST_GUILESS_MAIN(TestStart)
#include "test_start.moc"

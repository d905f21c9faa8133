// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"

#include "runtime/base/log.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace firkin;
using namespace firkin::test;

/// Many machines at the same time.
class TestMany : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tenContainersStartAtOnce()
    {
        setUpLog("test");
        EngineFixture fixture;
        const auto engine = fixture.open();
        constexpr std::size_t count = 10;
        std::vector<ContainerId> ids;
        for (std::size_t i = 0; i < count; ++i) {
            engine::ContainerSpec spec;
            spec.name = "many" + std::to_string(i);
            spec.command = {"/bin/sh", "-c", "echo started " + std::to_string(i) + "; trap 'exit 0' TERM; while :; do sleep 1; done"};
            spec.memory = ByteSize::ofMiB(64);
            spec.cpus = 1;
            ids.push_back(fixture.create(*engine, spec));
        }
        QElapsedTimer timer;
        timer.start();
        std::vector<std::optional<Error>> errors(count);
        {
            std::vector<std::jthread> starting;
            for (std::size_t i = 0; i < count; ++i) {
                starting.emplace_back([&, i] {
                    if (const Status started = engine->containers().start(ids[i], {}, {}); !started)
                        errors[i] = started.error();
                });
            }
        }
        for (const auto &error : errors)
            QVERIFY2(!error, error ? render(*error).c_str() : "");
        qInfo("ten machines in %.1f s", static_cast<double>(timer.elapsed()) / 1000);
        for (std::size_t i = 0; i < count; ++i)
            QTRY_COMPARE_WITH_TIMEOUT(logOf(*engine, ids[i]), "started " + std::to_string(i) + "\n", 60000);
        // Each has a machine of its own that answers.
        const Executed executed = sh(*engine, ids[7], "hostname; echo fine");
        QVERIFY2(executed.output.ends_with("fine\n"), executed.output.c_str());
        {
            std::vector<std::jthread> stopping;
            for (const ContainerId &id : ids)
                stopping.emplace_back([&, id] { static_cast<void>(engine->containers().remove(id, true, true, {})); });
        }
        QVERIFY(fixture.isClean());
    }
};

QTEST_GUILESS_MAIN(TestMany)
#include "test_many.moc"

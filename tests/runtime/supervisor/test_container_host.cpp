// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/container_host.h"
#include "tests/runtime/container/container_fixture.h"

using namespace firkin;
using namespace firkin::supervisor;
using namespace firkin::test;
using engine::ContainerState;

namespace {

/// A machine of its own without a real one: shared by all who enter, as MachineHost's is.
class FakeHome final : public Home {
public:
    explicit FakeHome(World &world) : m_world(world) {}

    Result<Place> enter(const store::ContainerRecord &record, const ProgressFn &, std::stop_token) override
    {
        const std::lock_guard lock(m_mutex);
        if (!m_machine) {
            FIRKIN_ASSIGN(m_machine, m_world.boot());
        }
        ++m_users;
        container::ContainerConfig config;
        config.id = record.id;
        config.process.arguments = {"hang"};
        return Place{m_machine, container::GuestRootfs::overlay("rootfs", "upper"), config};
    }
    void leave(const Place &, container::MountedContainer *) override
    {
        const std::lock_guard lock(m_mutex);
        if (--m_users > 0)
            return;
        (void)m_machine->stop({});
        m_world.agent.reset();
        m_machine.reset();
    }
    /// While it is being left, too.
    Status forceOff() override
    {
        const std::lock_guard lock(m_mutex);
        return m_machine ? m_machine->vm().stop(std::chrono::milliseconds(0)) : Status();
    }

private:
    World &m_world;
    std::mutex m_mutex;
    std::shared_ptr<container::Machine> m_machine;
    int m_users = 0;
};

/// A container that exists, without a supervisor around it.
struct Hosted {
    explicit Hosted(engine::RestartPolicy restart = {})
    {
        store = *store::Store::open(world.path("store"));
        store::ContainerRecord record;
        record.id = *ContainerId::parse("abcdefghijkl");
        record.machine = *MachineId::parse("abcdefghijkl");
        record.name = "web";
        record.spec.restart = restart;
        std::filesystem::create_directories(store->layout().container(record.id));
        host = std::make_unique<ContainerHost>(ContainerHost::Parts{*store, &home, &hub, {}, {}}, record);
    }
    ~Hosted()
    {
        if (host)
            host->quit({});
    }

    World world;
    FakeHome home{world};
    EventHub hub;
    std::optional<store::Store> store;
    std::unique_ptr<ContainerHost> host;
};

} // namespace

/// A container's states, with a machine and a guest that are played.
class TestContainerHost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStartThatIsCancelledBehindALookLeavesAllAsItWas()
    {
        Hosted hosted;
        const auto lease = hosted.host->files(Operation::StatFile, {}, {});
        REQUIRE_OK(lease);
        std::stop_source source;
        Status started;
        std::jthread starter([&] { started = hosted.host->start({}, source.get_token()); });
        QTRY_COMPARE(hosted.host->record().state, ContainerState::Starting); // its home has no use for that machine: it waits

        source.request_stop();
        starter.join();

        QVERIFY(!started && started.error().isCancelled());
        QCOMPARE(hosted.host->record().state, ContainerState::Created);
        QVERIFY(!hosted.host->record().exit);
        QVERIFY(hosted.host->record().lookedInto);
        REQUIRE_OK(lease->mounted->files().stat("/", true, {}));
    }

    void whatIsPausedGoesOnWhenItIsResumed()
    {
        Hosted hosted;
        REQUIRE_OK(hosted.host->start({}, {}));
        REQUIRE_OK(hosted.host->pause());
        QCOMPARE(hosted.host->record().state, ContainerState::Paused);
        REQUIRE_OK(hosted.host->resume({}));
        QCOMPARE(hosted.host->record().state, ContainerState::Running);
        REQUIRE_OK(hosted.host->stop(std::chrono::milliseconds(0), {}));
        QCOMPARE(hosted.host->record().state, ContainerState::Exited);
    }

    void oneThatIsResumedButOutOfReachIsNotCalledPaused_data()
    {
        QTest::addColumn<QByteArray>("deed");
        QTest::addColumn<bool>("isPaused");
        QTest::newRow("it stands still") << QByteArray("resume") << true;
        QTest::newRow("its old way in stays") << QByteArray("unplug vsock") << false;
        QTest::newRow("it gets no new way in") << QByteArray("plug vsock") << false;
    }
    void oneThatIsResumedButOutOfReachIsNotCalledPaused()
    {
        QFETCH(QByteArray, deed);
        QFETCH(bool, isPaused);
        Hosted hosted;
        REQUIRE_OK(hosted.host->start({}, {}));
        REQUIRE_OK(hosted.host->pause());
        hosted.world.lastMachine->failAt(deed.toStdString(), makeError(Operation::RunHelper, "qemu", Reason::HelperFailed));

        const Status resumed = hosted.host->resume({});

        QVERIFY(!resumed && resumed.error().rootReason() == Reason::HelperFailed);
        QCOMPARE(hosted.host->record().state, isPaused ? ContainerState::Paused : ContainerState::Running);
        hosted.world.lastMachine->failAt(deed.toStdString(), {});
        REQUIRE_OK(hosted.host->forceOff({}));
    }

    void oneThatWaitsForItsRestartIsForcedOffForGood()
    {
        Hosted hosted({engine::RestartPolicy::Kind::Always, 0});
        REQUIRE_OK(hosted.host->start({}, {}));
        hosted.world.lastMachine->endFromInside({vmm::EndCause::Killed, "signal 9"});
        QVERIFY(QTest::qWaitFor([&] { return hosted.host->record().restartAt.has_value() || hosted.host->record().restartCount > 0; }));

        REQUIRE_OK(hosted.host->forceOff({}));

        QVERIFY(!hosted.host->record().restartAt);
        QCOMPARE(hosted.host->record().state, ContainerState::Exited);
    }
};

QTEST_GUILESS_MAIN(TestContainerHost)
#include "test_container_host.moc"

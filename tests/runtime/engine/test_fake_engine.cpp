// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/engine_contract.h"
#include "tests/support/fake_engine.h"

#include <QTest>

/// The double that the window's tests run on keeps the engine's contract.
class TestFakeEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheContract_data();
    void keepsTheContract();
};

namespace {

using Contract = firkin::test::EngineContract;
using Check = void (Contract::*)();

const std::vector<std::pair<const char *, Check>> checks = {
    {"created", &Contract::aCreatedContainerIsListedAndFound},
    {"not there", &Contract::whatIsNotThereIsSaidSo},
    {"taken name", &Contract::aTakenNameIsRefused},
    {"bad specification", &Contract::badSpecificationsAreRefused},
    {"trash", &Contract::removedIsInTheTrashAndComesBack},
    {"taken name in trash", &Contract::restoredUnderATakenNameGetsANumber},
    {"rename", &Contract::renamingKeepsTheIdAndRefusesATakenName},
    {"watch", &Contract::aWatchTellsTheListAndItsChanges},
    {"does not run", &Contract::whatDoesNotRunCannotBeExecutedIn},
    {"networks", &Contract::networksAreMadeListedAndRemoved},
    {"bad networks", &Contract::badNetworksAreRefused},
    {"network in use", &Contract::aNetworkInUseStays},
    {"ports while stopped", &Contract::portsOfAStoppedContainerAreChanged},
    {"ports while running", &Contract::portsArePublishedWhileItRuns},
    {"volumes", &Contract::volumesAreMadeListedAndRemoved},
    {"used volume", &Contract::aVolumeThatIsUsedStays},
    {"pods", &Contract::podsAreMadeListedAndRemoved},
    {"bad pods", &Contract::badPodsAreRefused},
    {"containers of pods", &Contract::aPodsContainersAreContainers},
    {"pod starts", &Contract::aPodStartsAndStopsAll},
    {"no snapshots", &Contract::whatHasNoSnapshotsSaysSo},
    {"snapshots", &Contract::aSnapshotIsTakenRestoredForkedAndRemoved},
    {"start and stop", &Contract::startedRunsUntilItIsStopped},
    {"remove running", &Contract::aRunningOneIsNotRemovedWithoutForce},
    {"everybody sees", &Contract::everybodySeesWhatHappens},
    {"session", &Contract::aSessionOutlivesItsViewers},
    {"files", &Contract::filesAreListedMadeRenamedAndRemoved},
    {"copies", &Contract::filesGoInAndOut},
    {"statistics", &Contract::statisticsComeEverySecond},
    {"life", &Contract::pausedItStandsStillUntilItIsResumed},
    {"limits", &Contract::limitsChangeWithinItsMachine},
    {"processes", &Contract::itsProcessesAreListed},
};

} // namespace

void TestFakeEngine::keepsTheContract_data()
{
    QTest::addColumn<int>("check");
    for (std::size_t i = 0; i < checks.size(); ++i)
        QTest::newRow(checks[i].first) << static_cast<int>(i);
}

void TestFakeEngine::keepsTheContract()
{
    QFETCH(int, check);
    firkin::engine::FakeEngine engine(std::chrono::milliseconds(20));
    const auto reference = engine.images().ensureStarter({}, {});
    QVERIFY(reference.has_value());
    Contract contract(engine, *reference);
    (contract.*checks[static_cast<std::size_t>(check)].second)();
}

QTEST_GUILESS_MAIN(TestFakeEngine)
#include "test_fake_engine.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/container/shared_machine.h"

#include <QObject>

namespace firkin::test {

/// Scenarios that a runtime of this kind is expected to pass (tests/integration/README.md lists them by label): those of a
/// single container that no other test shows.
class TestScenarios : public QObject {
    Q_OBJECT

public:
    explicit TestScenarios(SharedMachine &shared) : m(shared) {}

private Q_SLOTS:
    void usersHaveTheirGroups_data();
    void usersHaveTheirGroups();
    void aHomeThatWasGivenIsKept();
    void aTerminalHasItsTypeInTheEnvironment();
    void theHostNameIsTheIdUnlessGiven();
    void theHostsFileIsWhatWasConfigured();
    void statisticsCountProcessesMemoryAndTime();
    void memoryThatRunsOutIsCounted();
    void deletingAProcessTwiceIsFine();
    void aPlainAgentCallStatsEveryKindOfFile();
    void copiesFollowTheRulesOfTheirTargets();
    void everyByteSurvivesACopy_data();
    void everyByteSurvivesACopy();
    void aCopiedScriptStaysExecutable();
    void largeInputPassesThroughAProcess_data();
    void largeInputPassesThroughAProcess();
    void thePathOfTheExecutionDecides();
    void theInitPassesOutputAndCodesOn_data();
    void theInitPassesOutputAndCodesOn();
    void theInitPassesSignalsOn();
    void theInitBuriesOrphans();
    void theInitPassesInputOn();

private:
    Result<container::Output> exec(container::ExecBuilder<container::Streams> builder, const std::string &input = {});
    SharedMachine &m;
};

} // namespace firkin::test

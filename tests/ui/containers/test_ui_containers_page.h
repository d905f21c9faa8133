#pragma once

#include <QObject>

/// The page and its table on the fake engine.
class TestUiContainersPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openingShrinksTheListAndEscComesBack();
    void aSingleClickOnlySelects();
    void enterOpens();
    void detailAloneAndBack();
    void aSelectionSurvivesARefresh();
    void anEmptyEngineShowsTheFirstRun();
    void theFirstRunStartsTheStarterAndOpensItsStats();
    void aFailedFirstRunSaysWhyAndCanBeTriedAgain();
    void aFailureOfTheListHasTryAgain();
    void noMatchOffersTheWayBack();
    void deletingAStoppedOneAsksNothingAndOffersUndo();
    void deletingARunningOneAsksFirst();
    void aSnapshotIsTakenFromTheMenu();
    void filesDroppedOnARowAreCopiedIntoItsFolder();
    void aDropOfNothingUsableIsRefused();
    void theRowOfADeletedContainerKeepsItsPlaceUnderThePointer();
    void unseenItTakesNoSamplesAndSeenAgainItHasThem();
    void cancelAndForceOffAreInTheRow();
    void theNewDialogKeepsItsInputWhenCreatingFails();
    void theNewDialogPullsAnImageThatIsNotThere();
    void aPodHasAMenu();
    void aPodsTrafficIsThatOfItsMachineAndOfAllItsDisks();
    void aClosedPodStaysClosed();
    void theSearchForAPodShowsWhatIsInIt();
    void aPodsFailureStaysOnItsRow();
    void forcingOffSaysThatAPodEndsAsAWhole();
};

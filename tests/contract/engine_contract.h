// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/engine.h"

#include <condition_variable>
#include <mutex>
#include <string>

namespace firkin::test {

/// What every Engine does, as checks with Qt Test's macros: the product's on its store and machines, and the fake that
/// the window is tested with. `image` is a reference that it has; its command runs until it is stopped, and it has a
/// shell and a folder /tmp. Each check cleans up after itself.
class EngineContract {
public:
    EngineContract(engine::Engine &engine, std::string image) : m_engine(engine), m_image(std::move(image)) {}

    // without a machine
    void aCreatedContainerIsListedAndFound();
    void whatIsNotThereIsSaidSo();
    void aTakenNameIsRefused();
    void badSpecificationsAreRefused();
    void removedIsInTheTrashAndComesBack();
    void restoredUnderATakenNameGetsANumber();
    void renamingKeepsTheIdAndRefusesATakenName();
    void aWatchTellsTheListAndItsChanges();
    void whatDoesNotRunCannotBeExecutedIn();
    void networksAreMadeListedAndRemoved();
    void badNetworksAreRefused();
    void aNetworkInUseStays();
    void portsOfAStoppedContainerAreChanged();
    void volumesAreMadeListedAndRemoved();
    void aVolumeThatIsUsedStays();
    void whatHasNoSnapshotsSaysSo();

    void podsAreMadeListedAndRemoved();
    void badPodsAreRefused();
    void aPodsContainersAreContainers();

    // with one
    void startedRunsUntilItIsStopped();
    void aRunningOneIsNotRemovedWithoutForce();
    void everybodySeesWhatHappens();
    void aSessionOutlivesItsViewers();
    void filesAreListedMadeRenamedAndRemoved();
    void filesGoInAndOut();
    void statisticsComeEverySecond();
    void portsArePublishedWhileItRuns();
    void aPodStartsAndStopsAll();
    void pausedItStandsStillUntilItIsResumed();
    void limitsChangeWithinItsMachine();
    void itsProcessesAreListed();
    void aSnapshotIsTakenRestoredForkedAndRemoved();

private:
    ContainerId create(const std::string &name);
    ContainerId createInPod(const std::string &name, const std::string &pod);
    ContainerId start(const std::string &name);
    void removeAll();
    static const engine::ContainerView *findIn(const engine::ContainerList &list, const ContainerId &id);

    engine::Engine &m_engine;
    const std::string m_image;
};

/// Collects what comes on other threads; a test waits for what it expects.
template <class T>
class Mailbox {
public:
    void put(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
        ++m_count;
        m_changed.notify_all();
    }
    template <class Edit>
    void edit(Edit change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_value);
        ++m_count;
        m_changed.notify_all();
    }
    /// True once the condition holds; false after half a minute.
    template <class Condition>
    bool waitFor(Condition condition)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(30), [&] { return m_count > 0 && condition(m_value); });
    }
    T value() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    T m_value{};
    int m_count = 0;
};

} // namespace firkin::test

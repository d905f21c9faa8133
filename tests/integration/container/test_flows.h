// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/container/shared_machine.h"

#include <QObject>

namespace firkin::test {

/// Many and large: what flows between a host and one machine at the same time, and what must not grow with it.
class TestFlows : public QObject {
    Q_OBJECT

public:
    explicit TestFlows(SharedMachine &shared) : m(shared) {}

private Q_SLOTS:
    void fiftyProcessesAtOnceStreamAMegabyteEach();
    void bothOutputsCarryManyMegabytesAtOnce();
    void tenMegabytesOfInputArrive();
    void piecesWithPausesArriveWhole();
    void everythingWorksWhileSomebodyWaits();
    void nothingGrowsOverManyExecutionsAndCopies();

private:
    SharedMachine &m;
};

} // namespace firkin::test

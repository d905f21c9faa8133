// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/program.h"

/// Every verb of fk. Each function adds one to the program, and is the only thing its file shows.
namespace firkin::cli {

void addRun(Program &program);
void addCreate(Program &program);
void addPs(Program &program);
void addExec(Program &program);
void addAttach(Program &program);
void addStart(Program &program);
void addStop(Program &program);
void addRestart(Program &program);
void addKill(Program &program);
void addPause(Program &program);
void addUnpause(Program &program);
void addUpdate(Program &program);
void addTop(Program &program);
void addRm(Program &program);
void addRename(Program &program);
void addWait(Program &program);
void addLogs(Program &program);
void addStats(Program &program);
void addCp(Program &program);
void addInspect(Program &program);
void addPort(Program &program);
void addPublish(Program &program);
void addNetwork(Program &program);
void addPod(Program &program);
void addPodStats(Program &program, CLI::App &group); ///< one of addPod's
void addImage(Program &program);
void addImageTransfer(Program &program, CLI::App &group);
void addImageUpkeep(Program &program, CLI::App &group);
void addLogin(Program &program);
void addSnapshot(Program &program);
void addRestore(Program &program);
void addTrash(Program &program);
void addSystem(Program &program);
void addVolume(Program &program);
void addSystemRestore(Program &program, CLI::App &group);
void addVersion(Program &program);
void addShell(Program &program);

} // namespace firkin::cli

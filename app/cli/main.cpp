// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/program.h"
#include "runtime/base/log.h"

#include <string>
#include <vector>

int main(int argc, char **argv)
{
    firkin::setUpLog("fk"); // never on standard output
    firkin::cli::SignalWatch signals; // before any other thread
    firkin::cli::Program program;
    return program.run(std::vector<std::string>(argv + 1, argv + argc),
                       firkin::cli::Console::ofProcess(),
                       [] { return firkin::engine::openEngine(); },
                       signals);
}

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/program.h"

#include <string>
#include <vector>

int main(int argc, char **argv)
{
    firkin::cli::SignalWatch signals; // before any other thread
    firkin::cli::Program program;
    return program.run(std::vector<std::string>(argv + 1, argv + argc),
                       firkin::cli::Console::ofProcess(),
                       [] { return firkin::engine::openEngine(); },
                       signals);
}

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QCoreApplication>
#include <QTest>

int runVmmTests(int argc, char **argv);
int runQmpTests(int argc, char **argv);
int runVsockTests(int argc, char **argv);
int runFakeMachineTests(int argc, char **argv);

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    return runVmmTests(argc, argv) + runQmpTests(argc, argv) + runVsockTests(argc, argv) + runFakeMachineTests(argc, argv);
}

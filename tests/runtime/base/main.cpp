// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QCoreApplication>

int runValueTests(int argc, char **argv);
int runErrorTests(int argc, char **argv);
int runFileTests(int argc, char **argv);
int runProcessTests(int argc, char **argv);
int runSocketTests(int argc, char **argv);

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    return runValueTests(argc, argv) + runErrorTests(argc, argv) + runFileTests(argc, argv) + runProcessTests(argc, argv)
           + runSocketTests(argc, argv);
}

// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace firkin::guest {

/// A container's tiny init: `/.cz-init [-p] -- command …`. Starts the command in the foreground, forwards signals to it (with
/// -p to its process group), reaps what is orphaned, and ends as the command did. 127: no such command.
int containerInitMain(int argc, char **argv);

/// What keeps a pod's PID namespace: reaps, and ends at SIGTERM or SIGINT.
int pauseMain();

} // namespace firkin::guest

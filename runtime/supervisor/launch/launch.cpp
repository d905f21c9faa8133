// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/launch/launch.h"

#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/base/socket.h"
#include "runtime/engine/store/store_lock.h"
#include "runtime/supervisor/launch/handshake.h"
#include "runtime/supervisor/wire/convert.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace firkin::supervisor {

namespace {

/// Under load on two cores; a supervisor listens after some tens of milliseconds.
constexpr std::chrono::seconds patience{20};
constexpr int readyFd = 3;

struct Launch {
    std::vector<std::string> arguments;
    std::string object;              ///< for errors
    std::filesystem::path spawnLock;
    std::filesystem::path socket;    ///< where it listens
};

/// `systemd-run`, if this user has a systemd that would answer.
std::optional<std::filesystem::path> findScopeRunner()
{
    const char *runtime = std::getenv("XDG_RUNTIME_DIR");
    std::error_code error;
    if (runtime == nullptr || !std::filesystem::exists(std::filesystem::path(runtime) / "systemd/private", error))
        return std::nullopt;
    for (const char *candidate : {"/usr/bin/systemd-run", "/bin/systemd-run"}) {
        if (::access(candidate, X_OK) == 0)
            return candidate;
    }
    return std::nullopt;
}

ProcessSpec specFor(const std::filesystem::path &program, std::vector<std::string> arguments, const std::optional<std::filesystem::path> &scopeRunner, int fd)
{
    ProcessSpec spec;
    spec.program = program;
    spec.arguments = std::move(arguments);
    if (scopeRunner) {
        std::vector<std::string> wrapped{"--user", "--scope", "--quiet", "--collect", "--", program.native()};
        wrapped.insert(wrapped.end(), spec.arguments.begin(), spec.arguments.end());
        spec.program = *scopeRunner;
        spec.arguments = std::move(wrapped);
    }
    spec.inheritedFds = {{fd, readyFd}};
    spec.newSession = true;
    spec.dieWithParent = false;
    return spec;
}

Status startOnce(std::vector<std::string> arguments, std::string_view object, const std::optional<std::filesystem::path> &scopeRunner, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::filesystem::path program, findHelper(Helper::Supervisor));
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(systemError(Operation::StartSupervisor, object, errno, "pipe"));
    const UniqueFd readEnd(ends[0]);
    UniqueFd writeEnd(ends[1]);
    arguments.insert(arguments.end(), {"--ready-fd", std::to_string(readyFd)});
    FIRKIN_ASSIGN(const auto process, Process::start(specFor(program, std::move(arguments), scopeRunner, writeEnd.get())));
    writeEnd.reset();
    // The process that was started ends at once; its grandchild goes on, holding the pipe until it listens.
    FIRKIN_ASSIGN(const std::string handshake, readHandshake(readEnd.get(), Operation::StartSupervisor, object, Deadline::after(patience), stop));
    const Status ready = decodeHandshake(handshake, object);
    if (!ready && handshake.empty())
        return fail(Operation::StartSupervisor, object, Reason::HelperFailed, process->errorTail());
    return ready;
}

/// Unless it listens already.
Status launch(const Launch &what, std::stop_token stop)
{
    // Two clients at once: the second waits here and finds the first one's.
    FIRKIN_ASSIGN(const store::StoreLock spawning, store::StoreLock::acquire(what.spawnLock, Deadline::after(patience), stop));
    if (connectTo(what.socket, Deadline::after(std::chrono::seconds(1)), stop, Operation::ContactSupervisor))
        return {};
    if (const auto scopeRunner = findScopeRunner()) {
        if (startOnce(what.arguments, what.object, scopeRunner, stop))
            return {};
        if (stop.stop_requested())
            return fail(cancelled(Operation::StartSupervisor, what.object));
        // A systemd that refuses (no bus in a container) is no reason not to run.
    }
    return startOnce(what.arguments, what.object, std::nullopt, stop);
}

} // namespace

Status launchForMachine(const store::Store &store, const store::SocketLayout &sockets, const MachineId &machine, std::stop_token stop)
{
    return launch({.arguments = {"--machine", machine.str(), "--store", store.layout().root.native()},
                   .object = machine.str(),
                   .spawnLock = store.layout().spawnLock(machine),
                   .socket = sockets.supervisor(machine)},
                  std::move(stop));
}

Status launchForNetwork(const store::Store &store, const store::SocketLayout &sockets, const store::NetworkRecord &network, std::stop_token stop)
{
    const auto folder = store.layout().network(network.name);
    return launch({.arguments = {"--network", network.name, "--store", store.layout().root.native()},
                   .object = network.name,
                   .spawnLock = store::Layout::spawnLock(folder),
                   .socket = sockets.networkControl(network.id)},
                  std::move(stop));
}

} // namespace firkin::supervisor

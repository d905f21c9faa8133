// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/program.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/paths.h"
#include "runtime/base/stop_fd.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/store/trash.h"
#include "runtime/image/image_store.h"
#include "runtime/supervisor/acceptor.h"
#include "runtime/supervisor/container_table.h"
#include "runtime/supervisor/own_machine.h"
#include "runtime/supervisor/service.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/vmm/qemu/qemu_machine.h"

#include <csignal>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/signalfd.h>

namespace firkin::supervisor {

namespace {

/// How long it stays after the last call: a `start` that follows a `stop` finds it.
constexpr std::chrono::milliseconds linger{2000};
/// How long the spawning client may take for its first call is the same.

constexpr std::chrono::seconds lockPatience{8};
constexpr std::chrono::seconds callsPatience{5};

Result<std::filesystem::path> findRootfs(const store::Store &store,
                                         const store::ContainerRecord &record,
                                         const ProgressFn &progress,
                                         std::stop_token stop)
{
    FIRKIN_ASSIGN(const auto images, image::ImageStore::open(store.layout().images()));
    FIRKIN_ASSIGN(const oci::Digest digest, oci::Digest::parse(record.imageDigest));
    return images->rootfs(digest, progress, stop);
}

/// SIGTERM and SIGINT stop the containers as `fk stop` does, and with it the supervisor. Blocked in every thread (by
/// main), taken here.
class Termination {
public:
    Termination(ContainerTable &containers, Lookers &lookers)
        : m_thread([this, &containers, &lookers](std::stop_token stop) {
            const StopFd stopped(stop);
            if (waitReady(m_signals.get(), POLLIN, Deadline::never(), stopped, Operation::StopContainer, "supervisor")) {
                std::vector<std::jthread> stopping; // all at once: each has its grace
                for (const auto &host : containers.all())
                    stopping.emplace_back([host, stop] { (void)host->stop({}, stop); });
                stopping.clear();
                lookers.hurry();
            }
        })
    {
    }

private:
    static UniqueFd openSignals()
    {
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        return UniqueFd(::signalfd(-1, &set, SFD_CLOEXEC));
    }
    UniqueFd m_signals = openSignals();
    std::jthread m_thread;
};

} // namespace

Status supervise(const Arguments &arguments)
{
    UniqueFd ready(arguments.readyFd);
    const auto tell = [&](const Status &status) {
        if (ready)
            (void)writeAll(ready.get(), encodeHandshake(status), "handshake");
        ready.reset();
        return status;
    };
    const auto prepared = [&]() -> Result<std::tuple<store::Store, store::StoreLock, store::ContainerRecord, store::SocketLayout>> {
        FIRKIN_ASSIGN(store::Store store, store::Store::open(arguments.store));
        FIRKIN_ASSIGN(store::StoreLock lock,
                      store::StoreLock::acquire(store.layout().machineLock(arguments.machine), Deadline::after(lockPatience), {}));
        FIRKIN_ASSIGN(const store::MachineRecord machine, store.loadMachine(arguments.machine));
        if (machine.containers.size() != 1)
            return fail(Operation::StartSupervisor, arguments.machine.str(), Reason::RecordDamaged);
        FIRKIN_ASSIGN(store::ContainerRecord record, store.load(machine.containers.front()));
        FIRKIN_ASSIGN(const auto runtime, runtimeDirectory());
        store::SocketLayout sockets{runtime};
        // What a killed predecessor left: its processes may still hold the disk.
        for (const store::ProcessIdentity &helper : machine.helpers)
            store::killExactly(helper);
        (void)removeTree(sockets.folder(arguments.machine));
        FIRKIN_TRY(makePrivateDirectory(sockets.folder(arguments.machine)));
        FIRKIN_TRY(store.saveMachine({.id = machine.id,
                                      .layout = machine.layout,
                                      .containers = machine.containers,
                                      .supervisor = store::identityOf(::getpid()),
                                      .helpers = {}}));
        return std::tuple(std::move(store), std::move(lock), std::move(record), std::move(sockets));
    }();
    if (!prepared)
        return tell(fail(prepared.error()));
    const auto &[store, lock, record, sockets] = *prepared;

    MainLoop loop;
    EventHub hub;
    SessionTable sessions(hub);
    vmm::qemu::QemuMachineFactory machines;
    Lookers *lookersNow = nullptr;
    ContainerTable *containersNow = nullptr;
    MachineHost machine({
        .store = store,
        .id = arguments.machine,
        .machines = &machines,
        .loop = &loop,
        .onTick =
            [&] {
                bool heard = true;
                for (const auto &host : containersNow->all())
                    heard &= host->lookForSilence();
                return heard;
            },
    });
    OwnMachine home(machine,
                    store,
                    sockets.folder(arguments.machine),
                    [&store = store](const store::ContainerRecord &wanted, const ProgressFn &progress, std::stop_token stop) {
                        return findRootfs(store, wanted, progress, stop);
                    });
    ContainerTable containers(store,
                              arguments.machine,
                              {
                                  .store = store,
                                  .home = &home,
                                  .hub = &hub,
                                  .onInitSession = [&](std::shared_ptr<Session> session) { sessions.add(std::move(session)); },
                                  .onIdle = [&] { lookersNow->lookAgain(); },
                              });
    containersNow = &containers;
    Lookers lookers(linger, [&] { return containers.isIdle() && machine.isIdle(); }, [&] { loop.quit(); });
    lookersNow = &lookers;
    containers.add(record);
    Service service(containers, sessions, hub, lookers);

    grpc::ServerBuilder builder;
    builder.RegisterService(&service);
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits::grpcMessage));
    const auto server = builder.BuildAndStart();
    if (!server)
        return tell(fail(Operation::StartSupervisor, arguments.machine.str(), Reason::Bug, "gRPC does not start"));
    {
        auto acceptor = Acceptor::listen(sockets.supervisor(arguments.machine), *server);
        if (!acceptor) {
            server->Shutdown();
            return tell(fail(acceptor.error()));
        }
        (void)tell({});
        const Termination termination(containers, lookers);
        loop.run();
    }
    server->Shutdown(std::chrono::system_clock::now() + callsPatience);
    service.waitForCalls();
    (void)removeTree(sockets.folder(arguments.machine));
    for (const auto &host : containers.all()) {
        const store::ContainerRecord last = host->record();
        if (!last.spec.removeOnExit || last.state != engine::ContainerState::Exited)
            continue;
        if (const Status removed = store::removeForGood(store, last); !removed)
            spdlog::error("{}: cannot be removed: {}", last.id.str(), render(removed.error()));
    }
    return {};
}

} // namespace firkin::supervisor

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/program.h"

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/paths.h"
#include "runtime/base/stop_fd.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/store/snapshot_store.h"
#include "runtime/engine/store/trash.h"
#include "runtime/image/image_store.h"
#include "runtime/supervisor/acceptor.h"
#include "runtime/supervisor/container_table.h"
#include "runtime/supervisor/file_servers.h"
#include "runtime/supervisor/own_machine.h"
#include "runtime/supervisor/pod_host.h"
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
    Termination(ContainerTable &containers, PodHost *pod, Lookers &lookers)
        : m_thread([this, &containers, pod, &lookers](std::stop_token stop) {
            const StopFd stopped(stop);
            if (waitReady(m_signals.get(), POLLIN, Deadline::never(), stopped, Operation::StopContainer, "supervisor")) {
                std::vector<std::jthread> stopping; // all at once: each has its grace
                for (const auto &host : containers.all())
                    stopping.emplace_back([host, stop] { host->quit(stop); });
                stopping.clear();
                if (pod)
                    (void)pod->stop(containers, {}, stop);
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

/// What it begins with, the machine's lock in hand.
struct Prepared {
    store::Store store;
    store::StoreLock lock;
    std::optional<store::PodRecord> pod;
    std::vector<store::ContainerRecord> containers;
    store::SocketLayout sockets;
};

Status supervise(const Arguments &arguments)
{
    UniqueFd ready(arguments.readyFd);
    const auto tell = [&](const Status &status) {
        if (ready)
            (void)writeAll(ready.get(), encodeHandshake(status), "handshake");
        ready.reset();
        return status;
    };
    const auto prepared = [&]() -> Result<Prepared> {
        FIRKIN_ASSIGN(store::Store store, store::Store::open(arguments.store));
        FIRKIN_ASSIGN(store::StoreLock lock,
                      store::StoreLock::acquire(store.layout().machineLock(arguments.machine), Deadline::after(lockPatience), {}));
        FIRKIN_ASSIGN(const store::MachineRecord machine, store.loadMachine(arguments.machine));
        std::optional<store::PodRecord> pod;
        if (const auto id = PodId::parse(arguments.machine.str())) {
            auto record = store.load(*id);
            if (record)
                pod = std::move(*record);
            else if (record.error().rootReason() != Reason::NoSuchPod)
                return fail(record.error()); // a damaged pod is not a container alone
        }
        FIRKIN_ASSIGN(auto containers, store.loadAllOf(arguments.machine));
        if (!pod && containers.size() != 1)
            return fail(Operation::StartSupervisor, arguments.machine.str(), Reason::RecordDamaged);
        FIRKIN_ASSIGN(const auto runtime, runtimeDirectory());
        store::SocketLayout sockets{runtime};
        // What a killed predecessor left: its processes may still hold the disk.
        for (const store::ProcessIdentity &helper : machine.helpers)
            store::killExactly(helper);
        for (const store::ContainerRecord &record : containers)
            store::sweepSnapshots(store.layout().container(record.id));
        (void)removeTree(sockets.folder(arguments.machine));
        FIRKIN_TRY(makePrivateDirectory(sockets.folder(arguments.machine)));
        FIRKIN_TRY(store.saveMachine({.id = machine.id,
                                      .layout = machine.layout,
                                      .supervisor = store::identityOf(::getpid()),
                                      .helpers = {}}));
        return Prepared{std::move(store), std::move(lock), std::move(pod), std::move(containers), std::move(sockets)};
    }();
    if (!prepared)
        return tell(fail(prepared.error()));
    const auto &[store, lock, podRecord, records, sockets] = *prepared;

    MainLoop loop;
    EventHub hub;
    SessionTable sessions(hub);
    vmm::qemu::QemuMachineFactory machines;
    FileServers fileServers(arguments.store, sockets.runtime, loop);
    for (const store::ContainerRecord &record : records)
        fileServers.clearStale(record.id);
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
                containersNow->removeEnded();
                return heard;
            },
    });
    const RootfsFn rootfs = [&store = store](const store::ContainerRecord &wanted, const ProgressFn &progress, std::stop_token stop) {
        return findRootfs(store, wanted, progress, stop);
    };
    const auto lookAgain = [&] {
        if (containersNow->isIdle())
            fileServers.end();
        lookersNow->lookAgain();
    };
    std::unique_ptr<PodHost> pod;
    std::unique_ptr<OwnMachine> own;
    if (podRecord)
        pod = std::make_unique<PodHost>(PodHost::Parts{store, &machine, sockets.folder(arguments.machine), rootfs, lookAgain}, *podRecord);
    else
        own = std::make_unique<OwnMachine>(machine, store, sockets.folder(arguments.machine), rootfs);
    Home &home = pod ? static_cast<Home &>(*pod) : *own;
    ContainerTable containers(store,
                              arguments.machine,
                              {
                                  .store = store,
                                  .home = &home,
                                  .hub = &hub,
                                  .onInitSession = [&](std::shared_ptr<Session> session) { sessions.add(std::move(session)); },
                                  .onIdle = lookAgain,
                              },
                              [&](const ContainerId &removed) {
                                  hub.forget(removed);
                                  sessions.forget(removed);
                              });
    containersNow = &containers;
    Lookers lookers(linger, [&] { return containers.isIdle() && machine.isIdle() && (!pod || pod->isIdle()); }, [&] { loop.quit(); });
    lookersNow = &lookers;
    for (const store::ContainerRecord &record : records)
        containers.add(record);
    Service service(containers, pod.get(), sessions, hub, lookers, fileServers);

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
        const Termination termination(containers, pod.get(), lookers);
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

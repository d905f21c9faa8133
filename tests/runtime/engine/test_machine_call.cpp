// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/engine/client/machine_call.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/supervisor/acceptor.h"
#include "runtime/supervisor/wire/convert.h"
#include "runtime/supervisor/wire/grpc_status.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::store;

namespace {

/// Answers its first calls as gRPC does for a server that is shutting down, and then as it is told.
class LeavingSupervisor final : public v1::Supervisor::Service {
public:
    LeavingSupervisor(std::string machine, int refused) : m_machine(std::move(machine)), m_refused(refused) {}

    grpc::Status Hello(grpc::ServerContext *, const v1::HelloRequest *, v1::HelloResponse *out) override
    {
        out->set_major_version(supervisor::protocolVersion);
        out->set_machine_id(m_machine);
        return grpc::Status::OK;
    }
    grpc::Status Kill(grpc::ServerContext *, const v1::KillRequest *, v1::KillResponse *) override
    {
        return calls++ < m_refused ? grpc::Status(grpc::StatusCode::CANCELLED, "CANCELLED") : answer;
    }

    std::atomic<int> calls{0};
    grpc::Status answer = grpc::Status::OK;

private:
    const std::string m_machine;
    const int m_refused;
};

} // namespace

/// What a client makes of a supervisor that is just going.
class TestMachineCall : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aCallThatReachesALeavingSupervisorIsMadeAgain();
    void aSupervisorThatNeverStopsLeavingIsToldAsBusy();
    void aCancelBySomebodyElseIsNotMadeAgain();
    void aCancelOfOnesOwnIsNotMadeAgain();

private:
    Status kill(LeavingSupervisor &service, std::stop_token stop = {})
    {
        grpc::ServerBuilder builder;
        builder.RegisterService(&service);
        const auto server = builder.BuildAndStart();
        const SocketLayout sockets{m_dir->filePath("r").toStdString()};
        FIRKIN_TRY(makePrivateDirectory(sockets.folder(*m_machine)));
        const auto acceptor = supervisor::Acceptor::listen(sockets.supervisor(*m_machine), *server);
        if (!acceptor)
            return fail(acceptor.error());
        SupervisorLinks links(*m_store, sockets);
        MachineCalls calls(links);
        v1::KillRequest request;
        v1::KillResponse response;
        const Status done = calls.unary(Operation::KillContainer, *m_id, MachineCalls::Absent::Fail, std::move(stop), &v1::Supervisor::Stub::Kill, request, response);
        server->Shutdown(std::chrono::system_clock::now());
        return done;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::optional<Store> m_store;
    std::optional<ContainerId> m_id;
    std::optional<MachineId> m_machine;
};

void TestMachineCall::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    auto store = Store::open(m_dir->filePath("store").toStdString());
    REQUIRE_OK(store);
    m_store = std::move(*store);
    {
        auto made = NewContainer::begin(*m_store, "web");
        REQUIRE_OK(made);
        m_id = (*made)->id();
        m_machine = (*made)->machine();
        ContainerRecord record;
        record.createdAt = std::chrono::system_clock::now();
        REQUIRE_OK((*made)->commit(record));
    }
    REQUIRE_OK(makePrivateDirectory(m_dir->filePath("r").toStdString()));
}

void TestMachineCall::aCallThatReachesALeavingSupervisorIsMadeAgain()
{
    LeavingSupervisor service(m_machine->str(), 1);
    REQUIRE_OK(kill(service));
    QCOMPARE(service.calls.load(), 2);
}

void TestMachineCall::aSupervisorThatNeverStopsLeavingIsToldAsBusy()
{
    LeavingSupervisor service(m_machine->str(), 1000);
    const Status done = kill(service);
    QVERIFY(!done);
    QCOMPARE(done.error().rootReason(), Reason::StoreBusy);
    QVERIFY(service.calls.load() < 10);
}

void TestMachineCall::aCancelBySomebodyElseIsNotMadeAgain()
{
    LeavingSupervisor service(m_machine->str(), 0);
    service.answer = supervisor::toGrpc(wrap(Operation::StartContainer, "web", cancelled(Operation::StartMachine, "m")));
    const Status done = kill(service);
    QVERIFY(!done && done.error().isCancelled());
    QCOMPARE(service.calls.load(), 1);
}

void TestMachineCall::aCancelOfOnesOwnIsNotMadeAgain()
{
    LeavingSupervisor service(m_machine->str(), 1000);
    std::stop_source source;
    source.request_stop();
    const Status done = kill(service, source.get_token());
    QVERIFY(!done && done.error().isCancelled());
    QVERIFY(service.calls.load() <= 1);
}

QTEST_GUILESS_MAIN(TestMachineCall)
#include "test_machine_call.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/client/agent_client.h"
#include "runtime/agent/client/convert.h"
#include "runtime/agent/client/grpc_error.h"
#include "runtime/base/error_text.h"
#include "tests/contract/require_ok.h"
#include "tests/support/fake_agent.h"

#include <QTemporaryDir>
#include <QTest>

#include <grpcpp/support/status.h>

#include <thread>

using namespace firkin;
using namespace firkin::agent;
using namespace firkin::test;
using namespace std::chrono_literals;

namespace {

vmm::MachineConfig machineConfig()
{
    vmm::MachineConfig config;
    config.id = *MachineId::parse("m1");
    return config;
}

Deadlines quick()
{
    Deadlines deadlines = Deadlines::forAccelerator(Accelerator::Kvm);
    deadlines.bootSilence = 300ms;
    deadlines.rpc = 500ms;
    return deadlines;
}

} // namespace

class TestAgentClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itGreetsTheAgent()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        QVERIFY((*client)->info().ours);
        QVERIFY((*client)->info().can("resumable-stdio"));
        QVERIFY(!(*client)->info().can("flying"));
        QCOMPARE((*client)->info().version, "fake");
    }

    void anAgentOfOthersIsGoodEnough()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {.ours = false});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        QVERIFY(!(*client)->info().ours);
        QVERIFY((*client)->info().capabilities.empty());
        REQUIRE_OK((*client)->sync({}));
        const auto list = (*client)->list("c", "/", [](auto) {}, {});
        QCOMPARE(list.error().code, ErrorCode::Unsupported);
        QCOMPARE(list.error().reason, Reason::AgentTooOld);
    }

    void aBootThatTakesLongIsWaitedForWhileSomethingMoves()
    {
        FakeMachine machine(machineConfig());
        std::unique_ptr<FakeAgent> agent;
        std::jthread boot([&] {
            for (int i = 0; i < 10; ++i) { // three times the silence that is allowed
                std::this_thread::sleep_for(100ms);
                machine.printOnConsole(10);
            }
            agent = std::make_unique<FakeAgent>(machine, FakeAgentOptions{});
        });
        const auto client = AgentClient::connect(machine, quick(), {});
        boot.join();
        REQUIRE_OK(client);
    }

    void aSilentMachineIsGivenUp()
    {
        FakeMachine machine(machineConfig());
        const auto client = AgentClient::connect(machine, quick(), {});
        QVERIFY(!client);
        QCOMPARE(client.error().reason, Reason::AgentSilent);
        QCOMPARE(client.error().operation, Operation::ConnectAgent);
    }

    void aMachineThatEndsDuringTheBootIsKnownAtOnce()
    {
        FakeMachine machine(machineConfig());
        std::jthread killer([&] {
            std::this_thread::sleep_for(30ms);
            machine.endFromInside({vmm::EndCause::KernelPanic, "attempted to kill init"});
        });
        Deadlines patient = quick();
        patient.bootSilence = 60s;
        const auto client = AgentClient::connect(machine, patient, {});
        QVERIFY(!client);
        QCOMPARE(client.error().reason, Reason::KernelPanic);
        QCOMPARE(client.error().detail, "attempted to kill init");
    }

    void waitingForTheBootIsStopped()
    {
        FakeMachine machine(machineConfig());
        std::stop_source source;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(30ms);
            source.request_stop();
        });
        Deadlines patient = quick();
        patient.bootSilence = 60s;
        const auto client = AgentClient::connect(machine, patient, source.get_token());
        QVERIFY(client.error().isCancelled());
    }

    void aCallIsStoppedWhileItWaits()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        agent.holdCalls("Sync");
        std::stop_source source;
        std::jthread stopper([&] {
            agent.awaitCall("Sync");
            source.request_stop();
        });
        const auto outcome = (*client)->sync(source.get_token());
        QVERIFY(outcome.error().isCancelled());
        agent.release();
        // Stopped before it begins.
        QVERIFY((*client)->sync(source.get_token()).error().isCancelled());
    }

    void aCallThatIsNotAnsweredEndsAtItsDeadline()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        agent.holdCalls("Setenv");
        const auto outcome = (*client)->setEnvironment("A", "B", {});
        QCOMPARE(outcome.error().code, ErrorCode::Timeout);
        agent.release();
    }

    void aBrokenLinkIsMadeAgain()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        for (int round = 0; round < 3; ++round) {
            machine.breakConnections();
            REQUIRE_OK((*client)->setEnvironment("A", "B", {}));
        }
    }

    void aCallOnALinkThatBreaksIsRepeatedOnlyIfItMayBe()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        const auto breakDuring = [&](const char *call) {
            agent.holdCalls(call);
            return std::jthread([&, call] {
                agent.awaitCall(call);
                machine.breakConnections();
                agent.release();
            });
        };
        {
            const auto breaker = breakDuring("Setenv");
            REQUIRE_OK((*client)->setEnvironment("A", "B", {}));
        }
        QCOMPARE(agent.count("Setenv"), std::size_t{2});
        {
            const auto breaker = breakDuring("SetTime");
            const auto outcome = (*client)->setTime({}, {});
            QCOMPARE(outcome.error().reason, Reason::ConnectionLost);
        }
        QCOMPARE(agent.count("SetTime"), std::size_t{1});
        REQUIRE_OK((*client)->sync({}));
    }

    void manyCallersShareOneNewLink()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        machine.breakConnections();
        std::atomic<int> good = 0;
        {
            std::vector<std::jthread> callers;
            for (int i = 0; i < 16; ++i)
                callers.emplace_back([&] { good += (*client)->setEnvironment("A", "B", {}).has_value(); });
        }
        QCOMPARE(good.load(), 16);
    }

    void theMachinesEndEndsEveryCall()
    {
        FakeMachine machine(machineConfig());
        FakeAgent agent(machine, {});
        const auto client = AgentClient::connect(machine, quick(), {});
        REQUIRE_OK(client);
        agent.holdCalls("Sync");
        std::jthread killer([&] {
            agent.awaitCall("Sync");
            machine.endFromInside({vmm::EndCause::Killed, "signal 9"});
        });
        const auto outcome = (*client)->sync({});
        QCOMPARE(outcome.error().rootReason(), Reason::MachineExited);
        QCOMPARE(outcome.error().code, ErrorCode::Unavailable);
        const auto later = (*client)->sync({});
        QCOMPARE(later.error().rootReason(), Reason::MachineExited);
        agent.release();
    }

    void statusesBecomeErrors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<Operation>("operation");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<Reason>("reason");
        using enum grpc::StatusCode;
        QTest::newRow("cancelled") << int(CANCELLED) << QByteArray() << Operation::CopyIn << ErrorCode::Cancelled << Reason::CancelledByCaller;
        QTest::newRow("deadline") << int(DEADLINE_EXCEEDED) << QByteArray() << Operation::CopyIn << ErrorCode::Timeout << Reason::DeadlineExceeded;
        QTest::newRow("unimplemented") << int(UNIMPLEMENTED) << QByteArray() << Operation::ListDirectory << ErrorCode::Unsupported << Reason::AgentTooOld;
        QTest::newRow("no process") << int(NOT_FOUND) << QByteArray("unknown container") << Operation::WaitForProcess << ErrorCode::NotFound << Reason::NoSuchProcess;
        QTest::newRow("no file") << int(NOT_FOUND) << QByteArray("copy") << Operation::CopyOut << ErrorCode::NotFound << Reason::NoSuchFile;
        QTest::newRow("exists") << int(ALREADY_EXISTS) << QByteArray() << Operation::RenameFile << ErrorCode::AlreadyExists << Reason::NameTaken;
        QTest::newRow("executable, the agreed phrase") << int(INTERNAL) << QByteArray("startProcess: vmexec error: failed to find target executable foo") << Operation::StartProcess << ErrorCode::InvalidArgument << Reason::ExecutableNotFound;
        QTest::newRow("executable not allowed") << int(INTERNAL) << QByteArray("exec /etc/passwd: Permission denied") << Operation::StartProcess << ErrorCode::InvalidArgument << Reason::ExecutableNotRunnable;
        QTest::newRow("full") << int(INTERNAL) << QByteArray("write: No space left on device") << Operation::CopyIn << ErrorCode::ResourceExhausted << Reason::NoSpace;
        QTest::newRow("read-only") << int(INTERNAL) << QByteArray("open: Read-only file system") << Operation::CopyIn << ErrorCode::PermissionDenied << Reason::ReadOnly;
        QTest::newRow("our agent's words") << int(FAILED_PRECONDITION) << QByteArray("remove: /a: (the folder is not empty)") << Operation::RemoveFile << ErrorCode::InvalidState << Reason::Unspecified;
        QTest::newRow("unknown") << int(UNKNOWN) << QByteArray("?") << Operation::CopyIn << ErrorCode::Internal << Reason::Unspecified;
        QTest::newRow("no text at all") << int(INTERNAL) << QByteArray() << Operation::MountFileSystem << ErrorCode::Internal << Reason::Unspecified;
    }
    void statusesBecomeErrors()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, message);
        QFETCH(const Operation, operation);
        QFETCH(const ErrorCode, code);
        QFETCH(const Reason, reason);

        const Error error = fromGrpc({static_cast<grpc::StatusCode>(status), message.toStdString()}, operation, "x");

        QCOMPARE(error.code, code);
        if (reason != Reason::Unspecified)
            QCOMPARE(error.reason, reason);
        QCOMPARE(error.operation, operation);
        QCOMPARE(error.object, "x");
    }

    void everyReasonOfOurAgentIsReadBack()
    {
        for (int value = 1; value <= static_cast<int>(Reason::Bug); ++value) {
            const auto reason = static_cast<Reason>(value);
            if (text(reason).empty() || reason == Reason::CancelledByCaller || reason == Reason::DeadlineExceeded || reason == Reason::SystemError)
                continue;
            const std::string message = "call: /some (odd) path: detail (" + std::string(text(reason)) + ")";
            const Error error = fromGrpc({grpc::StatusCode::INTERNAL, message}, Operation::CopyIn, "x");
            QVERIFY2(text(error.reason) == text(reason), message.c_str());
        }
    }

    void whatWasNotAskedForStaysAbsent()
    {
        v3::ContainerStats stats;
        stats.set_container_id("c");
        stats.mutable_cpu()->set_usage_usec(5);
        stats.mutable_memory()->set_usage_bytes(100);
        stats.mutable_memory()->set_inactive_file(30);
        const auto cpuOnly = toStatistics(stats, StatCategory::Cpu);
        const auto all = toStatistics(stats, StatCategory::All);
        QVERIFY(cpuOnly.cpu && !cpuOnly.memory && !cpuOnly.networks);
        QVERIFY(all.cpu && all.memory && all.networks && !all.process);
        QCOMPARE(all.memory->workingSetBytes(), std::uint64_t{70});
        QCOMPARE(toCategories(StatCategory::All).size(), std::size_t{0});
        QCOMPARE(toCategories(StatCategory::Cpu | StatCategory::Network).size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestAgentClient)
#include "test_agent_client.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/fake_console.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace firkin;
using namespace firkin::cli;
using namespace firkin::engine;

/// fk's verbs for a container's life, on a fake engine: stopped, paused, changed, saved, thrown away and brought back.
class TestCliLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_engine = std::make_unique<FakeEngine>(); }
    void stopStartKillRmTellTheNames();
    void pausedItIsResumedOrRefused();
    void updateChangesLimitsPolicyAndNotes();
    void topListsProcesses();
    void psTellsHealthAndRestarts();
    void restoreStartsWhatIsToRun();
    void trashBringsBack();
    void snapshotsAreTakenListedRestoredForkedAndRemoved();

private:
    using Ran = FakeConsole::Ran;
    Ran fk(const std::vector<std::string> &arguments) { return m_console.fk(m_engine.get(), arguments); }

    FakeConsole m_console;
    std::unique_ptr<FakeEngine> m_engine;
};

void TestCliLife::stopStartKillRmTellTheNames()
{
    const ContainerId id = m_engine->addRunning("web");
    QCOMPARE(fk({"stop", "-t", "1", "web"}).out, std::string("web\n"));
    QCOMPARE(fk({"stop", "web"}).code, 0); // what has stopped is stopped
    QCOMPARE(fk({"start", "web"}).out, std::string("web\n"));
    QCOMPARE(fk({"restart", "web"}).code, 0);
    QCOMPARE(fk({"rm", "web"}).code, 1); // it runs
    QCOMPARE(fk({"kill", "-s", "term", "web"}).code, 0);
    QCOMPARE(fk({"rename", "web", "www"}).code, 0);
    QCOMPARE(fk({"wait", "www"}).out, std::string("143\n"));
    QCOMPARE(fk({"rm", "--now", id.str()}).out, id.str() + "\n");
    QVERIFY(m_engine->containers().trash({})->empty());
}

void TestCliLife::pausedItIsResumedOrRefused()
{
    m_engine->addRunning("web");
    QCOMPARE(fk({"pause", "web"}).out, std::string("web\n"));
    QVERIFY(fk({"ps"}).out.contains("(Paused)"));
    const Ran again = fk({"pause", "web"});
    QCOMPARE(again.code, 1);
    QVERIFY2(again.err.contains("it is paused"), again.err.c_str());
    QCOMPARE(fk({"unpause", "web"}).out, std::string("web\n"));
    QVERIFY(fk({"unpause", "web"}).err.contains("it is not paused"));
    QCOMPARE(fk({"pause", "missing"}).code, 1);
}

void TestCliLife::updateChangesLimitsPolicyAndNotes()
{
    m_engine->addRunning("web");
    QCOMPARE(fk({"update", "--cpus", "0.5", "-m", "64m", "--restart", "on-failure:3", "--notes", "mine", "web"}).out, std::string("web\n"));
    const ContainerView view = *m_engine->containers().find("web", {});
    QCOMPARE(view.spec.cpus, 0.5);
    QCOMPARE(view.spec.memory.bytes, ByteSize::ofMiB(64).bytes);
    QVERIFY((view.spec.restart == RestartPolicy{RestartPolicy::Kind::OnFailure, 3}));
    QCOMPARE(view.spec.notes, std::string("mine"));
    const Ran large = fk({"update", "-m", "100g", "web"});
    QCOMPARE(large.code, 1);
    QVERIFY2(large.err.contains("too small"), large.err.c_str());
}

void TestCliLife::topListsProcesses()
{
    m_engine->addRunning("web");
    const std::string table = fk({"top", "web"}).out;
    QVERIFY(table.starts_with("PID "));
    QVERIFY2(table.contains("1:35.14"), table.c_str());
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"top", "web", "--format", "json"}).out));
    QCOMPARE(json.array()[0].toObject()["pid"].toInt(), 1);
}

void TestCliLife::psTellsHealthAndRestarts()
{
    const ContainerId id = m_engine->addRunning("web");
    m_engine->change(id, [](ContainerView &view) { view.health = Health{HealthStatus::Unhealthy, 3, "no"}; });
    QVERIFY(fk({"ps"}).out.contains("(unhealthy)"));
    m_engine->change(id, [](ContainerView &view) { view.health = Health{}; });
    QVERIFY(fk({"ps"}).out.contains("(health: starting)"));
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"ps", "--format", "json"}).out)).array();
    QCOMPARE(json[0].toObject()["health"].toObject()["status"].toString(), QString("starting"));
    m_engine->change(id, [](ContainerView &view) {
        view.state = ContainerState::Exited;
        view.exit = ExitInfo{ExitCause::Exited, 3, 0, std::chrono::system_clock::now(), {}};
        view.restartAt = std::chrono::system_clock::now();
    });
    QVERIFY(fk({"ps", "-a"}).out.contains("Restarting (3)"));
    m_engine->change(id, [](ContainerView &view) {
        view.restartAt.reset();
        view.lookedInto = true;
    });
    QVERIFY(fk({"ps", "-a"}).out.contains("machine up for its files"));
}

void TestCliLife::restoreStartsWhatIsToRun()
{
    const auto ended = [&](const char *name, RestartPolicy::Kind kind, ExitCause cause) {
        ContainerView view;
        view.name = name;
        view.state = ContainerState::Exited;
        view.exit = ExitInfo{cause, 137, 9, std::chrono::system_clock::now(), {}};
        view.spec.restart.kind = kind;
        m_engine->add(view);
    };
    ended("always", RestartPolicy::Kind::Always, ExitCause::SupervisorLost);
    ended("never", RestartPolicy::Kind::No, ExitCause::SupervisorLost);
    ended("stopped", RestartPolicy::Kind::UnlessStopped, ExitCause::StoppedByUser);
    QCOMPARE(fk({"system", "restore"}).out, std::string("always\n"));
    QCOMPARE(fk({"system", "restore"}).out, std::string());
}

void TestCliLife::trashBringsBack()
{
    m_engine->addRunning("web");
    QCOMPARE(fk({"rm", "-f", "web"}).code, 0);
    QVERIFY(fk({"trash", "ls"}).out.find("web") != std::string::npos);
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(fk({"trash", "ls", "--format", "json"}).out)).array().size(), 1);
    QCOMPARE(fk({"trash", "restore", "web"}).out, std::string("web\n"));
    QCOMPARE(fk({"trash", "restore", "web"}).code, 1);
    QCOMPARE(fk({"rm", "web"}).code, 0);
    const Ran unasked = fk({"trash", "empty"});
    QCOMPARE(unasked.code, 125);
    QVERIFY2(unasked.err.find("--force") != std::string::npos, unasked.err.c_str());
    QCOMPARE(m_engine->containers().trash({})->size(), std::size_t{1});
    QCOMPARE(fk({"trash", "empty", "--force"}).code, 0);
    QVERIFY(m_engine->containers().trash({})->empty());
}

void TestCliLife::snapshotsAreTakenListedRestoredForkedAndRemoved()
{
    m_engine->addRunning("web");
    QCOMPARE(fk({"snapshot", "create", "web", "--name", "good", "-m", "before the update"}).out, std::string("good\n"));
    QCOMPARE(fk({"snapshot", "web"}).out, std::string("snapshot-1\n"));
    QCOMPARE(fk({"snapshot"}).code, 125);
    QCOMPARE(fk({"snapshot", "missing"}).code, 1);
    QVERIFY(fk({"snapshot", "create", "web", "-n", "../up"}).err.find("../up") != std::string::npos);
    const Ran listed = fk({"snapshot", "ls", "web"});
    QVERIFY2(listed.out.find("before the update") != std::string::npos, listed.out.c_str());
    QCOMPARE(fk({"snapshot", "ls", "-q"}).out, std::string("good\nsnapshot-1\n"));
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"snapshot", "ls", "web", "--format", "json"}).out)).array();
    QCOMPARE(json.size(), 2);
    QCOMPARE(json.at(0).toObject().value("note").toString(), QString("before the update"));

    const Ran refused = fk({"restore", "web", "good"});
    QCOMPARE(refused.code, 1);
    QVERIFY2(refused.err.find("--force") != std::string::npos, refused.err.c_str());
    QCOMPARE(fk({"restore", "-f", "web", "good"}).out, std::string("web\n"));
    QCOMPARE(fk({"snapshot", "restore", "--force", "web"}).out, std::string("web\n"));
    QCOMPARE(fk({"snapshot", "fork", "web", "good", "--name", "other"}).code, 0);
    QVERIFY(fk({"ps"}).out.find("other") != std::string::npos);
    QCOMPARE(fk({"snapshot", "rm", "web", "good", "snapshot-1"}).out, std::string("good\nsnapshot-1\n"));
    const Ran gone = fk({"snapshot", "rm", "web", "good"});
    QCOMPARE(gone.code, 1);
    QVERIFY2(gone.err.contains("cannot remove snapshot good: there is no such snapshot"), gone.err.c_str());
    QCOMPARE(fk({"restore", "web"}).code, 1);
}

QTEST_APPLESS_MAIN(TestCliLife)
#include "test_cli_life.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/fake_console.h"

#include <QJsonDocument>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace firkin;
using namespace firkin::cli;
using namespace firkin::engine;

/// fk's verbs for what containers share, on a fake engine: pods, volumes, networks and ports.
class TestCliResources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void podsAreMadeListedAndRemoved();
    void volumesAreMadeListedUsedAndRemoved();
    void volumePruneWithoutATerminalWantsForce();
    void networksAreMadeListedUsedAndRemoved();
    void publishedPortsAreTakenBack();

private:
    using Ran = FakeConsole::Ran;
    Ran fk(const std::vector<std::string> &arguments) { return m_console.fk(m_engine.get(), arguments); }

    FakeConsole m_console;
    std::unique_ptr<FakeEngine> m_engine;
};

void TestCliResources::init()
{
    m_engine = std::make_unique<FakeEngine>();
    ImageView image;
    image.digest = "sha256:" + std::string(64, 'a');
    image.references = {"localhost/starter:latest"};
    image.command = {"/usr/local/bin/welcome"};
    m_engine->addImage(image);
}

void TestCliResources::podsAreMadeListedAndRemoved()
{
    const Ran made = fk({"pod", "create", "--cpus", "1", "-m", "512m", "-p", "8080:80", "-v", "data", "-v", "cache:memory=64m", "--share", "pid", "shop"});
    QCOMPARE(made.code, 0);
    const PodView pod = *m_engine->pods().find("shop", {});
    QCOMPARE(made.out, pod.id.str() + "\n");
    QVERIFY(pod.spec.shareProcesses);
    QCOMPARE(pod.spec.volumes.size(), std::size_t{2});
    QVERIFY(pod.spec.volumes[1].kind == PodVolumeKind::Memory && pod.spec.volumes[1].size == ByteSize::ofMiB(64));

    QCOMPARE(fk({"run", "-d", "--pod", "shop", "--pod-volume", "data:/data:ro", "--name", "inpod", "starter"}).code, 0);
    const ContainerView inside = *m_engine->containers().find("inpod", {});
    QVERIFY(inside.pod == pod.id);
    QVERIFY(inside.spec.podVolumes.front().readOnly);
    const Ran listed = fk({"pod", "ls"});
    QVERIFY2(listed.out.find("1 of 1 running") != std::string::npos, listed.out.c_str());
    const Ran ps = fk({"ps"});
    QVERIFY2(ps.out.find("POD") != std::string::npos && ps.out.find("shop") != std::string::npos, ps.out.c_str());
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"pod", "ls", "--format", "json"}).out));
    QCOMPARE(json[0][QLatin1String("containers")][0][QLatin1String("name")].toString(), QStringLiteral("inpod"));
    m_engine->tickNow();
    const Ran stats = fk({"pod", "stats", "--no-stream"});
    QVERIFY2(stats.code == 0 && stats.out.find("shop") != std::string::npos, (stats.out + stats.err).c_str());

    QCOMPARE(fk({"pod", "rm", "shop"}).code, 1);
    QCOMPARE(fk({"pod", "stop", "-t", "0", "shop"}).out, std::string("shop\n"));
    QCOMPARE(fk({"pod", "start", "shop"}).out, std::string("shop\n"));
    QCOMPARE(fk({"pod", "rename", "shop", "market"}).code, 0);
    QVERIFY(fk({"pod", "inspect", "market"}).out.find("market") != std::string::npos);
    const Ran unknown = fk({"pod", "stop", "shop"});
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.err.find("cannot stop pod shop: there is no such pod") != std::string::npos, unknown.err.c_str());
    QCOMPARE(fk({"pod", "rm", "-f", "market"}).code, 0);
    QVERIFY(!m_engine->containers().find("inpod", {}));
}

void TestCliResources::volumesAreMadeListedUsedAndRemoved()
{
    QCOMPARE(fk({"volume", "create", "--size", "64m", "data"}).out, std::string("data\n"));
    QCOMPARE(fk({"volume", "create", "data"}).code, 1);
    QVERIFY(fk({"volume", "create", "a/b"}).err.contains("a/b"));
    QVERIFY(fk({"volume", "rm", "nothing"}).err.contains("nothing"));
    const Ran unknown = fk({"volume", "inspect", "nothing"});
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.err.contains("cannot read nothing: there is no such volume"), unknown.err.c_str());
    QCOMPARE(fk({"create", "--name", "db", "-v", "data:/data", "starter"}).code, 0);

    const std::string table = fk({"volume", "ls"}).out;
    QVERIFY2(table.contains("data") && table.contains("64 MiB") && table.contains("db"), table.c_str());
    QCOMPARE(fk({"volume", "ls", "-q"}).out, std::string("data\n"));
    const auto json = nlohmann::json::parse(fk({"volume", "inspect", "data"}).out, nullptr, false);
    QCOMPARE(json[0]["usedBy"][0]["destination"].get<std::string>(), std::string("/data"));
    QCOMPARE(json[0]["size"].get<std::uint64_t>(), ByteSize::ofMiB(64).bytes);
    for (const char *key : {"used", "createdAt", "filesystem", "anonymous", "labels"})
        QVERIFY2(json[0].contains(key), key);
    for (const char *key : {"readOnly", "inTrash", "running"})
        QVERIFY2(json[0]["usedBy"][0].contains(key), key);
    const Ran used = fk({"volume", "rm", "data"});
    QCOMPARE(used.code, 1);
    QVERIFY2(used.err.contains("data") && used.err.contains("db"), used.err.c_str());
    const Ran nothing = fk({"volume", "prune", "--all"}); // nobody is asked about nothing
    QCOMPARE(nothing.code, 0);
    QVERIFY2(nothing.out.contains("Every volume"), nothing.out.c_str());
    QCOMPARE(fk({"rm", "--now", "db"}).code, 0);
    QCOMPARE(fk({"volume", "rm", "data"}).out, std::string("data\n"));
    QCOMPARE(fk({"volume", "rm", "-f", "data"}).code, 0);
}

void TestCliResources::volumePruneWithoutATerminalWantsForce()
{
    QCOMPARE(fk({"volume", "create", "data"}).code, 0);
    QCOMPARE(fk({"volume", "create", "other"}).code, 0);
    QCOMPARE(fk({"create", "--name", "db", "-v", "data:/data", "starter"}).code, 0);

    const Ran ran = fk({"volume", "prune", "--all"});
    QCOMPARE(ran.code, 125);
    QVERIFY2(ran.err.contains("--force"), ran.err.c_str());
    QCOMPARE(fk({"volume", "ls", "-q"}).out, std::string("data\nother\n"));

    QVERIFY(fk({"volume", "prune", "--force"}).out.contains("no volume without a name")); // both have one
    QCOMPARE(fk({"volume", "prune", "--all", "--force"}).out, std::string("other\n"));
    QCOMPARE(fk({"volume", "ls", "-q"}).out, std::string("data\n"));
}

void TestCliResources::networksAreMadeListedUsedAndRemoved()
{
    QCOMPARE(fk({"network", "create", "--subnet", "10.99.1.0/24", "-l", "k=v", "--label", "flag", "app"}).out, std::string("app\n"));
    QCOMPARE(fk({"network", "create", "app"}).code, 1);
    QCOMPARE(fk({"network", "create", "--subnet", "10.99.2.0/24", "--subnet", "10.99.3.0/24", "two"}).code, 125);
    QVERIFY(fk({"network", "rm", "nothing"}).err.contains("nothing"));
    QCOMPARE(fk({"run", "-d", "--name", "db", "--network", "app", "--network-alias", "store", "starter"}).code, 0);

    const std::string table = fk({"network", "ls"}).out;
    QVERIFY2(table.contains("app") && table.contains("10.99.1.0/24") && table.contains("open"), table.c_str());
    QCOMPARE(fk({"network", "ls", "-q"}).out, std::string("app\n"));
    QCOMPARE(fk({"network", "ls", "-q", "--format", "json"}).out, std::string("app\n"));
    const auto json = nlohmann::json::parse(fk({"network", "inspect", "app"}).out, nullptr, false);
    QCOMPARE(json[0]["labels"]["k"].get<std::string>(), std::string("v"));
    QCOMPARE(json[0]["labels"]["flag"].get<std::string>(), std::string());
    QCOMPARE(json[0]["members"][0]["name"].get<std::string>(), std::string("db"));
    QCOMPARE(json[0]["members"][0]["aliases"][0].get<std::string>(), std::string("store"));
    const Ran used = fk({"network", "rm", "app"});
    QCOMPARE(used.code, 1);
    QVERIFY2(used.err.contains("app"), used.err.c_str());
    QCOMPARE(fk({"network", "prune"}).out, std::string());
    QCOMPARE(fk({"rm", "-f", "--now", "db"}).code, 0);
    QCOMPARE(fk({"network", "prune"}).out, std::string("app\n"));
    const Ran unknown = fk({"network", "inspect", "app"});
    QCOMPARE(unknown.code, 1);
    QVERIFY2(unknown.err.contains("cannot read app: there is no such network"), unknown.err.c_str());
}

void TestCliResources::publishedPortsAreTakenBack()
{
    m_engine->addRunning("web");
    const Ran published = fk({"publish", "web", "8080:80", "127.0.0.1:5353:53/udp"});
    QCOMPARE(published.code, 0);
    QCOMPARE(published.out, std::string("127.0.0.1:8080->80/tcp\n127.0.0.1:5353->53/udp\n"));
    QCOMPARE(fk({"port", "web"}).out, std::string("80/tcp -> 127.0.0.1:8080\n53/udp -> 127.0.0.1:5353\n"));
    QCOMPARE(fk({"publish", "web", "8080:81"}).code, 1); // the host's port is taken
    QCOMPARE(fk({"publish", "web", "no-port"}).code, 125);

    QCOMPARE(fk({"unpublish", "web", "80"}).code, 0);
    QCOMPARE(fk({"port", "web"}).out, std::string("53/udp -> 127.0.0.1:5353\n"));
    QCOMPARE(fk({"unpublish", "web", "80"}).code, 1);
    QCOMPARE(fk({"unpublish", "nobody", "53/udp"}).code, 1);
    QCOMPARE(fk({"unpublish", "web", "127.0.0.1:5353:53/udp"}).code, 0);
    QCOMPARE(fk({"port", "web"}).out, std::string());
}

QTEST_APPLESS_MAIN(TestCliResources)
#include "test_cli_resources.moc"

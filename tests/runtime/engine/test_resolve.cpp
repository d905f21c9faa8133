// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/defaults.h"
#include "runtime/engine/resolve_process.h"
#include "tests/contract/require_ok.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace firkin;
using namespace firkin::engine;

namespace {

oci::ImageConfig imageWith(std::vector<std::string> entrypoint, std::vector<std::string> command)
{
    oci::ImageConfig image;
    image.entrypoint = std::move(entrypoint);
    image.command = std::move(command);
    return image;
}

ContainerId someId()
{
    return *ContainerId::parse("abcdefghijkl");
}

QString joined(const std::vector<std::string> &words)
{
    QStringList list;
    for (const std::string &word : words)
        list << QString::fromStdString(word);
    return list.join(QLatin1Char('|'));
}

} // namespace

class TestResolve : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commandsAreChosenAsDockerDoes_data();
    void commandsAreChosenAsDockerDoes();
    void theImageGivesWhatTheCallerLeavesOpen();
    void theLastOfEqualVariablesCounts();
    void badSpecificationsAreRefused_data();
    void badSpecificationsAreRefused();
    void badMountsAndPrivilegesAreRefused_data();
    void badMountsAndPrivilegesAreRefused();
    void machinesHaveWholeCpusAndAnOverhead_data();
    void machinesHaveWholeCpusAndAnOverhead();
};

void TestResolve::commandsAreChosenAsDockerDoes_data()
{
    QTest::addColumn<QString>("entrypoint"); // of the caller; "-": none
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("imageEntrypoint");
    QTest::addColumn<QString>("imageCommand");
    QTest::addColumn<QString>("expected"); // empty: an error
    const auto row = [](const char *name, const char *e, const char *c, const char *ie, const char *ic, const char *x) {
        QTest::newRow(name) << QString::fromLatin1(e) << QString::fromLatin1(c) << QString::fromLatin1(ie)
                            << QString::fromLatin1(ic) << QString::fromLatin1(x);
    };
    row("image alone", "-", "", "/e", "c|d", "/e|c|d");
    row("image without entrypoint", "-", "", "", "c", "c");
    row("command replaces the image's", "-", "x|y", "/e", "c", "/e|x|y");
    row("entrypoint drops the image's command", "/n", "", "/e", "c", "/n");
    row("both given", "/n", "x", "/e", "c", "/n|x");
    row("entrypoint cleared", "", "x", "/e", "c", "x");
    row("nothing at all", "-", "", "", "", "");
    row("entrypoint cleared, nothing else", "", "", "/e", "c", "");
}

void TestResolve::commandsAreChosenAsDockerDoes()
{
    QFETCH(QString, entrypoint);
    QFETCH(QString, command);
    QFETCH(QString, imageEntrypoint);
    QFETCH(QString, imageCommand);
    QFETCH(QString, expected);
    const auto list = [](const QString &text) {
        std::vector<std::string> words;
        for (const QString &word : text.split(QLatin1Char('|'), Qt::SkipEmptyParts))
            words.push_back(word.toStdString());
        return words;
    };
    ContainerSpec spec;
    spec.image = "image";
    if (entrypoint != QLatin1String("-"))
        spec.entrypoint = entrypoint.isEmpty() ? std::vector<std::string>{""} : list(entrypoint);
    spec.command = list(command);

    const auto process = resolveProcess(spec, imageWith(list(imageEntrypoint), list(imageCommand)), someId());

    if (expected.isEmpty()) {
        QVERIFY(!process);
        QCOMPARE(process.error().reason, Reason::MissingCommand);
    } else {
        REQUIRE_OK(process);
        QCOMPARE(joined(process->command), expected);
    }
}

void TestResolve::theImageGivesWhatTheCallerLeavesOpen()
{
    oci::ImageConfig image = imageWith({}, {"sh"});
    image.workingDirectory = "/srv";
    image.user = "www";
    image.stopSignal = "SIGQUIT";
    ContainerSpec spec;

    const auto from = resolveProcess(spec, image, someId());
    REQUIRE_OK(from);
    QCOMPARE(from->workingDirectory, std::string("/srv"));
    QCOMPARE(from->user, std::string("www"));
    QCOMPARE(from->stopSignal, 3);
    QCOMPARE(from->hostname, someId().str());
    QVERIFY(from->stopGrace == std::chrono::seconds(10));

    spec.workingDirectory = "/tmp";
    spec.user = "1000:1000";
    spec.stopSignal = "INT";
    spec.hostname = "web";
    spec.stopGrace = std::chrono::seconds(1);
    const auto own = resolveProcess(spec, image, someId());
    REQUIRE_OK(own);
    QCOMPARE(own->workingDirectory, std::string("/tmp"));
    QCOMPARE(own->user, std::string("1000:1000"));
    QCOMPARE(own->stopSignal, 2);
    QCOMPARE(own->hostname, std::string("web"));
}

void TestResolve::theLastOfEqualVariablesCounts()
{
    oci::ImageConfig image = imageWith({}, {"sh"});
    image.environment = {"PATH=/bin", "A=image"};
    ContainerSpec spec;
    spec.environment = {"A=one", "B=x", "A=two=three"};
    spec.hostname = "web";

    const auto process = resolveProcess(spec, image, someId());

    REQUIRE_OK(process);
    QCOMPARE(joined(process->environment), QStringLiteral("PATH=/bin|A=two=three|B=x|HOSTNAME=web"));
    const auto plain = resolveProcess({}, imageWith({}, {"sh"}), someId());
    QVERIFY(plain->environment.front() == defaults().path);
}

void TestResolve::badSpecificationsAreRefused_data()
{
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("reason");
    const char *names[] = {"no cpu", "too many cpus", "no number", "little memory", "little disk", "NUL in command",
                           "relative folder", "unknown signal", "port 0", "no address", "port twice",
                           "ports without network", "variable without =", "variable without name"};
    const Reason reasons[] = {Reason::OutOfRange, Reason::OutOfRange, Reason::OutOfRange, Reason::OutOfRange,
                              Reason::OutOfRange, Reason::BadSyntax, Reason::BadPath, Reason::UnknownSignal,
                              Reason::OutOfRange, Reason::BadSyntax, Reason::ConflictingOptions,
                              Reason::ConflictingOptions, Reason::BadSyntax, Reason::BadSyntax};
    for (int i = 0; i < 14; ++i)
        QTest::newRow(names[i]) << i << static_cast<int>(reasons[i]);
}

void TestResolve::badSpecificationsAreRefused()
{
    QFETCH(int, which);
    QFETCH(int, reason);
    ContainerSpec spec;
    REQUIRE_OK(validateSpec(spec));
    const PortMapping port{"127.0.0.1", 8080, 80, Transport::Tcp};
    switch (which) {
    case 0: spec.cpus = 0; break;
    case 1: spec.cpus = 1000; break;
    case 2: spec.cpus = std::nan(""); break;
    case 3: spec.memory = ByteSize::ofMiB(1); break;
    case 4: spec.diskSize = ByteSize::ofMiB(1); break;
    case 5: spec.command = {std::string("a\0b", 3)}; break;
    case 6: spec.workingDirectory = "tmp"; break;
    case 7: spec.stopSignal = "NONE"; break;
    case 8: spec.ports = {{"127.0.0.1", 80, 0, Transport::Tcp}}; break;
    case 9: spec.ports = {{"localhost", 80, 80, Transport::Tcp}}; break;
    case 10: spec.ports = {port, {"127.0.0.1", 8080, 81, Transport::Tcp}}; break;
    case 11:
        spec.network = false;
        spec.ports = {port};
        break;
    case 12: spec.environment = {"A"}; break;
    case 13: spec.environment = {"=x"}; break;
    default: QFAIL("no such row");
    }

    const Status status = validateSpec(spec);

    QVERIFY(!status);
    QCOMPARE(static_cast<int>(status.error().reason), reason);
    QCOMPARE(status.error().code, ErrorCode::InvalidArgument);
}

using Change = void (*)(ContainerSpec &);
Q_DECLARE_METATYPE(Change)

void TestResolve::badMountsAndPrivilegesAreRefused_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("expected"); // -1: fine
    const auto row = [](const char *name, Change change, std::optional<Reason> reason = {}) {
        QTest::newRow(name) << change << (reason ? static_cast<int>(*reason) : -1);
    };
    row("a folder", [](ContainerSpec &s) { s.mounts = {{.source = "/srv", .destination = "/data"}}; });
    row("a volume", [](ContainerSpec &s) { s.mounts = {{.kind = MountKind::Volume, .source = "pg", .destination = "/data"}}; });
    row("a tmpfs", [](ContainerSpec &s) { s.mounts = {{.kind = MountKind::Tmpfs, .destination = "/data/", .options = {"mode=700"}}}; });
    row("relative place", [](ContainerSpec &s) { s.mounts = {{.source = "/srv", .destination = "data"}}; }, Reason::BadPath);
    row("upwards", [](ContainerSpec &s) { s.mounts = {{.source = "/srv", .destination = "/a/../.."}}; }, Reason::BadPath);
    row("the root", [](ContainerSpec &s) { s.mounts = {{.source = "/srv", .destination = "//"}}; }, Reason::BadPath);
    row("NUL in the place", [](ContainerSpec &s) { s.mounts = {{.source = "/srv", .destination = std::string("/a\0b", 4)}}; }, Reason::BadPath);
    row("relative source", [](ContainerSpec &s) { s.mounts = {{.source = "srv", .destination = "/data"}}; }, Reason::BadPath);
    row("NUL in the source", [](ContainerSpec &s) { s.mounts = {{.source = std::string("/a\0b", 4), .destination = "/d"}}; }, Reason::BadPath);
    row("one place twice", [](ContainerSpec &s) { s.mounts = {{.source = "/srv", .destination = "/d"}, {.source = "/opt", .destination = "/d/."}}; }, Reason::ConflictingOptions);
    row("a path for a volume", [](ContainerSpec &s) { s.mounts = {{.kind = MountKind::Volume, .source = "../pg", .destination = "/d"}}; }, Reason::BadName);
    row("tmpfs with a source", [](ContainerSpec &s) { s.mounts = {{.kind = MountKind::Tmpfs, .source = "/srv", .destination = "/d"}}; }, Reason::ConflictingOptions);
    row("comma in an option", [](ContainerSpec &s) { s.mounts = {{.kind = MountKind::Tmpfs, .destination = "/d", .options = {"a,b"}}}; }, Reason::BadSyntax);
    row("kernel setting", [](ContainerSpec &s) { s.sysctls = {{"net.ipv4.conf.eth0/1.forwarding", "1"}}; });
    row("kernel setting upwards", [](ContainerSpec &s) { s.sysctls = {{"net..x", "1"}}; }, Reason::BadName);
    row("no kernel setting", [](ContainerSpec &s) { s.sysctls = {{"somaxconn", "1"}}; }, Reason::BadName);
    row("two lines", [](ContainerSpec &s) { s.sysctls = {{"net.x", "1\n2"}}; }, Reason::BadSyntax);
    row("limit", [](ContainerSpec &s) { s.ulimits = {{"nofile", 1, 2}}; });
    row("unknown limit", [](ContainerSpec &s) { s.ulimits = {{"files", 1, 2}}; }, Reason::BadName);
    row("soft above hard", [](ContainerSpec &s) { s.ulimits = {{"nofile", 3, 2}}; }, Reason::OutOfRange);
    row("all capabilities", [](ContainerSpec &s) { s.capAdd = {"all"}; s.capDrop = {"NET_RAW"}; });
    row("unknown capability", [](ContainerSpec &s) { s.capAdd = {"FLY"}; }, Reason::BadName);
    row("empty group", [](ContainerSpec &s) { s.groupAdd = {""}; }, Reason::BadName);
    row("two groups in one", [](ContainerSpec &s) { s.groupAdd = {"a:b"}; }, Reason::BadName);
    row("profile", [](ContainerSpec &s) { s.seccomp = R"({"defaultAction":"SCMP_ACT_ALLOW"})"; });
    row("no profile", [](ContainerSpec &s) { s.seccomp = "{}"; }, Reason::BadSyntax);
    row("deep profile", [](ContainerSpec &s) { s.seccomp = std::string(100'000, '['); }, Reason::BadSyntax);
    row("little shared memory", [](ContainerSpec &s) { s.shmSize = ByteSize::ofBytes(1); }, Reason::OutOfRange);
    row("name of a name server", [](ContainerSpec &s) { s.dns = {"dns.example"}; }, Reason::BadSyntax);
    row("line feed in a domain", [](ContainerSpec &s) { s.dnsSearch = {"a\nnameserver 1.1.1.1"}; }, Reason::BadSyntax);
    row("line feed in a host", [](ContainerSpec &s) { s.extraHosts = {{"a\nb", "1.1.1.1"}}; }, Reason::BadName);
    row("name for an address", [](ContainerSpec &s) { s.extraHosts = {{"a", "b"}}; }, Reason::BadSyntax);
    row("host name with a dash first", [](ContainerSpec &s) { s.hostname = "-web"; }, Reason::BadName);
    row("host name with a space", [](ContainerSpec &s) { s.hostname = "we b"; }, Reason::BadName);
    row("xfs", [](ContainerSpec &s) { s.disk.filesystem = "xfs"; });
    row("ntfs", [](ContainerSpec &s) { s.disk.filesystem = "ntfs"; }, Reason::BadSyntax);
    row("journal of xfs", [](ContainerSpec &s) { s.disk = {"xfs", "data"}; }, Reason::ConflictingOptions);
    row("image and root file system", [](ContainerSpec &s) { s.rootfs = "/disk.img"; }, Reason::ConflictingOptions);
    row("relative root file system", [](ContainerSpec &s) { s.image.clear(); s.rootfs = "disk.img"; }, Reason::BadPath);
}

void TestResolve::badMountsAndPrivilegesAreRefused()
{
    QFETCH(Change, change);
    QFETCH(int, expected);
    ContainerSpec spec;
    spec.image = "starter";
    change(spec);

    const Status checked = validateSpec(spec);

    QCOMPARE(checked ? -1 : static_cast<int>(checked.error().reason), expected);
}

void TestResolve::machinesHaveWholeCpusAndAnOverhead_data()
{
    QTest::addColumn<double>("cpus");
    QTest::addColumn<unsigned>("vcpus");
    QTest::newRow("half") << 0.5 << 1U;
    QTest::newRow("one") << 1.0 << 1U;
    QTest::newRow("one and a bit") << 1.01 << 2U;
    QTest::newRow("four") << 4.0 << 4U;
}

void TestResolve::machinesHaveWholeCpusAndAnOverhead()
{
    QFETCH(double, cpus);
    QFETCH(unsigned, vcpus);
    QCOMPARE(machineVcpus(cpus), vcpus);
    QCOMPARE(machineMemory(ByteSize::ofGiB(1)).bytes, (ByteSize::ofGiB(1).bytes + defaults().machineOverhead.bytes));
    QCOMPARE(machineMemory(ByteSize::ofBytes(250'000'000)).bytes % ByteSize::ofMiB(1).bytes, std::uint64_t{0});
}

QTEST_GUILESS_MAIN(TestResolve)
#include "test_resolve.moc"

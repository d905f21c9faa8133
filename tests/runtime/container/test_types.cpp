// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/container_builder.h"
#include "runtime/container/container_core.h"
#include "runtime/container/guest_path.h"

#include <QTest>

#include <nlohmann/json.hpp>

using namespace firkin;
using namespace firkin::container;

// What a builder's state forbids does not compile.
template <class B>
concept CanSpawn = requires(B b) { std::move(b).spawn(std::stop_token{}); };
template <class B>
concept CanSetStdout = requires(B b) { std::move(b).standardOutput(Stdio::Piped); };
template <class B>
concept CanSetStderr = requires(B b) { std::move(b).standardError(Stdio::Piped); };
template <class B>
concept CanSetStdin = requires(B b) { std::move(b).standardInput(Stdio::Piped); };
template <class B>
concept CanHavePty = requires(B b) { std::move(b).pty(TerminalSize{}); };
template <class B, class R>
concept CanTakeRootfs = requires(B b, R r) { std::move(b).rootfs(r); };
template <class B>
concept CanSizeMachine = requires(B b) { std::move(b).cpus(2U); };
template <class B>
concept CanTellSpec = requires(B b) { b.runtimeSpec(); };
template <class C>
concept HasStdout = requires(C c) { c.takeStdout(); };
template <class C>
concept HasStderr = requires(C c) { c.takeStderr(); };
template <class C>
concept HasPty = requires(C c) { c.pty(); };
template <class B>
concept CanBuild = requires(B b) { std::move(b).build(); };

static_assert(!CanSpawn<ContainerBuilder<ImplicitMachine, Init>>);
static_assert(!CanTellSpec<ContainerBuilder<ImplicitMachine, Init>>);
static_assert(!CanHavePty<ContainerBuilder<ImplicitMachine, Init>>);
static_assert(CanSpawn<ContainerBuilder<ImplicitMachine, Ready>>);
static_assert(CanSpawn<ContainerBuilder<OnMachine, ReadyPty>>);
static_assert(!CanSpawn<ContainerBuilder<OnMachine, Init>>);
static_assert(CanSetStdout<ContainerBuilder<ImplicitMachine, Init>> && CanSetStdout<ContainerBuilder<ImplicitMachine, Ready>>);
static_assert(!CanSetStdout<ContainerBuilder<ImplicitMachine, ReadyPty>>);
static_assert(!CanSetStderr<ContainerBuilder<ImplicitMachine, ReadyPty>>);
static_assert(!CanSetStdin<ContainerBuilder<ImplicitMachine, ReadyPty>>);
static_assert(!CanHavePty<ContainerBuilder<ImplicitMachine, ReadyPty>>);
static_assert(CanTakeRootfs<ContainerBuilder<ImplicitMachine, Init>, Rootfs>);
static_assert(!CanTakeRootfs<ContainerBuilder<ImplicitMachine, Init>, GuestRootfs>);
static_assert(!CanTakeRootfs<ContainerBuilder<OnMachine, Init>, Rootfs>);
static_assert(!CanTakeRootfs<ContainerBuilder<ImplicitMachine, Ready>, Rootfs>);
static_assert(CanSizeMachine<ContainerBuilder<ImplicitMachine, Ready>>);
static_assert(!CanSizeMachine<ContainerBuilder<OnMachine, Ready>>);
static_assert(HasStdout<Container<Streams>> && HasStderr<Container<Streams>> && !HasPty<Container<Streams>>);
static_assert(!HasStdout<Container<Pty>> && !HasStderr<Container<Pty>> && HasPty<Container<Pty>>);
static_assert(HasStdout<Process<Streams>> && !HasPty<Process<Streams>>);
static_assert(!HasStdout<Process<Pty>> && HasPty<Process<Pty>>);
static_assert(!CanBuild<ExecBuilder<MissingCommand>> && CanBuild<ExecBuilder<Streams>> && CanBuild<ExecBuilder<Pty>>);
static_assert(CanSetStdout<ExecBuilder<Streams>> && !CanSetStdout<ExecBuilder<Pty>> && !CanSetStdout<ExecBuilder<MissingCommand>>);
static_assert(std::same_as<decltype(std::declval<ContainerBuilder<ImplicitMachine, ReadyPty>>().spawn({})), Result<Container<Pty>>>);

namespace {

ContainerConfig simple(std::vector<std::string> arguments = {"sh"})
{
    ContainerConfig config;
    config.id = *ContainerId::parse("web");
    config.process.arguments = std::move(arguments);
    config.process.environment = {defaultPathVariable()};
    return config;
}

nlohmann::json jsonOf(const ContainerConfig &config, std::optional<InitialTerminal> terminal = {})
{
    const auto spec = makeSpec(config, "/run/container/web/rootfs", terminal);
    return spec ? nlohmann::json::parse(oci::toJson(*spec).value()) : nlohmann::json();
}

} // namespace

class TestTypes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signalsAreReadAsDockerReadsThem_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("number"); // 0: refused
        QTest::newRow("name") << QByteArray("TERM") << 15;
        QTest::newRow("prefix") << QByteArray("SIGKILL") << 9;
        QTest::newRow("lower case") << QByteArray("sighup") << 1;
        QTest::newRow("number") << QByteArray("10") << 10;
        QTest::newRow("real time") << QByteArray("RTMIN+3") << 37;
        QTest::newRow("real time from the end") << QByteArray("SIGRTMAX-1") << 63;
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("zero") << QByteArray("0") << 0;
        QTest::newRow("negative") << QByteArray("-9") << 0;
        QTest::newRow("too large") << QByteArray("65") << 0;
        QTest::newRow("overflow") << QByteArray("99999999999999999999") << 0;
        QTest::newRow("real time beyond") << QByteArray("RTMIN+31") << 0;
        QTest::newRow("number with tail") << QByteArray("9x") << 0;
        QTest::newRow("unknown") << QByteArray("SIGSIG") << 0;
    }
    void signalsAreReadAsDockerReadsThem()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, number);

        const auto signal = parseSignal(text.toStdString());

        QCOMPARE(signal ? signal->number : 0, number);
        if (!signal)
            QCOMPARE(signal.error().reason, Reason::UnknownSignal);
    }

    void aSignalsNameIsReadBack()
    {
        for (int number = 1; number <= 64; ++number)
            QCOMPARE(parseSignal(toString(Signal{number}))->number, number);
    }

    void limitsAreReadAsDockerReadsThem_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("both") << QByteArray("nofile=1024:2048") << QByteArray("RLIMIT_NOFILE 1024 2048");
        QTest::newRow("one") << QByteArray("nproc=7") << QByteArray("RLIMIT_NPROC 7 7");
        QTest::newRow("unlimited") << QByteArray("core=unlimited") << QByteArray("RLIMIT_CORE 18446744073709551615 18446744073709551615");
        QTest::newRow("full name") << QByteArray("RLIMIT_STACK=0") << QByteArray("RLIMIT_STACK 0 0");
        QTest::newRow("soft above hard") << QByteArray("nofile=3:2") << QByteArray();
        QTest::newRow("no kind") << QByteArray("=3") << QByteArray();
        QTest::newRow("unknown kind") << QByteArray("files=3") << QByteArray();
        QTest::newRow("no value") << QByteArray("nofile=") << QByteArray();
        QTest::newRow("half") << QByteArray("nofile=3:") << QByteArray();
        QTest::newRow("negative") << QByteArray("nofile=-2") << QByteArray();
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void limitsAreReadAsDockerReadsThem()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);

        const auto limit = parseRlimit(text.toStdString());

        QCOMPARE(limit ? limit->kind + " " + std::to_string(limit->soft) + " " + std::to_string(limit->hard) : std::string(), expected.toStdString());
    }

    void capabilitiesAreReadInEverySpelling()
    {
        QCOMPARE(*parseCapability("net_admin"), "CAP_NET_ADMIN");
        QCOMPARE(*parseCapability("CAP_SYS_ADMIN"), "CAP_SYS_ADMIN");
        QVERIFY(!parseCapability("CAP_"));
        QVERIFY(!parseCapability(""));
        QVERIFY(!parseCapability("CAP_CAP_CHOWN"));
        QCOMPARE(Capabilities::ociDefault().bounding.size(), std::size_t{14});
        QCOMPARE(Capabilities::all().effective.size(), std::size_t{41});
        QVERIFY(Capabilities::ociDefault().ambient.empty());
    }

    void usersAreNumericOnlyWhenBothPartsAre_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("root by default") << QByteArray() << QByteArray("0:0");
        QTest::newRow("pair") << QByteArray("1000:100") << QByteArray("1000:100");
        QTest::newRow("uid alone is the agent's to complete") << QByteArray("1000") << QByteArray("named 1000");
        QTest::newRow("name") << QByteArray("www-data") << QByteArray("named www-data");
        QTest::newRow("name and group") << QByteArray("www:0") << QByteArray("named www:0");
        QTest::newRow("no gid") << QByteArray("1:") << QByteArray("named 1:");
        QTest::newRow("beyond 32 bits") << QByteArray("4294967296:1") << QByteArray("named 4294967296:1");
    }
    void usersAreNumericOnlyWhenBothPartsAre()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, expected);

        const User user = User::parse(text.toStdString());

        const auto *numeric = std::get_if<User::Numeric>(&user.who());
        QCOMPARE(numeric ? std::to_string(numeric->uid) + ":" + std::to_string(numeric->gid) : "named " + std::get<User::Named>(user.who()).text,
                 expected.toStdString());
    }

    void guestPathsLeadNowhereElse_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << QByteArray("/srv/root") << true;
        QTest::newRow("dots in a name") << QByteArray("/srv/..root") << true;
        QTest::newRow("root") << QByteArray("/") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("relative") << QByteArray("srv") << false;
        QTest::newRow("up") << QByteArray("/srv/../etc") << false;
        QTest::newRow("up at the end") << QByteArray("/srv/..") << false;
        QTest::newRow("empty part") << QByteArray("/srv//x") << false;
        QTest::newRow("trailing slash") << QByteArray("/srv/") << false;
        QTest::newRow("NUL") << QByteArray("/srv\0x", 6) << false;
    }
    void guestPathsLeadNowhereElse()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, good);
        QCOMPARE(GuestPath::parse(text.toStdString()).has_value(), good);
    }

    void theDefaultSpecificationIsTheLibrarys()
    {
        const auto json = jsonOf(simple());

        QCOMPARE(json["ociVersion"], "1.1.0");
        QCOMPARE(json["hostname"], "web");
        QCOMPARE(json["root"]["path"], "/run/container/web/rootfs");
        QCOMPARE(json["root"]["readonly"], false);
        QCOMPARE(json["process"]["cwd"], "/");
        QCOMPARE(json["process"]["terminal"], false);
        QCOMPARE(json["process"]["user"]["uid"], 0);
        QCOMPARE(json["process"]["noNewPrivileges"], false);
        QCOMPARE(json["process"]["capabilities"]["bounding"].size(), std::size_t{14});
        QCOMPARE(json["process"]["capabilities"]["inheritable"].size(), std::size_t{0});
        QCOMPARE(json["linux"]["cgroupsPath"], "/container/web");
        QVERIFY(!json["linux"].contains("maskedPaths"));
        QVERIFY(!json["linux"].contains("seccomp"));
        QVERIFY(!json["linux"].contains("sysctl"));
        std::vector<std::string> destinations;
        for (const auto &mount : json["mounts"])
            destinations.push_back(mount["destination"]);
        QVERIFY(destinations == (std::vector<std::string>{"/proc", "/sys", "/dev", "/dev/mqueue", "/dev/shm", "/dev/pts", "/sys/fs/cgroup"}));
        for (const auto &one : json["linux"]["namespaces"]) {
            QVERIFY(one.contains("path")); // other agents insist on the key
            QVERIFY(one["type"] != "network");
        }
    }

    void limitsBecomeResources()
    {
        ContainerConfig config = simple();
        config.memory = ByteSize::ofMiB(256);
        config.cpus = 1.5;
        config.pids = 100;

        const auto resources = jsonOf(config)["linux"]["resources"];

        QCOMPARE(resources["memory"]["limit"], 268435456);
        QCOMPARE(resources["cpu"]["quota"], 150000);
        QCOMPARE(resources["cpu"]["period"], 100000);
        QCOMPARE(resources["cpu"]["cpus"], "");
        QCOMPARE(resources["pids"]["limit"], 100);
    }

    void aTerminalTellsItsSizeAtOnce()
    {
        const auto process = jsonOf(simple(), InitialTerminal{132, 43})["process"];
        QCOMPARE(process["terminal"], true);
        QCOMPARE(process["consoleSize"]["width"], 132);
        QCOMPARE(process["consoleSize"]["height"], 43);
    }

    void theInitIsBoundAndPutBeforeTheCommand()
    {
        ContainerConfig config = simple({"a", "b"});
        config.useInit = true;
        const auto json = jsonOf(config);
        QVERIFY(json["process"]["args"] == nlohmann::json({"/.cz-init", "--", "a", "b"}));
        QVERIFY(json.dump().contains(R"("destination":"/.cz-init")"));
    }

    void ofEqualVariablesTheLastCounts()
    {
        ContainerConfig config = simple();
        config.process.environment = {"A=1", "B=2", "A=3", "C=x=y"};
        QVERIFY(jsonOf(config)["process"]["env"] == nlohmann::json({"A=3", "B=2", "C=x=y"}));
    }

    void mountsAreSortedByDepthAndNormalised()
    {
        ContainerConfig config = simple();
        config.defaultMounts.clear();
        config.mounts = {oci::Mount::bind("/s", "/a/b/c"), oci::Mount::bind("/s", "//y/"), oci::Mount::bind("/s", "/a")};
        std::vector<std::string> destinations;
        const auto json = jsonOf(config);
        for (const auto &mount : json["mounts"])
            destinations.push_back(mount["destination"]);
        QCOMPARE(QByteArray::fromStdString(nlohmann::json(destinations).dump()), QByteArray(R"(["/y","/a","/a/b/c"])"));
    }

    void whatCannotBeSpecifiedIsRefused_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<Reason>("reason");
        QTest::newRow("no command") << 0 << Reason::MissingCommand;
        QTest::newRow("empty command") << 1 << Reason::MissingCommand;
        QTest::newRow("NUL in an argument") << 2 << Reason::BadSyntax;
        QTest::newRow("argument that is no UTF-8") << 3 << Reason::BadSyntax;
        QTest::newRow("variable without a key") << 4 << Reason::BadSyntax;
        QTest::newRow("variable without a value") << 5 << Reason::BadSyntax;
        QTest::newRow("relative folder") << 6 << Reason::BadPath;
        QTest::newRow("relative mount") << 7 << Reason::BadPath;
        QTest::newRow("hostname with a slash") << 8 << Reason::BadName;
        QTest::newRow("mount upwards") << 11 << Reason::BadPath;
        QTest::newRow("mount upwards from the root") << 12 << Reason::BadPath;
        QTest::newRow("socket upwards") << 13 << Reason::BadPath;
        QTest::newRow("relative socket") << 14 << Reason::BadPath;
        QTest::newRow("socket of the host with a NUL") << 15 << Reason::BadPath;
        QTest::newRow("no cpu") << 9 << Reason::OutOfRange;
        QTest::newRow("cpu that is no number") << 10 << Reason::OutOfRange;
    }
    void whatCannotBeSpecifiedIsRefused()
    {
        QFETCH(const int, change);
        QFETCH(const Reason, reason);
        ContainerConfig config = simple();
        switch (change) {
        case 0: config.process.arguments.clear(); break;
        case 1: config.process.arguments = {""}; break;
        case 2: config.process.arguments = {"sh", std::string("a\0b", 3)}; break;
        case 3: config.process.arguments = {"sh", "\xff"}; break;
        case 4: config.process.environment = {"=x"}; break;
        case 5: config.process.environment = {"X"}; break;
        case 6: config.process.workingDirectory = "srv"; break;
        case 7: config.mounts = {oci::Mount::bind("/a", "b")}; break;
        case 8: config.hostname = "a/b"; break;
        case 9: config.cpus = 0; break;
        case 10: config.cpus = std::numeric_limits<double>::quiet_NaN(); break;
        case 11: config.mounts = {oci::Mount::bind("/s", "//x/../y/")}; break;
        case 12: config.mounts = {oci::Mount::bind("/s", "/../../z")}; break;
        case 13: config.sockets = {{SocketDirection::OutOf, "/run/s", "/a/..", {}}}; break;
        case 14: config.sockets = {{SocketDirection::Into, "/run/s", "a", {}}}; break;
        case 15: config.sockets = {{SocketDirection::Into, std::string("/run\0/s", 7), "/a", {}}}; break;
        default: QFAIL("unknown row");
        }

        const auto spec = makeSpec(config, "/r", std::nullopt);

        QVERIFY(!spec);
        QCOMPARE(spec.error().reason, reason);
        QCOMPARE(spec.error().code, ErrorCode::InvalidArgument);
    }

    void aSeccompProfileIsTakenAsItIs()
    {
        ContainerConfig config = simple();
        config.process.seccompJson = R"({"defaultAction":"SCMP_ACT_ALLOW"})";
        QCOMPARE(jsonOf(config)["linux"]["seccomp"]["defaultAction"], "SCMP_ACT_ALLOW");
        config.process.seccompJson = "{";
        QVERIFY(!oci::toJson(*makeSpec(config, "/r", std::nullopt)));
        config.process.seccompJson = "[]";
        QVERIFY(!oci::toJson(*makeSpec(config, "/r", std::nullopt)));
    }

    void anExecutedProcessInheritsWhatItIsToldTo()
    {
        ProcessConfig first;
        first.environment = {"A=1", "B=2"};
        first.workingDirectory = "/srv";
        first.user = User::numeric(5, 6);
        first.noNewPrivileges = true;
        ProcessConfig process;
        process.environment = {"B=3"};

        const ProcessConfig all = inherited(first, process, ExecInherit::everything());
        const ProcessConfig nothing = inherited(first, process, ExecInherit::nothing());

        QVERIFY(all.environment == (std::vector<std::string>{"A=1", "B=2", "B=3"}));
        QCOMPARE(all.workingDirectory, "/srv");
        QVERIFY(all.user == first.user);
        QVERIFY(all.noNewPrivileges);
        QVERIFY(nothing.environment == process.environment);
        QCOMPARE(nothing.workingDirectory, "/");
        QVERIFY(nothing.user == User());
    }

    void theExecBuilderKeepsWhatWasSaid()
    {
        auto config = execBuilder().command({"sh"}).user(User::numeric(1, 1)).inherit().pty({100, 30}).build();
        QVERIFY(config.inherit.environment && config.inherit.workingDirectory && !config.inherit.user);
        QCOMPARE(config.size.columns, 100);
    }

    void pathsAreSplitWhereTheyCeaseToBeText_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("text") << QByteArray("/srv/\xc3\xa4") << QByteArray("/srv/\xc3\xa4") << QByteArray();
        QTest::newRow("last part") << QByteArray("/srv/a\xff") << QByteArray("/srv") << QByteArray("a\xff");
        QTest::newRow("middle") << QByteArray("/srv/\xff/b") << QByteArray("/srv") << QByteArray("\xff/b");
        QTest::newRow("first") << QByteArray("/\xff/b") << QByteArray("/") << QByteArray("\xff/b");
        QTest::newRow("surrogate") << QByteArray("/a/\xed\xa0\x80") << QByteArray("/a") << QByteArray("\xed\xa0\x80");
    }
    void pathsAreSplitWhereTheyCeaseToBeText()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, rest);
        const SplitPath split = splitAtText(path.toStdString());
        QCOMPARE(split.text, text.toStdString());
        QCOMPARE(split.rest, rest.toStdString());
    }
};

QTEST_GUILESS_MAIN(TestTypes)
#include "test_types.moc"

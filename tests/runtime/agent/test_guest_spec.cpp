// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/binfmt.h"
#include "runtime/agent/guest/cgroup_parse.h"
#include "runtime/agent/guest/crun.h"
#include "runtime/agent/guest/guest_files.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/modules.h"
#include "runtime/agent/guest/mounter.h"
#include "runtime/agent/guest/netlink.h"
#include "runtime/agent/guest/process_list.h"
#include "runtime/agent/guest/spec_normaliser.h"
#include "runtime/agent/guest/user_lookup.h"
#include "tests/contract/require_ok.h"

#include <QTest>

#include <nlohmann/json.hpp>
#include <sys/mount.h>
#include <sys/socket.h>

using namespace firkin;
using namespace firkin::guest;
using firkin::test::problemOf;
using nlohmann::json;

namespace {

/// As Apple's host writes it: every key there, empty or not.
constexpr const char *appleSpec = R"({
  "ociVersion": "", "hostname": "web", "domainname": "", "annotations": {}, "hooks": {"prestart": [{"path": "/bin/evil"}]},
  "root": {"path": "/run/container/web/rootfs", "readonly": true},
  "process": {
    "args": ["/bin/sh"], "cwd": "", "env": ["A=1"], "terminal": true, "noNewPrivileges": false,
    "user": {"uid": 0, "gid": 0, "umask": null, "additionalGids": [], "username": "bin"},
    "capabilities": {"bounding": ["CAP_CHOWN", "kill", "CAP_NONSENSE", "CAP_KILL"], "effective": [], "permitted": [], "inheritable": [], "ambient": []},
    "rlimits": [], "apparmorProfile": "", "selinuxLabel": "", "commandLine": "", "consoleSize": {"width": 0, "height": 0}},
  "mounts": [
    {"destination": "/proc", "type": "proc", "source": "proc", "options": []},
    {"destination": "/dev", "type": "devtmpfs", "source": "none", "options": ["nosuid", "mode=755"]},
    {"destination": "/sys/fs/cgroup", "type": "cgroup2", "source": "none", "options": ["nosuid"]},
    {"destination": "data", "type": "", "source": "/run/virtiofs/x", "options": ["bind"]}],
  "linux": {
    "cgroupsPath": "", "mountLabel": "", "rootfsPropagation": "", "devices": [], "uidMappings": [], "gidMappings": [], "seccomp": null,
    "maskedPaths": [], "readonlyPaths": ["/proc/bus"],
    "sysctl": {"net.core.somaxconn": "4096", "kernel.shmmax": "100", "vm.overcommit_memory": "1", "fs.mqueue.msg_max": "20"},
    "namespaces": [{"type": "cgroup", "path": ""}, {"type": "ipc", "path": ""}, {"type": "mount", "path": ""},
                   {"type": "pid", "path": "/proc/7/ns/pid"}, {"type": "uts", "path": ""}, {"type": "network", "path": ""}, {"type": "uts", "path": ""}],
    "resources": {"devices": [], "hugepageLimits": [], "network": {}, "pids": {"limit": 0},
                  "memory": {"limit": 268435456}, "cpu": {"cpus": "", "mems": "", "quota": 200000, "period": 100000, "shares": 0}}}
})";

ResolvedUser binUser()
{
    ResolvedUser user;
    user.uid = 1;
    user.gid = 1;
    user.additionalGids = {50, 1};
    user.home = "/bin";
    return user;
}

json normalised(const char *text)
{
    return json::parse(normaliseContainer(*parseSpec(text), "web", binUser()).config);
}

} // namespace

class TestGuestSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void processesAreReadWhateverTheirNames_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("fine");
        QTest::addColumn<QByteArray>("name");
        const QByteArray rest = " S 1 7 7 0 -1 4194560 100 0 0 0 12 34 0 0 20 0 1 0 5678 1000000 321 18446744073709551615 1 1";
        QTest::newRow("plain") << QByteArray("7 (sleep)" + rest) << true << QByteArray("sleep");
        QTest::newRow("spaces and brackets") << QByteArray("7 (a) (b c))" + rest) << true << QByteArray("a) (b c)");
        QTest::newRow("newline") << QByteArray("7 (a\nb)" + rest) << true << QByteArray("a\nb");
        QTest::newRow("empty") << QByteArray() << false << QByteArray();
        QTest::newRow("no brackets") << QByteArray("7 sleep S 1") << false << QByteArray();
        QTest::newRow("short") << QByteArray("7 (sleep) S 1 2 3") << false << QByteArray();
        QTest::newRow("turned around") << QByteArray("7 )sleep( S" + rest) << false << QByteArray();
    }
    void processesAreReadWhateverTheirNames()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, fine);
        QFETCH(QByteArray, name);
        const auto stat = parseProcessStat(text.toStdString());
        QCOMPARE(stat.has_value(), fine);
        if (!stat)
            return;
        QCOMPARE(QByteArray::fromStdString(stat->name), name);
        QCOMPARE(stat->state, 'S');
        QCOMPARE(stat->parent, 1);
        QCOMPARE(stat->userTicks, std::uint64_t{12});
        QCOMPARE(stat->systemTicks, std::uint64_t{34});
        QCOMPARE(stat->startTicks, std::uint64_t{5678});
        QCOMPARE(stat->residentPages, std::uint64_t{321});
    }
    void theInnermostPidCounts()
    {
        const auto ids = parseProcessStatus("Name:\tx\nUid:\t0\t33\t0\t0\nNSpid:\t812\t7\n");
        QVERIFY(ids.has_value());
        QCOMPARE(ids->uid, 33U);
        QCOMPARE(ids->innermostPid, 7);
        QVERIFY(!parseProcessStatus("").has_value());
        QVERIFY(!parseProcessStatus("Uid:\t0\n").has_value());
    }
    void argumentsBecomeOneLine()
    {
        QCOMPARE(commandLine(std::string_view("a\0b c\0\0", 7)), std::string("a b c"));
        QCOMPARE(commandLine(""), std::string());
        QCOMPARE(commandLine(std::string(10'000, 'x')).size(), std::size_t{4096});
    }
    void foreignSpecificationBecomesOneForCrun()
    {
        const json spec = normalised(appleSpec);

        QCOMPARE(spec["ociVersion"], "1.0.2");
        QVERIFY(!spec.contains("hooks") && !spec.contains("domainname") && !spec.contains("annotations"));
        const json &process = spec["process"];
        QCOMPARE(process["user"], (json{{"uid", 1}, {"gid", 1}, {"umask", nullptr}, {"additionalGids", {50, 1}}}));
        QCOMPARE(process["cwd"], "/");
        QCOMPARE(process["env"], (json{"A=1", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/bin", "TERM=xterm"}));
        QCOMPARE(process["capabilities"]["bounding"], (json{"CAP_CHOWN", "CAP_KILL"}));
        QCOMPARE(process["rlimits"][0]["type"], "RLIMIT_NOFILE");
        QCOMPARE(process["oomScoreAdj"], 0);
        QVERIFY(!process.contains("consoleSize") && !process.contains("apparmorProfile"));

        const json &mounts = spec["mounts"];
        QVERIFY(!mounts[0].contains("options"));
        QCOMPARE(mounts[1]["type"], "tmpfs");
        QCOMPARE(mounts[2]["type"], "cgroup");
        QCOMPARE(mounts[3]["destination"], "/data");
        QCOMPARE(mounts[3]["type"], "none");

        const json &linuxPart = spec["linux"];
        QCOMPARE(linuxPart["cgroupsPath"], "/container/web");
        QCOMPARE(linuxPart["namespaces"], (json{{{"type", "cgroup"}}, {{"type", "ipc"}}, {{"type", "mount"}}, {{"type", "pid"}, {"path", "/proc/7/ns/pid"}}, {{"type", "uts"}}}));
        QCOMPARE(linuxPart["resources"], (json{{"memory", {{"limit", 268435456}}}, {"cpu", {{"quota", 200000}, {"period", 100000}}}}));
        QCOMPARE(linuxPart["sysctl"], (json{{"kernel.shmmax", "100"}, {"fs.mqueue.msg_max", "20"}}));
        QVERIFY(!linuxPart.contains("seccomp") && !linuxPart.contains("devices") && !linuxPart.contains("maskedPaths"));
        QCOMPARE(linuxPart["readonlyPaths"], json{"/proc/bus"});
    }

    void settingsWithoutANamespaceAreTheMachines()
    {
        const auto out = normaliseContainer(*parseSpec(appleSpec), "web", binUser());
        QCOMPARE(out.machineSysctls, (std::map<std::string, std::string>{{"net.core.somaxconn", "4096"}, {"vm.overcommit_memory", "1"}}));
    }

    void givenValuesStay()
    {
        const json spec = normalised(R"({"ociVersion":"1.1.0","root":{"path":"/r"},
            "process":{"args":["x"],"cwd":"/w","env":["PATH=/p","HOME=/h","TERM=t"],"terminal":true,"oomScoreAdj":500,
                       "consoleSize":{"width":100,"height":30},"rlimits":[{"type":"nofile","soft":1,"hard":2}]}})");
        QCOMPARE(spec["ociVersion"], "1.1.0");
        QCOMPARE(spec["process"]["env"], (json{"PATH=/p", "HOME=/h", "TERM=t"}));
        QCOMPARE(spec["process"]["oomScoreAdj"], 500);
        QCOMPARE(spec["process"]["consoleSize"], (json{{"width", 100}, {"height", 30}}));
        QCOMPARE(spec["process"]["rlimits"], (json{{{"type", "RLIMIT_NOFILE"}, {"soft", 1}, {"hard", 2}}}));
        QCOMPARE(spec["linux"]["namespaces"], (json{{{"type", "mount"}}}));
    }

    void specificationsThatCannotRunAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("hello");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("cut") << QByteArray(appleSpec).left(200);
        QTest::newRow("no process") << QByteArray(R"({"root":{"path":"/r"}})");
        QTest::newRow("process is a number") << QByteArray(R"({"root":{"path":"/r"},"process":5})");
        QTest::newRow("no root") << QByteArray(R"({"process":{"args":["x"]}})");
        QTest::newRow("relative root") << QByteArray(R"({"root":{"path":"r"},"process":{"args":["x"]}})");
        QTest::newRow("no arguments") << QByteArray(R"({"root":{"path":"/r"},"process":{"args":[]}})");
        QTest::newRow("empty command") << QByteArray(R"({"root":{"path":"/r"},"process":{"args":[""]}})");
        QTest::newRow("argument is a number") << QByteArray(R"({"root":{"path":"/r"},"process":{"args":["a",1]}})");
        QTest::newRow("relative folder") << QByteArray(R"({"root":{"path":"/r"},"process":{"args":["a"],"cwd":"x"}})");
        QTest::newRow("cgroup leads up") << QByteArray(R"({"root":{"path":"/r"},"process":{"args":["a"]},"linux":{"cgroupsPath":"/a/../../b"}})");
        QTest::newRow("deep") << QByteArray(100'000, '[') + QByteArray(100'000, ']');
    }
    void specificationsThatCannotRunAreRefused()
    {
        QFETCH(QByteArray, text);
        const auto spec = parseSpec(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        const auto summary = spec ? summarise(*spec, "web") : Result<SpecSummary>(fail(spec.error()));
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::InvalidArgument);
    }

    /// Types that nobody expects must not throw.
    void wrongTypesDoNoHarm_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        for (const char *path : {"/process/user", "/process/env", "/process/capabilities", "/process/capabilities/bounding", "/process/rlimits",
                                 "/process/rlimits/0", "/process/terminal", "/process/consoleSize", "/process/oomScoreAdj", "/mounts", "/mounts/0", "/linux", "/linux/namespaces",
                                 "/linux/namespaces/0", "/linux/resources", "/linux/resources/cpu", "/linux/resources/memory", "/linux/resources/pids",
                                 "/linux/sysctl", "/linux/sysctl/vm.overcommit_memory", "/hostname", "/linux/cgroupsPath"}) {
            for (const char *value : {"null", "5", "\"x\"", "[]", "{}", "[[]]", "true"})
                QTest::addRow("%s = %s", path, value) << path << value;
        }
    }
    void wrongTypesDoNoHarm()
    {
        QFETCH(QString, path);
        QFETCH(QString, value);
        json spec = json::parse(appleSpec);
        spec["process"]["rlimits"].push_back({{"type", "nofile"}});
        spec[json::json_pointer(path.toStdString())] = json::parse(value.toStdString());
        if (const auto summary = summarise(spec, "web")) {
            static_cast<void>(normaliseContainer(spec, "web", binUser()));
            static_cast<void>(normaliseProcess(spec, binUser()));
        }
    }

    void executedProcessIsTheProcessAlone()
    {
        const json process = json::parse(normaliseProcess(*parseSpec(appleSpec), binUser()));
        QCOMPARE(process["args"], json{"/bin/sh"});
        QVERIFY(!process["user"].contains("username"));
    }

    void usersAreResolved_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("expected"); // "uid gid [groups] home", or the error's object
        QTest::newRow("root") << "root" << "0 0 [0] /root";
        QTest::newRow("name with groups") << "bin" << "1 1 [50 70 1] /bin";
        QTest::newRow("number that somebody has") << "1" << "1 1 [50 70 1] /bin";
        QTest::newRow("number that nobody has") << "40000" << "40000 0 [0] /";
        QTest::newRow("two numbers") << "40000:40000" << "40000 40000 [40000] /";
        QTest::newRow("name and group") << "bin:staff" << "1 50 [50] /bin";
        QTest::newRow("number and group name") << "40000:staff" << "40000 50 [50] /";
        QTest::newRow("name and number") << "bin:7" << "1 7 [7] /bin";
        QTest::newRow("empty group") << "bin:" << "1 1 [50 70 1] /bin";
        QTest::newRow("empty") << "" << "0 0 [0] /";
        QTest::newRow("name that looks like a number") << "123" << "9 9 [9] /digits";
        QTest::newRow("unknown name") << "nobody" << "nobody";
        QTest::newRow("unknown group") << "bin:nogroup" << "nogroup";
        QTest::newRow("too large") << "2147483648" << "2147483648";
        QTest::newRow("negative") << "-1" << "-1";
        QTest::newRow("name of a broken line") << "broken" << "broken";
    }
    void usersAreResolved()
    {
        QFETCH(QString, user);
        QFETCH(QString, expected);
        constexpr std::string_view passwd = "root:x:0:0:root:/root:/bin/sh\r\n# comment\nbroken:x\nworse:x:a:b:c:d:e\n:x:5:5::/:\n\nbin:x:1:1:bin:/bin:/no\n123:x:9:9::/digits:";
        constexpr std::string_view group = "root:x:0:\nstaff:x:50:bin,other\nbad\nwheel:x:70:other,bin\n";
        const auto resolved = resolveUser(user.toStdString(), passwd, group, {});
        if (!resolved) {
            QCOMPARE(resolved.error().reason, Reason::UnknownUser);
            QCOMPARE(QString::fromStdString(resolved.error().object), expected);
            return;
        }
        QStringList groups;
        for (const auto gid : resolved->additionalGids)
            groups << QString::number(gid);
        QCOMPARE(QString("%1 %2 [%3] %4").arg(resolved->uid).arg(resolved->gid).arg(groups.join(' '), QString::fromStdString(resolved->home)), expected);
    }

    void givenGroupsComeFirstAndOnce()
    {
        const auto resolved = resolveUser("5:6", "", "", {7, 6, 7});
        QCOMPARE(resolved->additionalGids, (std::vector<std::uint32_t>{7, 6}));
    }

    void mountOptionsAreParsed_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<qulonglong>("flags");
        QTest::addColumn<QString>("data");
        QTest::newRow("none") << QStringList{} << 0ull << "";
        QTest::newRow("flags") << QStringList{"ro", "nosuid", "rbind"} << qulonglong{MS_RDONLY | MS_NOSUID | MS_BIND | MS_REC} << "";
        QTest::newRow("later ones win") << QStringList{"ro", "rw", "noexec", "exec"} << 0ull << "";
        QTest::newRow("data") << QStringList{"gid=5", "mode=620", "nosuid"} << qulonglong{MS_NOSUID} << "gid=5,mode=620";
        QTest::newRow("defaults") << QStringList{"defaults"} << 0ull << "";
        QTest::newRow("empty words") << QStringList{"", "lowerdir=/a:/b", ""} << 0ull << "lowerdir=/a:/b";
    }
    void mountOptionsAreParsed()
    {
        QFETCH(QStringList, words);
        QFETCH(qulonglong, flags);
        QFETCH(QString, data);
        std::vector<std::string> given;
        for (const auto &word : words)
            given.push_back(word.toStdString());
        const auto options = parseMountOptions(given);
        QCOMPARE(qulonglong{options.flags}, flags);
        QCOMPARE(QString::fromStdString(options.data), data);
    }

    void crunsWordsAreUnderstood_data()
    {
        QTest::addColumn<QByteArray>("log");
        QTest::addColumn<int>("reason");
        QTest::addColumn<QString>("detail");
        const int missing = static_cast<int>(Reason::ExecutableNotFound), notRunnable = static_cast<int>(Reason::ExecutableNotRunnable);
        QTest::newRow("not in PATH") << QByteArray("2026-01-01T00:00:00.000001Z: executable file `nosuch` not found in $PATH: No such file or directory\n") << missing << "failed to find target executable nosuch";
        QTest::newRow("other quotes") << QByteArray("executable file `nosuch' not found: No such file or directory") << missing << "failed to find target executable nosuch";
        QTest::newRow("refused") << QByteArray("2026-01-01T00:00:00.000001Z: exec: Permission denied\n") << notRunnable << "exec: Permission denied";
        QTest::newRow("format") << QByteArray("x\ny: exec /bin/x: Exec format error\n") << notRunnable << "y: exec /bin/x: Exec format error";
        QTest::newRow("anything else") << QByteArray("a\nmount `x` to `y`: Invalid argument\n\n") << 0 << "mount `x` to `y`: Invalid argument";
        QTest::newRow("nothing") << QByteArray() << 0 << "crun failed and said nothing";
    }
    void crunsWordsAreUnderstood()
    {
        QFETCH(QByteArray, log);
        QFETCH(int, reason);
        QFETCH(QString, detail);
        const Error error = crunError(std::string_view(log.constData(), static_cast<std::size_t>(log.size())), "web");
        QCOMPARE(static_cast<int>(error.reason), reason);
        QCOMPARE(QString::fromStdString(error.detail), detail);
    }

    void addressesAreParsed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("prefix"); // -1: refused
        QTest::newRow("v4") << "192.168.64.3/24" << 24;
        QTest::newRow("v4 host") << "10.0.2.15/32" << 32;
        QTest::newRow("v6") << "fd00::2/64" << 64;
        QTest::newRow("no prefix") << "10.0.2.15" << -1;
        QTest::newRow("long prefix") << "10.0.2.15/33" << -1;
        QTest::newRow("empty prefix") << "10.0.2.15/" << -1;
        QTest::newRow("negative") << "10.0.2.15/-1" << -1;
        QTest::newRow("name") << "example/24" << -1;
        QTest::newRow("empty") << "" << -1;
        QTest::newRow("v6 with v4's prefix sign") << "fd00::2/129" << -1;
    }
    void addressesAreParsed()
    {
        QFETCH(QString, text);
        QFETCH(int, prefix);
        const auto cidr = parseCidr(text.toStdString());
        QCOMPARE(cidr ? static_cast<int>(cidr->prefix) : -1, prefix);
    }

    void cgroupFilesAreParsed()
    {
        constexpr std::string_view stat = "anon 100\nfile 200\nfile_mapped 5\nbroken\nslab x\n\nlast 9";
        QCOMPARE(flatKeyedValue(stat, "file"), std::optional<std::uint64_t>(200));
        QCOMPARE(flatKeyedValue(stat, "last"), std::optional<std::uint64_t>(9));
        QVERIFY(!flatKeyedValue(stat, "slab") && !flatKeyedValue(stat, "broken") && !flatKeyedValue(stat, "fil") && !flatKeyedValue("", "x"));
        QCOMPARE(parseLimit("max\n"), std::optional<std::uint64_t>(UINT64_MAX));
        QCOMPARE(parseLimit("42\n"), std::optional<std::uint64_t>(42));
        QVERIFY(!parseLimit("") && !parseLimit("4x") && !parseLimit("99999999999999999999"));
    }

    void ioStatIsParsed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("devices");
        QTest::newRow("empty") << QByteArray() << 0;
        QTest::newRow("one") << QByteArray("254:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n") << 1;
        QTest::newRow("two, one without numbers") << QByteArray("254:0 rbytes=1 wbytes=2 rios=3 wios=4\n7:0 \n") << 2;
        QTest::newRow("nonsense") << QByteArray("hello\n:\n1: rbytes=1\n:1 rbytes=1\na:b rbytes=1\n") << 0;
        QTest::newRow("cut") << QByteArray("254:0 rbytes=1 wby") << 1;
    }
    void ioStatIsParsed()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, devices);
        const auto parsed = parseIoStat(std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
        QCOMPARE(static_cast<int>(parsed.size()), devices);
        if (text.startsWith("254:0 rbytes=1 wbytes=2"))
            QCOMPARE(parsed[0], (BlockIo{254, 0, 1, 2, 3, 4}));
    }

    void nameFilesAreWrittenByteForByte()
    {
        QCOMPARE(resolvConf({}), std::string());
        QCOMPARE(resolvConf({{"1.1.1.1", "fd00::1"}, "example.org", {"a", "b"}, {"ndots:1"}}),
                 std::string("nameserver 1.1.1.1\nnameserver fd00::1\ndomain example.org\nsearch a b\noptions ndots:1\n"));
        QCOMPARE(resolvConf({{"1.1.1.1\nnameserver 6.6.6.6"}, {}, {}, {}}), std::string("nameserver 1.1.1.1nameserver 6.6.6.6\n"));
        QCOMPARE(hostsFile({}, {{"127.0.0.1", {"localhost"}, {}}, {"10.0.0.1", {"a", "b"}, "note"}}),
                 std::string("127.0.0.1 localhost\n10.0.0.1 a b # note \n"));
        QCOMPARE(hostsFile("head", {{"10.0.0.1", {}, {}}}), std::string("# head\n10.0.0.1\n"));
    }

    void emulatorsAreRegisteredAsOneLine()
    {
        QCOMPARE(binfmtLine({"qemu", "M", "", "\\x7fELF", "\\xff", "/q", "CF"}).value(), std::string(":qemu:M::\\x7fELF:\\xff:/q:CF"));
        QVERIFY(!binfmtLine({"a:b", "M", "", "", "", "/q", ""}));
        QVERIFY(!binfmtLine({"a", "M", "", "", "", "/q\n:evil", ""}));
    }

    void vsockModulesAreLoadedFirst()
    {
        const auto plan = planModules({"/m/virtio_blk.ko", "/m/vsock.ko", "/vsock/overlay.ko", "/m/vmw_vsock_virtio_transport.ko"});
        QCOMPARE(plan.first, (std::vector<std::string>{"/m/vsock.ko", "/m/vmw_vsock_virtio_transport.ko"}));
        QCOMPARE(plan.rest, (std::vector<std::string>{"/m/virtio_blk.ko", "/vsock/overlay.ko"}));
    }
};

QTEST_GUILESS_MAIN(TestGuestSpec)
#include "test_guest_spec.moc"

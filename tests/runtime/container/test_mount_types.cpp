// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/host_mounts.h"
#include "runtime/container/seccomp_profile.h"
#include "runtime/container/user.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

using namespace firkin;
using namespace firkin::container;
namespace fs = std::filesystem;

class TestMountTypes : public QObject {
    Q_OBJECT

    static Capabilities capabilities(std::set<std::string> names) { return Capabilities::of(std::move(names)); }

private Q_SLOTS:
    void nothingSharedIsNoShare()
    {
        const SharePlan plan = planShare({});

        QVERIFY(!plan.share);
        QVERIFY(plan.mounts.empty());
    }
    void eachSourceIsSharedOnce()
    {
        const SharePlan plan = planShare({{"/srv", "/a", true}, {"/opt", "/b", true}, {"/srv", "/c", false}});

        QVERIFY(plan.share.has_value());
        QCOMPARE(plan.share->tag, std::string("firkin"));
        QVERIFY(plan.share->paths == (std::vector<vmm::SharedPath>{{"p0", "/srv", false}, {"p1", "/opt", true}}));
        QCOMPARE(plan.mounts.size(), std::size_t{3});
        QCOMPARE(plan.mounts[0].source, std::string("/run/firkin/shares/firkin/p0"));
        QVERIFY(plan.mounts[0].options == (std::vector<std::string>{"rbind", "ro"})); // though another writes
        QCOMPARE(plan.mounts[2].source, plan.mounts[0].source);
        QVERIFY(std::ranges::find(plan.mounts[2].options, "rw") != plan.mounts[2].options.end());
        QCOMPARE(plan.mounts[2].destination, std::string("/c"));
    }
    void sourcesAreWhatTheyAreHoweverTheyAreNamed()
    {
        QTemporaryDir folder;
        const fs::path root = fs::canonical(folder.path().toStdString());
        fs::create_directory(root / "dir");
        std::ofstream(root / "file") << "x";
        fs::create_symlink("dir", root / "link");
        fs::create_symlink("nowhere", root / "dangling");
        ::mkfifo((root / "fifo").c_str(), 0600);

        QCOMPARE(canonicalSource(root / "link")->string(), (root / "dir").string());
        QCOMPARE(canonicalSource(root / "dir/../file")->string(), (root / "file").string());
        QCOMPARE(canonicalSource(root / "dangling").error().rootReason(), Reason::NoSuchFile);
        QCOMPARE(canonicalSource(root / "file/below").error().rootReason(), Reason::NotADirectory);
        QCOMPARE(canonicalSource(root / "fifo").error().rootReason(), Reason::BadPath);
        QCOMPARE(canonicalSource("dir").error().rootReason(), Reason::BadPath);
        QCOMPARE(canonicalSource(std::string("/tmp\0/x", 7)).error().rootReason(), Reason::BadPath);
    }
    void aTmpfsIsCarefulUnlessAskedOtherwise()
    {
        QVERIFY(tmpfsMount("/t", {}, {}).options == (std::vector<std::string>{"nosuid", "nodev", "noexec"}));
        QVERIFY(tmpfsMount("/t", ByteSize::ofMiB(1), {"exec", "mode=700"}, true).options
                == (std::vector<std::string>{"nosuid", "nodev", "exec", "mode=700", "size=1048576", "ro"}));
    }
    void disksAreMountedByTheirSerial()
    {
        const oci::Mount mount = diskMount("vol-1", "xfs", "/data", true);

        QCOMPARE(mount.source, std::string("/dev/disk/by-id/virtio-vol-1"));
        QCOMPARE(mount.type, std::string("xfs"));
        QVERIFY(mount.options == std::vector<std::string>{"ro"});
    }

    void dockersProfilesAreUnderstood()
    {
        const char *docker = R"({"defaultAction": "SCMP_ACT_ERRNO", "archMap": [
            {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}, {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": []}],
            "syscalls": [
              {"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [], "comment": "x", "includes": {}, "excludes": {}},
              {"name": "write", "action": "SCMP_ACT_ALLOW"},
              {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8"}},
              {"names": ["mount"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
              {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 1, "op": "SCMP_CMP_MASKED_EQ"}], "excludes": {"caps": ["CAP_SYS_ADMIN"]}},
              {"names": ["arm_fadvise64_64"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["arm", "arm64"]}},
              {"names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["amd64", "x32"]}},
              {"names": ["mount", "reboot"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]})";
        const auto names = [](const std::string &text) {
            std::string list;
            const auto json = nlohmann::json::parse(text);
            for (const auto &rule : json["syscalls"]) {
                for (const auto &name : rule["names"])
                    list += (rule["action"] == "SCMP_ACT_ALLOW" ? "+" : "-") + name.get<std::string>() + " ";
            }
            return list;
        };

        const auto plain = resolveSeccomp(docker, capabilities({}));
        const auto admin = resolveSeccomp(docker, capabilities({"CAP_SYS_ADMIN"}));

        QVERIFY(plain && admin);
        QCOMPARE(names(*plain), std::string("+read +write +ptrace +clone +arch_prctl -mount -reboot "));
        QCOMPARE(names(*admin), std::string("+read +write +ptrace +mount +arch_prctl -reboot "));
        const auto json = nlohmann::json::parse(*plain);
        QVERIFY(!json.contains("archMap"));
        QCOMPARE(json["architectures"].dump(), std::string(R"(["SCMP_ARCH_X86_64","SCMP_ARCH_X86"])"));
        QVERIFY(!json["syscalls"][0].contains("includes") && !json["syscalls"][0].contains("args"));
    }
    void oddEntriesOfAProfileArePassedOver_data()
    {
        QTest::addColumn<QByteArray>("entries");
        for (const char *odd : {R"([{"architecture":5}])", R"([{"architecture":null},{}])", R"([1,"a",[]])", "[]"})
            QTest::newRow(odd) << QByteArray(odd);
    }
    void oddEntriesOfAProfileArePassedOver()
    {
        QFETCH(QByteArray, entries);
        const auto resolved = resolveSeccomp(R"({"defaultAction":"a","archMap":)" + entries.toStdString() + "}", capabilities({}));
        QVERIFY(resolved);
        QVERIFY(nlohmann::json::parse(*resolved)["architectures"].empty());
    }
    void onlyTheMachinesOwnArchitectureCountsInARule_data()
    {
        QTest::addColumn<QString>("condition");
        QTest::addColumn<bool>("isThere");
        QTest::newRow("ours") << R"("includes":{"arches":["amd64"]})" << true;
        QTest::newRow("one that it can run") << R"("includes":{"arches":["x86","x32"]})" << false;
        QTest::newRow("not ours") << R"("excludes":{"arches":["amd64"]})" << false;
        QTest::newRow("not one that it can run") << R"("excludes":{"arches":["x86"]})" << true;
    }
    void onlyTheMachinesOwnArchitectureCountsInARule()
    {
        QFETCH(QString, condition);
        QFETCH(bool, isThere);
        const auto resolved = resolveSeccomp(R"({"defaultAction":"a","syscalls":[{"names":["read"],"action":"b",)" + condition.toStdString() + "}]}", capabilities({}));
        QVERIFY(resolved);
        QCOMPARE(!nlohmann::json::parse(*resolved)["syscalls"].empty(), isThere);
    }
    void whatIsNoProfileIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *bad : {"", "{", "[]", "1", "null", "{}", R"({"defaultAction":1})", R"({"defaultAction":"a","syscalls":1})",
                                R"({"defaultAction":"a","syscalls":[1]})", R"({"defaultAction":"a","syscalls":[{"names":["a"]}]})"})
            QTest::newRow(bad) << QByteArray(bad);
    }
    void whatIsNoProfileIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto resolved = resolveSeccomp(text.toStdString(), capabilities({}));
        QVERIFY(!resolved);
        QCOMPARE(resolved.error().rootReason(), Reason::BadSyntax);
    }
    void structuredProfilesBecomeJson()
    {
        SeccompProfile profile;
        profile.rules = {{.names = {"read"}}, {.names = {"mkdir"}, .action = "SCMP_ACT_ERRNO", .errnoReturn = 13}};

        const auto json = nlohmann::json::parse(profile.toJson());

        QCOMPARE(json["defaultAction"].get<std::string>(), std::string("SCMP_ACT_ERRNO"));
        QCOMPARE(json["syscalls"][1]["errnoRet"].get<int>(), 13);
        QVERIFY(resolveSeccomp(profile.toJson(), capabilities({})).has_value());
    }
};

QTEST_APPLESS_MAIN(TestMountTypes)
#include "test_mount_types.moc"

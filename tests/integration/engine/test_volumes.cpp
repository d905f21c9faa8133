// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "tests/integration/engine/engine_fixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace firkin;
using namespace firkin::engine;
using namespace firkin::test;
namespace fs = std::filesystem;

/// Mounts, volumes, privileges and root file systems through the engine: few machines, many checks.
class TestVolumes : public QObject {
    Q_OBJECT

    EngineFixture m_fixture;
    QTemporaryDir m_folder;

    [[nodiscard]] fs::path path(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }

    [[nodiscard]] ContainerSpec spec(const char *name) const
    {
        ContainerSpec spec;
        spec.name = name;
        spec.image = m_fixture.image();
        spec.entrypoint = {"/bin/sh"};
        spec.command = {"-c", "trap 'exit 0' TERM; while :; do sleep 1; done"};
        spec.cpus = 1;
        spec.memory = ByteSize::ofMiB(256);
        spec.diskSize = ByteSize::ofGiB(1);
        return spec;
    }

private Q_SLOTS:
    void cleanup()
    {
        const auto engine = m_fixture.open();
        if (const auto list = engine->containers().list({})) {
            for (const ContainerView &view : list->containers)
                (void)engine->containers().remove(view.id, true, true, {});
        }
        (void)engine->volumes().prune(true, {});
    }

    void aContainerHasWhatItIsGiven()
    {
        const auto engine = m_fixture.open();
        fs::create_directories(path("shared"));
        fs::create_directories(path("beside"));
        std::ofstream(path("shared/hello")) << "hello\n";
        std::ofstream(path("beside/file")) << "file\n";
        std::ofstream(path("beside/secret")) << "secret\n";
        ContainerSpec wanted = spec("web");
        wanted.mounts = {{.kind = MountKind::Bind, .source = path("shared").string(), .destination = "/shared"},
                         {.kind = MountKind::Bind, .source = path("beside/file").string(), .destination = "/etc/one", .readOnly = true},
                         {.kind = MountKind::Volume, .source = "pages", .destination = "/srv/www", .size = ByteSize::ofMiB(64)},
                         {.kind = MountKind::Volume, .destination = "/own", .size = ByteSize::ofMiB(32)},
                         {.kind = MountKind::Tmpfs, .destination = "/scratch", .size = ByteSize::ofMiB(1)}};
        wanted.capAdd = {"SYS_ADMIN"};
        wanted.ulimits = {{"nofile", 100, 200}};
        wanted.sysctls = {{"net.core.somaxconn", "77"}};
        wanted.extraHosts = {{"db", "10.0.0.5"}};
        wanted.dns = {"10.9.8.7"};
        wanted.groupAdd = {"777"};
        wanted.shmSize = ByteSize::ofMiB(2);
        wanted.pidsLimit = 60;
        wanted.init = true;

        const ContainerId id = m_fixture.create(*engine, wanted);
        REQUIRE_OK(engine->containers().start(id, {}, {}));

        QCOMPARE(sh(*engine, id, "cat /shared/hello; echo back > /shared/back").output, std::string("hello\n"));
        QCOMPARE(readFile(path("shared/back"), 100).value_or(""), std::string("back\n"));
        QCOMPARE(sh(*engine, id, "cat /etc/one; echo x > /etc/one || echo refused").output, std::string("file\nrefused\n"));
        // A new volume has what the image has at its place.
        QVERIFY(sh(*engine, id, "cat /srv/www/index.html").output.contains("<html"));
        QCOMPARE(sh(*engine, id, "echo kept > /srv/www/kept; ls -A /own; df -k /scratch | awk 'NR==2 {print $2}'").output, std::string("1024\n"));
        QCOMPARE(sh(*engine, id, "mount -t tmpfs tmpfs /scratch && ulimit -n && cat /proc/sys/net/core/somaxconn").output, std::string("100\n77\n"));
        QCOMPARE(sh(*engine, id, "grep -w Seccomp /proc/1/status | tr -d '\\t'; cat /proc/1/comm; id -G | grep -c 777").output, std::string("Seccomp:2\n.cz-init\n1\n"));
        QCOMPARE(sh(*engine, id, "grep -c 10.0.0.5 /etc/hosts; grep nameserver /etc/resolv.conf; cat /sys/fs/cgroup/pids.max; df -k /dev/shm | awk 'NR==2 {print $2}'").output,
                 std::string("1\nnameserver 10.9.8.7\n60\n2048\n"));

        // Who else wants the volume has to wait; nothing is booted for that.
        ContainerSpec other = spec("other");
        other.mounts = {{.kind = MountKind::Volume, .source = "pages", .destination = "/pages"}};
        const ContainerId second = m_fixture.create(*engine, other);
        const auto refused = engine->containers().start(second, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().rootReason(), Reason::InUse);
        QCOMPARE(engine->volumes().remove("pages", {}).error().rootReason(), Reason::InUse);
        QCOMPARE(engine->volumes().find("pages", {})->usedBy.size(), std::size_t{2});

        // Its own volume goes with it; the named one stays, for the next.
        REQUIRE_OK(engine->containers().remove(id, true, true, {}));
        QCOMPARE(engine->volumes().list({})->size(), std::size_t{1});
        REQUIRE_OK(engine->containers().start(second, {}, {}));
        QVERIFY(sh(*engine, second, "cat /pages/kept; ls /pages").output.starts_with("kept\nindex.html\n"));
        REQUIRE_OK(engine->containers().remove(second, true, true, {}));
        QVERIFY(m_fixture.isClean());
    }

    void aMissingSourceIsSaidAtOnce()
    {
        const auto engine = m_fixture.open();
        ContainerSpec wanted = spec("web");
        wanted.mounts = {{.kind = MountKind::Bind, .source = path("nowhere").string(), .destination = "/x"}};

        const auto made = engine->containers().create(wanted, {}, {});

        QVERIFY(!made);
        QCOMPARE(made.error().rootReason(), Reason::NoSuchFile);
        QVERIFY(render(made.error()).contains("nowhere"));
        QVERIFY(engine->containers().list({})->containers.empty());
    }

    void aRootFileSystemOfOnesOwnIsWrittenByOneAtATime()
    {
        const auto engine = m_fixture.open();
        fs::path image;
        for (const auto &entry : fs::directory_iterator(m_fixture.store().layout().images() / "rootfs")) {
            if (entry.path().extension() == ".ext4")
                image = entry.path();
        }
        QVERIFY(!image.empty());
        fs::copy_file(image, path("own.img"));
        fs::permissions(path("own.img"), fs::perms::owner_read | fs::perms::owner_write);
        ContainerSpec own = spec("own");
        own.image.clear();
        own.rootfs = path("own.img").string();
        own.readOnlyRootfs = false;
        const auto made = engine->containers().create(own, {}, {});
        REQUIRE_OK(made);
        const ContainerId id = *made;
        REQUIRE_OK(engine->containers().start(id, {}, {}));
        QCOMPARE(sh(*engine, id, "cat /etc/os-release | grep -c NAME").status->code, 0);
        own.name = "second";
        const auto another = engine->containers().create(own, {}, {});
        REQUIRE_OK(another);
        const ContainerId second = *another;
        QCOMPARE(engine->containers().start(second, {}, {}).error().rootReason(), Reason::InUse);
        REQUIRE_OK(engine->containers().remove(id, true, true, {}));
        QVERIFY(m_fixture.isClean());
    }
};

QTEST_GUILESS_MAIN(TestVolumes)
#include "test_volumes.moc"

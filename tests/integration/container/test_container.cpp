// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/paths.h"
#include "runtime/container/container_builder.h"
#include "runtime/vmm/qemu/qemu_machine.h"
#include "tests/integration/container/busybox_rootfs.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <random>
#include <set>
#include <sys/stat.h>
#include <thread>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

#define OK(expression)                                                                                                 \
    do {                                                                                                               \
        const auto &checked = (expression);                                                                            \
        if (!checked)                                                                                                  \
            QFAIL(render(checked.error()).c_str());                                                                    \
    } while (false)

/// The library against a real machine. Most tests share one machine and one long-lived container in it.
class TestContainer : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<Machine> m_machine;
    std::optional<Container<Streams>> m_container;
    int m_nextId = 0;

    [[nodiscard]] fs::path path(const std::string &name) const { return fs::path(m_folder.path().toStdString()) / name; }
    std::string nextId() { return "e" + std::to_string(++m_nextId); }

    Result<Output> shell(const std::string &script)
    {
        auto process = m_container->exec(nextId(), execBuilder().command({"/bin/sh", "-c", script}).inherit().standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(), {});
        if (!process)
            return fail(process.error());
        return std::move(*process).waitWithOutput({});
    }
    std::string text(const std::string &script)
    {
        const auto output = shell(script);
        return output ? output->standardOutput + output->standardError : render(output.error());
    }

    Result<fs::path> upper(const std::string &name)
    {
        const fs::path image = path(name);
        FIRKIN_TRY(makeEmptyExt4(image, std::uint64_t{1} << 30));
        return image;
    }

private Q_SLOTS:
    void initTestCase()
    {
        setUpLog("test");
        OK(makeBusyboxRootfs(path("tree"), path("rootfs.img")));
        vmm::MachineConfig config;
        config.id = *MachineId::parse("shared");
        config.vcpus = 1;
        config.memory = ByteSize::ofMiB(512);
        const auto kernel = shareFile("guest/vmlinux");
        OK(kernel);
        config.kernel = *kernel;
        config.initramfs = *shareFile("guest/initramfs.img");
        const auto upper1 = upper("upper1.img");
        OK(upper1);
        const auto upper2 = upper("upper2.img");
        OK(upper2);
        config.disks = {{path("rootfs.img"), "rootfs", true}, {*upper1, "upper1", false}, {*upper2, "upper2", false}};
        config.stateDirectory = path("state");
        config.socketDirectory = path("sockets");
        OK(makePrivateDirectory(config.stateDirectory));
        OK(makePrivateDirectory(config.socketDirectory));
        vmm::qemu::QemuMachineFactory factory;
        auto machine = Machine::boot(factory, config, {}, {});
        if (!machine)
            qInfo("%s", readFile(path("state/console.log"), SIZE_MAX).value_or("no console").c_str());
        OK(machine);
        m_machine = std::move(*machine);
        auto container = std::move(*m_machine->container("shared"))
                             .command({"/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"})
                             .env("FROM", "container")
                             .workingDirectory("/srv")
                             .rootfs(GuestRootfs::overlay("rootfs", "upper1"))
                             .spawn({});
        if (!container)
            qInfo("%s", readFile(path("state/console.log"), SIZE_MAX).value_or("no console").c_str());
        OK(container);
        m_container.emplace(std::move(*container));
        for (const auto &[name, duration] : m_container->startupTiming().phases())
            qInfo("%-8s %7.1f ms", std::string(name).c_str(), static_cast<double>(duration.count()) / 1000);
    }

    void cleanupTestCase()
    {
        if (m_container)
            OK(m_container->stop({}, {}));
        if (m_machine)
            OK(m_machine->stop({}));
    }

    void aCommandPrintsAndExits()
    {
        const auto output = shell("echo hi; echo no >&2; exit 3");
        OK(output);
        QCOMPARE(output->standardOutput, "hi\n");
        QCOMPARE(output->standardError, "no\n");
        QCOMPARE(output->status.code, 3);
    }
};

QTEST_GUILESS_MAIN(TestContainer)
#include "test_container.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/image/image_store.h"
#include "tests/runtime/image/image_maker.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace firkin;
using namespace firkin::test;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t diskBytes = std::uint64_t{4} << 20;

std::string noise(std::size_t count)
{
    std::mt19937 random(1);
    std::string bytes(count, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

} // namespace

/// On a disk of 4 MiB, which main() has put below this process: what does not fit is an error that says so, and leaves nothing.
class TestFullDisk : public QObject {
    Q_OBJECT

    const fs::path m_disk = qgetenv("FIRKIN_TEST_DISK").toStdString();
    QTemporaryDir m_elsewhere;

    [[nodiscard]] std::uint64_t freeBytes() const { return freeSpace(m_disk).value_or(0); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(!m_disk.empty());
        QVERIFY(freeBytes() <= diskBytes);
    }

    void anImageThatDoesNotFitLeavesNothing()
    {
        const auto store = image::ImageStore::open(m_disk / "images");
        QVERIFY(store);
        const auto load = [&](const char *name, std::size_t bytes) {
            const fs::path folder = fs::path(m_elsewhere.path().toStdString()) / name;
            writeLayout(folder, {{makeImage({{file("large", noise(bytes))}}), name}});
            return (*store)->load(folder, "localhost/" + std::string(name), {}, {});
        };
        const auto small = load("small", 100'000);
        QVERIFY2(small, small ? "" : render(small.error()).c_str());
        const std::uint64_t before = freeBytes();

        const auto large = load("large", 8'000'000);
        QVERIFY(!large);
        QVERIFY2(large.error().rootReason() == Reason::NoSpace, render(large.error()).c_str());
        QVERIFY(render(large.error()).contains("large"));
        QCOMPARE((*store)->list()->size(), std::size_t{1});
        QVERIFY2(freeBytes() + 65'536 >= before, std::to_string(before - freeBytes()).c_str());
        // What was there is as good as before.
        QVERIFY((*store)->find("small"));
    }

    void aRootFileSystemThatDoesNotFitLeavesNothing()
    {
        const auto store = image::ImageStore::open(m_disk / "images");
        QVERIFY(store);
        const fs::path folder = fs::path(m_elsewhere.path().toStdString()) / "zeros";
        // Packed it is nothing, unpacked more than the disk.
        std::string content = noise(4096);
        while (content.size() < 12'000'000)
            content += content;
        writeLayout(folder, {{makeImage({{file("large", content)}}), "zeros"}});
        const std::uint64_t before = freeBytes();

        // A load builds the disk, too.
        const auto loaded = (*store)->load(folder, "localhost/zeros", {}, {});
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().rootReason() == Reason::NoSpace, render(loaded.error()).c_str());
        QVERIFY(render(loaded.error()).contains("zeros"));
        QVERIFY(freeBytes() + 65'536 >= before);
    }

    void aRecordThatDoesNotFitLeavesTheOldOne()
    {
        const fs::path record = m_disk / "record.json";
        QVERIFY(writeFileAtomically(record, "the old one"));
        const Status written = writeFileAtomically(record, noise(8'000'000));
        QVERIFY(!written);
        QCOMPARE(written.error().rootReason(), Reason::NoSpace);
        QCOMPARE(readFile(record, 100).value(), "the old one");
        QCOMPARE(std::distance(fs::directory_iterator(m_disk), {}), std::ptrdiff_t{2}); // and the images
    }
};

/// Starts itself again with a small disk, in namespaces of its own, which need no rights.
int main(int count, char **arguments)
{
    QCoreApplication application(count, arguments);
    if (!qEnvironmentVariableIsEmpty("FIRKIN_TEST_DISK")) {
        TestFullDisk test;
        return QTest::qExec(&test, count, arguments);
    }
    const QTemporaryDir disk;
    qputenv("FIRKIN_TEST_DISK", disk.path().toLocal8Bit());
    QStringList inside{"--user", "--map-root-user", "--mount", "sh", "-c",
                       "mount -t tmpfs -o size=" + QString::number(diskBytes) + " small \"$FIRKIN_TEST_DISK\" && exec \"$0\" \"$@\"",
                       QCoreApplication::applicationFilePath()};
    inside += QCoreApplication::arguments().mid(1);
    return QProcess::execute("unshare", inside);
}

#include "test_full_disk.moc"

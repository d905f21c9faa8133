// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/paths.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <filesystem>

using namespace firkin;
namespace fs = std::filesystem;

class TestFiles : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path at(const char *name) const { return fs::path(m_folder->path().toStdString()) / name; }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void fileIsWrittenWholeWithItsModeAndNothingIsLeftBeside()
    {
        QVERIFY(writeFileAtomically(at("record"), "first", 0640).has_value());
        QVERIFY(writeFileAtomically(at("record"), "second", 0644).has_value());

        QCOMPARE(*readFile(at("record"), 100), std::string("second"));
        struct stat status{};
        QVERIFY(::stat(at("record").c_str(), &status) == 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0644});
        QCOMPARE(std::distance(fs::directory_iterator(at("")), fs::directory_iterator()), std::ptrdiff_t{1});
    }

    void failedWriteNamesItsFileAndLeavesTheOldOne()
    {
        const auto nowhere = writeFileAtomically(at("no/such/folder"), "x");
        QVERIFY(!nowhere && nowhere.error().reason == Reason::NoSuchFile && nowhere.error().object == at("no/such/folder"));

        fs::create_directories(at("folder/full"));
        const auto folder = writeFileAtomically(at("folder"), "x");
        QVERIFY(!folder);
        QVERIFY(fs::is_directory(at("folder/full")));
        QCOMPARE(std::distance(fs::directory_iterator(at("")), fs::directory_iterator()), std::ptrdiff_t{1});
    }

    void readingHasALimit()
    {
        QVERIFY(writeFileAtomically(at("f"), std::string(1000, 'x')).has_value());
        QCOMPARE(readFile(at("f"), 1000)->size(), std::size_t{1000});
        QCOMPARE(readFile(at("f"), 999).error().reason, Reason::TooLarge);
        QCOMPARE(readFile("/dev/zero", 4096).error().reason, Reason::TooLarge);
        QVERIFY(!readFile("/proc/self/status", 1 << 20)->empty());
        QCOMPARE(readFile(at(""), 10).error().reason, Reason::IsADirectory);
        QCOMPARE(readFile(at("none"), 10).error().reason, Reason::NoSuchFile);
        QVERIFY(::mkfifo(at("fifo").c_str(), 0600) == 0);
        QCOMPARE(*readFile(at("fifo"), 10), std::string()); // does not wait for a writer
    }

    void privateFolderIsMadeAndInsistedOn()
    {
        QVERIFY(makePrivateDirectory(at("a/b/c/")).has_value());
        struct stat status{};
        QVERIFY(::stat(at("a/b").c_str(), &status) == 0);
        QCOMPARE(status.st_mode & 07777, mode_t{0700});
        QVERIFY(makePrivateDirectory(at("a/b/c")).has_value());

        QVERIFY(::chmod(at("a/b/c").c_str(), 0755) == 0);
        QCOMPARE(makePrivateDirectory(at("a/b/c")).error().reason, Reason::NoPermission);
        fs::create_directory_symlink(at("a"), at("link"));
        QCOMPARE(makePrivateDirectory(at("link")).error().reason, Reason::NotADirectory);
        QVERIFY(writeFileAtomically(at("file"), "").has_value());
        QVERIFY(!makePrivateDirectory(at("file")));
        QVERIFY(!makePrivateDirectory(at("file/below")));
        if (::geteuid() == 0) {
            QVERIFY(makePrivateDirectory(at("theirs")).has_value());
            QVERIFY(::chown(at("theirs").c_str(), 12345, 12345) == 0);
            QCOMPARE(makePrivateDirectory(at("theirs")).error().reason, Reason::NoPermission);
        }
    }

    void pathsFollowTheEnvironment()
    {
        qputenv("XDG_DATA_HOME", "/data");
        qunsetenv("FIRKIN_STORE");
        QCOMPARE(storeDirectory(), fs::path("/data/firkin"));
        qputenv("XDG_DATA_HOME", "relative/is/ignored");
        qputenv("HOME", "/home/me");
        QCOMPARE(storeDirectory(), fs::path("/home/me/.local/share/firkin"));
        qputenv("FIRKIN_STORE", "/elsewhere");
        QCOMPARE(storeDirectory(), fs::path("/elsewhere"));
        qunsetenv("FIRKIN_STORE");

        qputenv("XDG_RUNTIME_DIR", QByteArray::fromStdString(at("run").native()));
        QCOMPARE(*runtimeDirectory(), at("run") / "firkin");
        if (::geteuid() == 0) {
            QVERIFY(::chown(at("run").c_str(), 12345, 12345) == 0);
            QCOMPARE(*runtimeDirectory(), fs::path("/tmp/firkin-0")); // another user's, left over from su
        }
    }

    void helpersAreFoundByOverrideThenPath()
    {
        qputenv("FIRKIN_PASST", "/nowhere");
        const auto missing = findHelper(Helper::Passt);
        QCOMPARE(missing.error().reason, Reason::HelperMissing);
        QVERIFY(render(missing.error()).contains("FIRKIN_PASST=/nowhere"));
        qputenv("FIRKIN_PASST", "/bin/sh");
        QCOMPARE(*findHelper(Helper::Passt), fs::path("/bin/sh"));
        qputenv("FIRKIN_PASST", "/tmp"); // a folder is no program
        QVERIFY(!findHelper(Helper::Passt));
        qunsetenv("FIRKIN_PASST");

        QVERIFY(writeFileAtomically(at("skopeo"), "#!/bin/sh\n", 0755).has_value());
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", "relative::" + QByteArray::fromStdString(at("").native()));
        QCOMPARE(*findHelper(Helper::Skopeo), at("skopeo"));
        QVERIFY(::chmod(at("skopeo").c_str(), 0644) == 0);
        const auto found = findHelper(Helper::Skopeo);
        QVERIFY(!found || *found != at("skopeo"));
        qputenv("PATH", path);
        for (int i = 0; i <= static_cast<int>(Helper::FuseServer); ++i)
            QVERIFY(!helperName(static_cast<Helper>(i)).empty());
        QCOMPARE(helperName(Helper::Qemu), std::string_view("qemu-system-x86_64"));
        QCOMPARE(helperName(Helper::FuseServer), std::string_view("firkin-fuse"));
    }
};

int runFileTests(int argc, char **argv)
{
    TestFiles test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_files.moc"

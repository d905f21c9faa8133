// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/container_registry.h"
#include "runtime/agent/guest/file_tree.h"
#include "runtime/agent/guest/fill_folder.h"
#include "runtime/agent/guest/guest_files.h"
#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/agent/guest/tree_reader.h"
#include "runtime/agent/guest/tree_writer.h"
#include "runtime/base/file.h"
#include "runtime/copy/tar_writer.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>

using namespace firkin;
using namespace firkin::guest;
using firkin::copy::EntryKind;
using firkin::copy::TarEntry;
using firkin::test::problemOf;
namespace fs = std::filesystem;

namespace {

using Bytes = std::vector<std::byte>;

copy::ByteSource sourceOf(const Bytes &bytes, std::size_t piece = 10'000)
{
    return [&bytes, piece, at = std::size_t{0}](std::span<std::byte> buffer) mutable -> Result<std::size_t> {
        const std::size_t count = std::min({buffer.size(), piece, bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, buffer.begin());
        at += count;
        return count;
    };
}

copy::ByteSink sinkTo(Bytes &bytes)
{
    return [&bytes](std::span<const std::byte> piece) -> Status {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        return {};
    };
}

TarEntry entry(EntryKind kind, std::string path, std::string target = {})
{
    TarEntry out;
    out.kind = kind;
    out.path = std::move(path);
    out.linkTarget = std::move(target);
    out.mode = kind == EntryKind::Directory ? 0755 : 0644;
    out.uid = ::geteuid();
    out.gid = ::getegid();
    return out;
}

struct Archive {
    explicit Archive(copy::TarCoding coding = copy::TarCoding::Plain) : writer(sinkTo(bytes), coding) {}
    Archive &add(const TarEntry &what)
    {
        static_cast<void>(writer.begin(what));
        return *this;
    }
    Archive &file(const std::string &path, std::string_view content)
    {
        TarEntry what = entry(EntryKind::Regular, path);
        what.size = content.size();
        static_cast<void>(writer.begin(what));
        static_cast<void>(writer.write(std::as_bytes(std::span(content))));
        return *this;
    }
    const Bytes &finish()
    {
        static_cast<void>(writer.finish());
        return bytes;
    }
    Bytes bytes;
    copy::TarWriter writer;
};

} // namespace

class TestGuestTrees : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_root = fs::path(m_folder->path().toStdString()) / "root";
        m_outside = fs::path(m_folder->path().toStdString()) / "outside";
        fs::create_directories(m_root / "etc");
        fs::create_directories(m_outside);
        put(m_outside / "secret", "secret");
    }
    void cleanup() { fs::remove_all(m_folder->path().toStdString()); }

    void noPathLeadsOut_data()
    {
        QTest::addColumn<QString>("link"); // target of <root>/way
        QTest::addColumn<QString>("path");
        QTest::newRow("absolute link") << "/OUTSIDE/secret" << "way";
        QTest::newRow("relative link") << "../outside/secret" << "way";
        QTest::newRow("many dots") << "../../../../../../../../OUTSIDE/secret" << "way";
        QTest::newRow("folder link") << "/OUTSIDE" << "way/secret";
        QTest::newRow("dots in the path") << "etc" << "../outside/secret";
        QTest::newRow("dots behind a link") << "etc" << "way/../../outside/secret";
        QTest::newRow("magic link") << "/proc/self/cwd" << "way/secret";
        QTest::newRow("link to itself") << "way" << "way";
    }
    void noPathLeadsOut()
    {
        QFETCH(QString, link);
        QFETCH(QString, path);
        fs::create_symlink(link.replace("OUTSIDE", QString::fromStdString(m_outside.string()).mid(1)).toStdString(), m_root / "way");
        QVERIFY(!tree().openFile(path.toStdString()));
        QVERIFY(!tree().find(path.toStdString()));
        const auto made = tree().createFile(path.toStdString(), 0644, true);
        QCOMPARE(QString::fromStdString(get(m_outside / "secret")), QString("secret"));
        Q_UNUSED(made);
    }

    void linksInsideAreFollowedFromTheRoot()
    {
        fs::create_directories(m_root / "usr/lib");
        fs::create_symlink("/usr/lib", m_root / "lib");
        put(m_root / "usr/lib/x", "inside");
        const auto file = tree().openFile("/lib/x");
        REQUIRE_OK(file);
        QCOMPARE(QString::fromStdString(tree().pathOf(file->get())), QString("/usr/lib/x"));
        REQUIRE_OK(tree().makeFolders("/lib/a/b"));
        QVERIFY(fs::is_directory(m_root / "usr/lib/a/b"));
    }

    void pipesAndDevicesAreNotOpened()
    {
        QCOMPARE(::mkfifo((m_root / "pipe").c_str(), 0644), 0);
        QVERIFY(!tree().openFile("pipe")); // returns at once
        QVERIFY(!tree().createFile("pipe", 0644, true));
        QVERIFY(!tree().openFile("etc"));
        QVERIFY(!tree().createFile("etc", 0644, true));
    }

    /// Hostile hands swap a folder for a link while we resolve through it.
    void swappedFoldersNeverLeadOut()
    {
        fs::create_directories(m_root / "a");
        put(m_root / "a/secret", "inside");
        std::jthread swapping([&](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                ::rename((m_root / "a").c_str(), (m_root / "b").c_str());
                ::symlink(m_outside.c_str(), (m_root / "a").c_str());
                ::unlink((m_root / "a").c_str());
                ::rename((m_root / "b").c_str(), (m_root / "a").c_str());
            }
        });
        int opened = 0;
        for (int i = 0; i < 20'000; ++i) {
            const auto file = tree().openFile("a/secret");
            if (!file)
                continue;
            ++opened;
            char buffer[16] = {};
            QVERIFY(::read(file->get(), buffer, sizeof buffer - 1) >= 0);
            QCOMPARE(std::string(buffer), std::string("inside"));
        }
        swapping.request_stop();
        swapping.join();
        QVERIFY(opened > 0);
    }

    void nameFilesReplaceALink()
    {
        fs::create_symlink(m_outside / "secret", m_root / "etc/resolv.conf");
        REQUIRE_OK(writeEtcFile(m_root, "resolv.conf", "nameserver 1.1.1.1\n"));
        QVERIFY(!fs::is_symlink(m_root / "etc/resolv.conf"));
        QCOMPARE(get(m_root / "etc/resolv.conf"), std::string("nameserver 1.1.1.1\n"));
        QCOMPARE(get(m_outside / "secret"), std::string("secret"));
    }

    void nameFilesStayInsideWhenEtcIsALink()
    {
        fs::remove(m_root / "etc");
        fs::create_symlink(m_outside, m_root / "etc");
        static_cast<void>(writeEtcFile(m_root, "hosts", "x"));
        QVERIFY(!fs::exists(m_outside / "hosts"));
    }

    void treesGoThroughTarUnchanged()
    {
        fs::create_directories(m_root / "t/a/b");
        fs::create_directories(m_root / "t/empty");
        put(m_root / "t/a/b/file", std::string(300'000, 'x') + "end");
        put(m_root / "t/gr\xc3\xbc\xc3\x9f", "umlaut");
        put(m_root / "t/\xff\xfe", "bytes");
        put(m_root / "t" / std::string(200, 'n'), "long");
        put(m_root / "t/nothing", "");
        fs::create_symlink("../../outside", m_root / "t/link");
        fs::create_symlink("/etc/shadow", m_root / "t/absolute");
        fs::create_hard_link(m_root / "t/a/b/file", m_root / "t/hard");
        QCOMPARE(::mkfifo((m_root / "t/pipe").c_str(), 0644), 0);
        fs::permissions(m_root / "t/a", fs::perms(0750));
        fs::permissions(m_root / "t/nothing", fs::perms(04711));
        const timespec times[] = {{1000, 0}, {1'000'000'000, 123'000'000}};
        QCOMPARE(::utimensat(AT_FDCWD, (m_root / "t/nothing").c_str(), times, 0), 0);
        QCOMPARE(::utimensat(AT_FDCWD, (m_root / "t/a").c_str(), times, 0), 0);

        Bytes archive;
        const UniqueFd folder(::open((m_root / "t").c_str(), O_RDONLY | O_DIRECTORY));
        REQUIRE_OK(packTree(folder.get(), "/t", sinkTo(archive)));
        for (const std::size_t piece : {1ul, 512ul, 100'000ul}) {
            const std::string target = "copy" + std::to_string(piece);
            if (piece == 1 && archive.size() > 1'000'000)
                continue;
            REQUIRE_OK(tree().makeFolders(target));
            REQUIRE_OK(unpackTree(tree(), target, true, sourceOf(archive, piece)));
            const fs::path copied = m_root / target;
            QCOMPARE(get(copied / "a/b/file").size(), std::size_t{300'003});
            QCOMPARE(get(copied / "gr\xc3\xbc\xc3\x9f"), std::string("umlaut"));
            QCOMPARE(get(copied / "\xff\xfe"), std::string("bytes"));
            QCOMPARE(get(copied / std::string(200, 'n')), std::string("long"));
            QVERIFY(fs::is_directory(copied / "empty"));
            QCOMPARE(fs::read_symlink(copied / "link"), fs::path("../../outside"));
            QCOMPARE(fs::read_symlink(copied / "absolute"), fs::path("/etc/shadow"));
            QCOMPARE(fs::hard_link_count(copied / "hard"), std::uintmax_t{2});
            QVERIFY(!fs::exists(copied / "pipe"));
            QCOMPARE(statusOf(copied / "a").st_mode & 07777, mode_t{0750});
            QCOMPARE(statusOf(copied / "nothing").st_mode & 07777, mode_t{04711});
            QCOMPARE(statusOf(copied / "nothing").st_mtim.tv_sec, 1'000'000'000);
            QCOMPARE(statusOf(copied / "a").st_mtim.tv_sec, 1'000'000'000);
        }
    }

    void hostileArchivesAreRefused_data()
    {
        QTest::addColumn<Bytes>("bytes");
        QTest::newRow("absolute path") << Archive().file("/etc/x", "x").finish();
        QTest::newRow("dots") << Archive().file("../x", "x").finish();
        QTest::newRow("dots inside") << Archive().file("a/../../x", "x").finish();
        QTest::newRow("below its own link") << Archive().add(entry(EntryKind::Symlink, "l", "/")).file("l/x", "x").finish();
        QTest::newRow("below its own link, deeper") << Archive().add(entry(EntryKind::Symlink, "a/l", "../..")).file("a/l/b/x", "x").finish();
        QTest::newRow("hard link out") << Archive().add(entry(EntryKind::HardLink, "h", "../outside/secret")).finish();
        QTest::newRow("hard link through its own link") << Archive().add(entry(EntryKind::Symlink, "l", "/etc")).add(entry(EntryKind::HardLink, "h", "l/passwd")).finish();
        QTest::newRow("hard link to a link") << Archive().add(entry(EntryKind::Symlink, "l", "/etc/passwd")).add(entry(EntryKind::HardLink, "h", "l")).finish();
        QTest::newRow("device") << Archive().add(entry(EntryKind::Device, "d")).finish();
        QTest::newRow("pipe") << Archive().add(entry(EntryKind::Fifo, "p")).finish();
        QTest::newRow("folder over a file") << Archive().file("f", "x").add(entry(EntryKind::Directory, "f")).finish();
        QTest::newRow("file over a full folder") << Archive().file("d/x", "x").file("d", "y").finish();
        QTest::newRow("nothing") << Bytes();
        QTest::newRow("no archive") << Bytes(1000, std::byte{'x'});
        Bytes cut = Archive(copy::TarCoding::GzipStored).file("f", std::string(100'000, 'x')).finish();
        cut.resize(cut.size() / 2);
        QTest::newRow("cut") << cut;
    }
    void hostileArchivesAreRefused()
    {
        QFETCH(Bytes, bytes);
        fs::create_directories(m_root / "t");
        const auto status = unpackTree(tree(), "t", false, sourceOf(bytes));
        QVERIFY(!status);
        QCOMPARE(std::distance(fs::directory_iterator(m_outside), fs::directory_iterator()), 1);
        QVERIFY(!fs::exists(m_root / "x") && !fs::exists(m_root / "etc/x"));
    }

    void linksThatWereThereAreFollowedInside()
    {
        fs::create_directories(m_root / "usr/lib");
        fs::create_symlink("/usr/lib", m_root / "lib");
        const auto bytes = Archive().add(entry(EntryKind::Directory, "lib/")).file("lib/x", "x").finish();
        REQUIRE_OK(unpackTree(tree(), "/", false, sourceOf(bytes)));
        QCOMPARE(get(m_root / "usr/lib/x"), std::string("x"));
        QVERIFY(fs::is_symlink(m_root / "lib"));
    }

    void filesAreReplacedAndNotWrittenThrough()
    {
        put(m_root / "etc/old", "old");
        fs::create_symlink(m_outside / "secret", m_root / "etc/link");
        fs::create_hard_link(m_root / "etc/old", m_root / "etc/other");
        const auto bytes = Archive().file("old", "new").file("link", "new").finish();
        REQUIRE_OK(unpackTree(tree(), "etc", false, sourceOf(bytes)));
        QCOMPARE(get(m_root / "etc/old"), std::string("new"));
        QCOMPARE(get(m_root / "etc/other"), std::string("old"));
        QVERIFY(!fs::is_symlink(m_root / "etc/link"));
        QCOMPARE(get(m_outside / "secret"), std::string("secret"));
    }

    void existingFolderKeepsItsMode()
    {
        fs::create_directories(m_root / "t");
        fs::permissions(m_root / "t", fs::perms(0711));
        TarEntry top = entry(EntryKind::Directory, "./");
        top.mode = 0700;
        const auto bytes = Archive().add(top).file("x", "x").finish();
        REQUIRE_OK(unpackTree(tree(), "t", false, sourceOf(bytes)));
        QCOMPARE(statusOf(m_root / "t").st_mode & 07777, mode_t{0711});
        REQUIRE_OK(unpackTree(tree(), "t", true, sourceOf(bytes)));
        QCOMPARE(statusOf(m_root / "t").st_mode & 07777, mode_t{0700});
    }

    void foldersAreListedInPages()
    {
        put(m_root / "etc/passwd", "somebody:x:" + std::to_string(::geteuid()) + ":0::/:\n");
        fs::create_directories(m_root / "many");
        for (int i = 0; i < 250; ++i)
            put(m_root / "many" / std::to_string(i), "x");
        fs::create_symlink("/etc", m_root / "many/link");
        fs::create_symlink(m_outside, m_root / "many/dangling");
        std::vector<FileInfo> all;
        std::size_t pages = 0;
        REQUIRE_OK(listFolder(tree(), "/many", 100, [&](std::vector<FileInfo> page) {
            ++pages;
            all.insert(all.end(), page.begin(), page.end());
            return true;
        }));
        QCOMPARE(pages, std::size_t{3});
        QCOMPARE(all.size(), std::size_t{252});
        const auto link = std::ranges::find(all, "link", &FileInfo::name), dangling = std::ranges::find(all, "dangling", &FileInfo::name);
        QCOMPARE(link->targetType, FileKind::Directory);
        QCOMPARE(link->linkTarget, std::string("/etc"));
        QCOMPARE(dangling->targetType, FileKind::Unknown);
        QCOMPARE(std::ranges::find(all, "7", &FileInfo::name)->owner, std::string("somebody"));
    }

    void removalFollowsNoLink()
    {
        fs::create_directories(m_root / "t/a/b");
        put(m_root / "t/a/b/x", "x");
        fs::create_symlink(m_outside, m_root / "t/a/link");
        QVERIFY(!removeFile(tree(), "/t", false, false));
        REQUIRE_OK(removeFile(tree(), "/t", true, false));
        QVERIFY(!fs::exists(m_root / "t"));
        QVERIFY(fs::exists(m_outside / "secret"));
        QVERIFY(!removeFile(tree(), "/t", true, false));
        REQUIRE_OK(removeFile(tree(), "/t", true, true));
        QVERIFY(!removeFile(tree(), "/", true, true));
        QVERIFY(!removeFile(tree(), "/etc/..", true, true));
    }

    void renamingDoesNotReplaceUnasked()
    {
        put(m_root / "a", "a");
        put(m_root / "b", "b");
        const auto taken = renameFile(tree(), "/a", "/b", false);
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::AlreadyExists);
        REQUIRE_OK(renameFile(tree(), "/a", "/b", true));
        QCOMPARE(get(m_root / "b"), std::string("a"));
    }

    void machinePathsNameTheirTree_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("inner"); // empty: refused
        QTest::newRow("agent's own") << "/tmp/x" << "/tmp/x";
        QTest::newRow("bundle, not the tree") << "/run/container/x/config.json" << "/run/container/x/config.json";
        QTest::newRow("no such container") << "/run/container/nosuch/rootfs/etc" << "";
        QTest::newRow("bad id") << "/run/container/../rootfs/etc" << "";
        QTest::newRow("relative") << "etc" << "";
        QTest::newRow("empty") << "" << "";
    }
    void machinePathsNameTheirTree()
    {
        QFETCH(QString, path);
        QFETCH(QString, inner);
        const ContainerRegistry registry;
        const auto place = registry.resolve(path.toStdString());
        QCOMPARE(place ? QString::fromStdString(place->path) : QString(""), inner);
    }

    void aFillThatFailsLeavesTheVolumeEmpty()
    {
        fs::create_directories(m_root / "data/etc");
        put(m_root / "data/etc/a", "a");
        rlimit files{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &files), 0);
        files.rlim_cur = files.rlim_max; // a reader holds one open at each level
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &files), 0);
        fs::path deep = m_root / "data/z";
        for (int i = 0; i < 1100; ++i) {
            deep /= "d";
            fs::create_directory(deep.parent_path());
        }
        fs::create_directories(m_outside / "volume");

        const Status filled = fillFolder(m_root, "/data", m_outside / "volume");

        QVERIFY(!filled);
        QCOMPARE(filled.error().reason, Reason::LimitExceeded); // the reader's, not that the stream ended early
        QVERIFY(fs::is_empty(m_outside / "volume"));
        fs::remove_all(m_root / "data/z");
        REQUIRE_OK(fillFolder(m_root, "/data", m_outside / "volume"));
        QCOMPARE(get(m_outside / "volume/etc/a"), std::string("a"));
    }

private:
    [[nodiscard]] RootedTree tree() const { return std::move(*RootedTree::open(m_root)); }
    static void put(const fs::path &path, std::string_view content)
    {
        const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644));
        static_cast<void>(writeAll(fd.get(), content, path.native()));
    }
    static std::string get(const fs::path &path) { return readFile(path, 1 << 20).value_or("none"); }
    static struct stat statusOf(const fs::path &path)
    {
        struct stat status{};
        ::lstat(path.c_str(), &status);
        return status;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_root, m_outside;
};

QTEST_GUILESS_MAIN(TestGuestTrees)
#include "test_guest_trees.moc"

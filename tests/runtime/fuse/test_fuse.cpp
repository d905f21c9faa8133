// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/fuse/file_server.h"
#include "runtime/fuse/guest_tree.h"
#include "runtime/fuse/link_text.h"
#include "runtime/fuse/stale_mount.h"
#include "tests/contract/require_ok.h"
#include "tests/support/fake_engine.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <fcntl.h>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace firkin;
using namespace firkin::fuse;
using namespace std::chrono_literals;
using engine::FakeEngine;
using engine::FileEntry;
using engine::FileType;

namespace {

constexpr FileServer::Options shortPatience{.limit = 200ms, .probePause = 20ms};

FileEntry entryOf(FileType type, std::uint64_t size = 0, std::uint32_t mode = 0644)
{
    FileEntry entry;
    entry.type = type;
    entry.size = size;
    entry.mode = mode;
    return entry;
}

FileEntry linkTo(const std::string &target)
{
    FileEntry entry = entryOf(FileType::Symlink, target.size(), 0777);
    entry.linkTarget = target;
    return entry;
}

/// A container of the fake engine, mounted.
class Mounted {
public:
    explicit Mounted(const FileServer::Options &options = {}) : m_options(options) { id = engine.addRunning("web"); }
    ~Mounted()
    {
        if (m_server)
            m_server->end();
    }
    [[nodiscard]] Status mount()
    {
        auto server = FileServer::mount(engine.files(), id, folder(), m_options);
        if (!server)
            return fail(server.error());
        m_server = std::move(*server);
        m_loop = std::jthread([this] { m_server->run(); });
        return {};
    }
    [[nodiscard]] std::string folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::string path(const std::string &inContainer) const { return folder() + inContainer; }

    FakeEngine engine;
    ContainerId id;

private:
    const FileServer::Options m_options;
    QTemporaryDir m_folder;
    std::unique_ptr<FileServer> m_server;
    std::jthread m_loop;
};

/// errno of opening and reading one byte; 0: fine.
int readError(const std::string &path)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    char byte = 0;
    return !file || ::read(file.get(), &byte, 1) < 0 ? errno : 0;
}

std::string contentOf(const std::string &path) { return readFile(path, std::size_t{1} << 30).value_or("(unreadable)"); }

#define MOUNT(mounted)                                                                            \
    if (::access("/dev/fuse", R_OK | W_OK) != 0)                                                  \
        QSKIP("this host has no /dev/fuse");                                                      \
    REQUIRE_OK((mounted).mount())

} // namespace

class TestFuse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linksStayInside_data()
    {
        QTest::addColumn<QByteArray>("link");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char *name, const char *link, const char *target, const char *text) {
            QTest::newRow(name) << QByteArray(link) << QByteArray(target) << QByteArray(text);
        };
        row("beside it", "/bin/sh", "busybox", "busybox");
        row("a way up", "/usr/bin/sh", "../lib/x", "../lib/x");
        row("absolute", "/usr/bin/sh", "/etc/passwd", "../../etc/passwd");
        row("absolute at the top", "/sh", "/etc/passwd", "etc/passwd");
        row("above the root", "/a/l", "../../../../etc/passwd", "../etc/passwd");
        row("above the root, absolute", "/a/b/l", "/../../etc/passwd", "../../etc/passwd");
        row("up behind a name", "/a/l", "b/../../../etc/passwd", "../etc/passwd");
        row("up behind many", "/l", "x/y/../../../../etc", "etc");
        row("root itself", "/a/b/l", "/", "../..");
        row("root at the top", "/l", "/", ".");
        row("nothing", "/l", "", ".");
        row("dots", "/a/l", "./././b", "b");
        row("slashes", "/a/l", "//etc///x", "../etc/x");
        row("no text", "/a/l", "\xff\xfe/..x", "\xff\xfe/..x");
        row("three dots are a name", "/a/l", ".../x", ".../x");
    }
    void linksStayInside()
    {
        QFETCH(QByteArray, link);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, text);
        QCOMPARE(QByteArray::fromStdString(linkText(link.toStdString(), target.toStdString())), text);
    }

    void numbersLastAsLongAsTheyAreHeld()
    {
        InodeTable table;
        const auto a = table.hold("/a");
        QCOMPARE(table.hold("/a"), a);
        const auto b = table.hold("/b");
        QVERIFY(a != b && a != InodeTable::root && b != InodeTable::root);
        QCOMPARE(table.hold("/"), InodeTable::root);
        table.release(a, 1);
        QCOMPARE(table.path(a).value_or(""), std::string("/a"));
        table.release(a, 7); // more than were given out
        QVERIFY(!table.path(a));
        QVERIFY(table.hold("/a") != a); // never the same again: the kernel may still name the old one
        table.release(12345, 1);
        QCOMPARE(table.size(), std::size_t{2});
    }

    void mountsAreRead_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<bool>("found");
        QTest::newRow("ours") << QByteArray("36 35 0:30 / /run/f/files/a ro,nosuid - fuse.firkin firkin ro\n") << true;
        QTest::newRow("last, no newline") << QByteArray("1 0 0:1 / / rw - x x rw\n36 35 0:30 / /run/f/files/a ro") << true;
        QTest::newRow("longer") << QByteArray("36 35 0:30 / /run/f/files/ab ro - fuse x ro\n") << false;
        QTest::newRow("escaped") << QByteArray("36 35 0:30 / /run/f/files\\040/a ro - fuse x ro\n") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("short") << QByteArray("36 35\n\n") << false;
    }
    void mountsAreRead()
    {
        QFETCH(QByteArray, line);
        QFETCH(bool, found);
        QCOMPARE(isMounted(line.toStdString(), "/run/f/files/a"), found);
    }
    void mountPointsAreUnescaped() { QVERIFY(isMounted("36 35 0:30 / /a\\040b\\134c ro - fuse x ro\n", "/a b\\c")); }

    void whatRunsOutOfTimeFailsAllOthersUntilTheGuestAnswers()
    {
        std::atomic<bool> answers = false;
        Patience patience(100ms, 10ms, [&](std::stop_token) { return answers.load(); });
        const auto never = [](Patience::Ticket &ticket) -> Status {
            while (!ticket.token().stop_requested())
                std::this_thread::yield();
            return fail(cancelled(Operation::CopyOut, "x"));
        };
        const auto atOnce = [](Patience::Ticket &) -> Status { return {}; };
        QElapsedTimer timer;

        timer.start();
        QCOMPARE(patience.ask("x", never).error().code, ErrorCode::Timeout);
        QVERIFY(timer.elapsed() >= 95);
        QCOMPARE(patience.ask("x", atOnce).error().rootReason(), Reason::AgentSilent);
        answers = true;
        QTRY_VERIFY(!patience.isSilent());
        REQUIRE_OK(patience.ask("x", atOnce));
    }
    void whileTheGuestIsSilentItEndsAtOnce()
    {
        std::atomic<bool> isEnding = false;
        std::atomic<int> late = 0;
        {
            Patience patience(20ms, 1ms, [&](std::stop_token) { return isEnding && ++late > 100; }); // no loop for ever
            (void)patience.ask("x", [](Patience::Ticket &ticket) -> Status {
                while (!ticket.token().stop_requested())
                    std::this_thread::yield();
                return fail(cancelled(Operation::CopyOut, "x"));
            });
            QVERIFY(patience.isSilent());
            isEnding = true;
        }
        QVERIFY2(late <= 2, QByteArray::number(late.load()).constData()); // the one under way, and one that was about to be
    }
    void aSignOfLifeProlongsTheTime()
    {
        Patience patience(150ms, 10ms, [](std::stop_token) { return true; });
        QElapsedTimer timer;
        timer.start();
        const Status done = patience.ask("x", [&](Patience::Ticket &ticket) -> Status {
            while (timer.elapsed() < 400) {
                ticket.prolong();
                std::this_thread::sleep_for(10ms);
                if (ticket.token().stop_requested())
                    return fail(cancelled(Operation::CopyOut, "x"));
            }
            return {};
        });
        REQUIRE_OK(done);
        QVERIFY(!patience.isSilent());
    }

    void attributesAreOursAndReadable_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("expected");
        QTest::newRow("file") << int(FileType::Regular) << 0640 << (S_IFREG | 0640);
        QTest::newRow("nobody may read it") << int(FileType::Regular) << 0 << (S_IFREG | 0400);
        QTest::newRow("set-id bits") << int(FileType::Regular) << 06755 << (S_IFREG | 0755);
        QTest::newRow("folder") << int(FileType::Directory) << 01555 << (S_IFDIR | 0755);
        QTest::newRow("link") << int(FileType::Symlink) << 0777 << (S_IFLNK | 0777);
    }
    void attributesAreOursAndReadable()
    {
        QFETCH(int, type);
        QFETCH(int, mode);
        FakeEngine engine;
        GuestTree tree(engine.files(), engine.addRunning("web"), 1s, 1s);
        const auto attributes = tree.attributes(entryOf(static_cast<FileType>(type), ~0ULL, static_cast<std::uint32_t>(mode)), 7);
        QFETCH(int, expected);
        QCOMPARE(static_cast<int>(attributes.st_mode), expected);
        QCOMPARE(attributes.st_uid, ::getuid());
        QVERIFY(attributes.st_size >= 0);
    }

    void anotherFileUnderTheSameNameIsAnError()
    {
        FakeEngine engine;
        const ContainerId id = engine.addRunning("web");
        FileEntry entry = entryOf(FileType::Regular, 4);
        entry.modified = engine::WallTime(1s);
        engine.addFile(id, "/f", entry, "old!");
        GuestTree tree(engine.files(), id, 1s, 1s);
        GuestTree::OpenFile file(tree, "/f", 4);
        QCOMPARE(file.read(0, 2).value_or(""), std::string("ol"));
        entry.modified = engine::WallTime(2s);
        engine.addFile(id, "/f", entry, "new!");
        QCOMPARE(file.read(2, 2).error().rootReason(), Reason::FileChanged);
    }

    void aThousandFilesAreRead()
    {
        Mounted mounted;
        for (int i = 0; i < 1000; ++i) {
            const std::string content = "file " + std::to_string(i) + std::string(static_cast<std::size_t>(i) * 7, 'x');
            mounted.engine.addFile(mounted.id, "/srv/many/" + std::to_string(i), entryOf(FileType::Regular, content.size()), content);
        }
        mounted.engine.addFile(mounted.id, "/srv/many", entryOf(FileType::Directory, 0, 0755));
        MOUNT(mounted);

        int count = 0;
        std::error_code error;
        for (std::filesystem::directory_iterator it(mounted.path("/srv/many"), error), end; !error && it != end; it.increment(error)) {
            const int number = std::stoi(it->path().filename());
            QCOMPARE(contentOf(it->path()), "file " + std::to_string(number) + std::string(static_cast<std::size_t>(number) * 7, 'x'));
            ++count;
        }
        QVERIFY(!error);
        QCOMPARE(count, 1000);
    }

    void hostileNamesAndLinksDoNoHarm()
    {
        Mounted mounted;
        const std::vector<std::string> names{"a\nb", "-rf", " ", "\xff\xfe", "%2F", "..x", std::string(255, 'n')};
        mounted.engine.addFile(mounted.id, "/h", entryOf(FileType::Directory, 0, 0755));
        for (const std::string &name : names)
            mounted.engine.addFile(mounted.id, "/h/" + name, entryOf(FileType::Regular, 2), "ok");
        mounted.engine.addFile(mounted.id, "/h/out", linkTo("/etc/hostname"));
        mounted.engine.addFile(mounted.id, "/h/up", linkTo("../../../../../../../../etc/hostname"));
        mounted.engine.addFile(mounted.id, "/h/pipe", entryOf(FileType::Fifo));
        mounted.engine.addFile(mounted.id, "/h/disk", entryOf(FileType::BlockDevice));
        MOUNT(mounted);

        std::set<std::string> seen;
        for (const auto &item : std::filesystem::directory_iterator(mounted.path("/h")))
            seen.insert(item.path().filename());
        std::set<std::string> expected(names.begin(), names.end());
        expected.insert({"out", "up"});
        QVERIFY(seen == expected);
        for (const std::string &name : names)
            QCOMPARE(contentOf(mounted.path("/h/" + name)), std::string("ok"));
        QCOMPARE(contentOf(mounted.path("/h/out")), std::string("web\n")); // the container's, not this computer's
        QCOMPARE(contentOf(mounted.path("/h/up")), std::string("web\n"));
        QCOMPARE(readError(mounted.path("/h/pipe")), ENOENT);
    }

    void nothingCanBeWritten()
    {
        Mounted mounted;
        MOUNT(mounted);
        const auto failsWith = [](int result, int error) { return result != 0 && errno == error; };
        QVERIFY(failsWith(::open(mounted.path("/new").c_str(), O_CREAT | O_WRONLY, 0600) < 0, EROFS));
        QVERIFY(failsWith(::open(mounted.path("/etc/hostname").c_str(), O_WRONLY) < 0, EROFS));
        QVERIFY(failsWith(::mkdir(mounted.path("/x").c_str(), 0700), EROFS));
        QVERIFY(failsWith(::unlink(mounted.path("/etc/hostname").c_str()), EROFS));
        QVERIFY(failsWith(::rename(mounted.path("/etc/hostname").c_str(), mounted.path("/etc/x").c_str()), EROFS));
    }

    void aFileOfUnknownSizeIsReadToItsEnd()
    {
        Mounted mounted;
        mounted.engine.addFile(mounted.id, "/proc/version", entryOf(FileType::Regular, 0, 0444), "Linux version 6\n");
        MOUNT(mounted);
        QCOMPARE(contentOf(mounted.path("/proc/version")), std::string("Linux version 6\n"));
    }

    void aSparseGigabyteGoesThrough()
    {
        Mounted mounted;
        constexpr std::uint64_t size = std::uint64_t{1} << 30;
        mounted.engine.addFile(mounted.id, "/big", entryOf(FileType::Regular, size), "begin");
        MOUNT(mounted);
        const UniqueFd file(::open(mounted.path("/big").c_str(), O_RDONLY | O_CLOEXEC));
        QVERIFY(file);
        std::vector<char> buffer(1 << 20);
        std::uint64_t done = 0;
        QElapsedTimer timer;
        timer.start();
        for (ssize_t count = 0; (count = ::read(file.get(), buffer.data(), buffer.size())) > 0; done += static_cast<std::uint64_t>(count))
            QVERIFY(done > 0 || std::string_view(buffer.data(), 5) == "begin");
        QCOMPARE(done, size);
        qInfo("%.0f MB/s", 1e-3 * double(size) / double(std::max<qint64>(timer.elapsed(), 1)));
    }

    void aSilentGuestCostsOneWaitOnly()
    {
        Mounted mounted(shortPatience);
        MOUNT(mounted);
        QCOMPARE(contentOf(mounted.path("/etc/hostname")), std::string("web\n"));

        for (const Operation operation : {Operation::StatFile, Operation::CopyOut, Operation::ListDirectory})
            mounted.engine.inject(operation, {.hang = true});
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(readError(mounted.path("/etc/passwd")), EIO);
        QVERIFY2(timer.elapsed() >= 150 && timer.elapsed() < 5000, QByteArray::number(timer.elapsed()).constData());
        timer.restart();
        for (int i = 0; i < 50; ++i)
            QCOMPARE(readError(mounted.path("/srv/" + std::to_string(i))), EIO);
        QVERIFY2(timer.elapsed() < 2000, "each waited anew");

        mounted.engine.clearFaults();
        QTRY_COMPARE(readError(mounted.path("/etc/passwd")), 0);
    }

    void anUnmountedFolderIsEmptyAgain()
    {
        QTemporaryDir folder;
        const std::string at = folder.filePath(QStringLiteral("m")).toStdString();
        QVERIFY(::mkdir(at.c_str(), 0700) == 0);
        if (::access("/dev/fuse", R_OK | W_OK) != 0)
            QSKIP("this host has no /dev/fuse");
        FakeEngine engine;
        auto server = FileServer::mount(engine.files(), engine.addRunning("web"), at, {});
        REQUIRE_OK(server);
        std::jthread loop([&] { (*server)->run(); });
        QCOMPARE(readError(at + "/etc/hostname"), 0);

        REQUIRE_OK(clearStale(at)); // as the next supervisor does, after a kill

        loop.join(); // its loop ends with the mount
        QVERIFY(::access(at.c_str(), F_OK) != 0);
        REQUIRE_OK(clearStale(at)); // nothing there: fine
    }
};

QTEST_GUILESS_MAIN(TestFuse)
#include "test_fuse.moc"

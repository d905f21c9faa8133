// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/runtime/container/container_fixture.h"

#include "runtime/base/file.h"
#include "runtime/copy/tar_reader.h"
#include "runtime/copy/tar_writer.h"

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace firkin;
using namespace firkin::container;
using namespace firkin::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Copies and the like between a host folder and one that plays the container's root.
class TestFiles : public QObject {
    Q_OBJECT

    std::unique_ptr<World> world;
    std::optional<Container<Streams>> container;

    [[nodiscard]] fs::path host(const char *name) const { return world->path("host") / name; }
    [[nodiscard]] fs::path guest(const char *name) const { return world->root() / name; }
    static void write(const fs::path &path, const std::string &content)
    {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
    }
    static std::string read(const fs::path &path) { return readFile(path, SIZE_MAX).value_or("<missing>"); }

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        fs::create_directories(world->path("host"));
        auto started = world->builder({"hang"}).spawn({});
        REQUIRE_OK(started);
        container.emplace(std::move(*started));
    }
    void cleanup()
    {
        if (container)
            REQUIRE_OK(container->stop({}, {}));
        container.reset();
        world.reset();
    }

    void aFileGoesInAndComesOutAsItWas_data()
    {
        QTest::addColumn<int>("size");
        QTest::newRow("empty") << 0;
        QTest::newRow("small") << 12;
        QTest::newRow("larger than every buffer") << 3'000'001;
    }
    void aFileGoesInAndComesOutAsItWas()
    {
        QFETCH(const int, size);
        std::string content(static_cast<std::size_t>(size), '\0');
        for (std::size_t i = 0; i < content.size(); ++i)
            content[i] = static_cast<char>(i * 31 + i / 256);
        write(host("file"), content);
        fs::permissions(host("file"), fs::perms(0755));

        REQUIRE_OK(container->copyIn(host("file"), "/srv/deep/er/file", {}));
        QVERIFY(read(guest("srv/deep/er/file")) == content);
        QVERIFY((fs::status(guest("srv/deep/er/file")).permissions() & fs::perms::owner_exec) != fs::perms::none);
        REQUIRE_OK(container->copyOut("/srv/deep/er/file", host("back"), {}));
        QVERIFY(read(host("back")) == content);
        QVERIFY((fs::status(host("back")).permissions() & fs::perms::owner_exec) != fs::perms::none);
    }

    void aTreeGoesInAndComesOutAsItWas()
    {
        write(host("tree/a/b/c"), "deep");
        write(host("tree/text"), "one\r\ntwo\n");
        write(host("tree/nul"), std::string("a\0b", 3));
        write(host("tree/\xc3\xa4 \xff odd\nname"), "odd");
        write(host("tree/-rf"), "dash");
        write(host(("tree/" + std::string(200, 'n')).c_str()), "long");
        fs::create_directories(host("tree/empty"));
        fs::create_symlink("a/b/c", host("tree/link"));
        fs::create_symlink("/etc/passwd", host("tree/absolute"));
        fs::create_symlink("nowhere", host("tree/dangling"));
        fs::create_hard_link(host("tree/text"), host("tree/hard"));
        fs::permissions(host("tree/a"), fs::perms(0750));
        fs::permissions(host("tree/nul"), fs::perms(0600));

        REQUIRE_OK(container->copyIn(host("tree"), "/srv", {})); // not there: becomes the tree
        REQUIRE_OK(container->copyOut("/srv", host("back"), {}));

        const auto listing = [](const fs::path &root) {
            std::vector<std::string> lines;
            for (const auto &one : fs::recursive_directory_iterator(root)) {
                std::string line = one.path().lexically_relative(root).string() + " " + std::to_string(static_cast<int>(one.symlink_status().type()));
                if (one.is_symlink())
                    line += " -> " + fs::read_symlink(one.path()).string();
                else
                    line += " " + std::to_string(static_cast<int>(one.status().permissions()));
                if (one.is_regular_file() && !one.is_symlink())
                    line += " " + read(one.path()) + " " + std::to_string(std::chrono::floor<std::chrono::seconds>(fs::last_write_time(one.path())).time_since_epoch().count());
                lines.push_back(line);
            }
            std::ranges::sort(lines);
            return lines;
        };
        const auto back = listing(host("back"));
        const auto tree = listing(host("tree"));
        QCOMPARE(back.size(), tree.size());
        for (std::size_t i = 0; i < back.size(); ++i)
            QCOMPARE(QByteArray::fromStdString(back[i]), QByteArray::fromStdString(tree[i]));
    }

    void namesFollowDockersRules()
    {
        write(host("file"), "f");
        write(host("tree/x"), "x");
        fs::create_directories(guest("dir"));
        fs::create_directories(guest("other"));
        write(guest("old"), "old");

        REQUIRE_OK(container->copyIn(host("file"), "/dir", {}));        // X030
        QCOMPARE(read(guest("dir/file")), "f");
        REQUIRE_OK(container->copyIn(host("file"), "/dir/", {}));
        REQUIRE_OK(container->copyIn(host("file"), "/old", {}));
        QCOMPARE(read(guest("old")), "f");
        const auto missing = container->copyIn(host("file"), "/nowhere/", {}); // X031
        QCOMPARE(missing.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(missing.error().detail, "destination directory does not exist");
        const auto over = container->copyIn(host("tree"), "/old", {}); // X032
        QCOMPARE(over.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(over.error().detail, "cannot copy directory over existing file");
        REQUIRE_OK(container->copyIn(host("tree"), "/dir", {}));
        QCOMPARE(read(guest("dir/tree/x")), "x");
        REQUIRE_OK(container->copyIn(host("tree/."), "/other", {}));
        QCOMPARE(read(guest("other/x")), "x");
        REQUIRE_OK(container->copyOut("/dir/tree/.", host("."), {}));
        QCOMPARE(read(host("x")), "x");
    }

    void aLinkIsCopiedAsALinkUnlessFollowed()
    {
        write(host("file"), "f");
        fs::create_symlink("file", host("link"));
        REQUIRE_OK(container->copyIn(host("link"), "/link", {}));
        QVERIFY(fs::is_symlink(guest("link")));
        REQUIRE_OK(container->files().copyIn(host("link"), "/followed", {.followLink = true}, {}, {}));
        QVERIFY(!fs::is_symlink(guest("followed")));
        QCOMPARE(read(guest("followed")), "f");
        REQUIRE_OK(container->copyOut("/link", host("out"), {}));
        QCOMPARE(fs::read_symlink(host("out")), fs::path("file"));
    }

    void aNameThatIsNoTextIsCarriedToo()
    {
        write(host("file"), "f");
        REQUIRE_OK(container->copyIn(host("file"), "/srv/\xff\xfe", {}));
        QCOMPARE(read(guest("srv/\xff\xfe")), "f");
    }

    void whatIsMissingOrOfTheWrongKindSaysSo()
    {
        QCOMPARE(container->copyIn(host("missing"), "/x", {}).error().rootReason(), Reason::NoSuchFile);
        QCOMPARE(container->copyOut("/missing", host("x"), {}).error().rootReason(), Reason::NoSuchFile);
        QVERIFY(!fs::exists(host("x")));
        write(host("file"), "f");
        QCOMPARE(container->copyIn(host("file/"), "/x", {}).error().rootReason(), Reason::NotADirectory);
        ::mkfifo(host("pipe").c_str(), 0600);
        QCOMPARE(container->copyIn(host("pipe"), "/x", {}).error().rootReason(), Reason::UnsupportedHere);
        QCOMPARE(container->copyIn(host("file"), "", {}).error().rootReason(), Reason::BadPath);
        QCOMPARE(container->copyIn(host("file"), std::string_view("/a\0b", 4), {}).error().rootReason(), Reason::BadPath);
    }

    void aCallThatFailsEarlyEndsTheCopy()
    {
        write(host("file"), "f");
        write(guest("dir/x"), "x");
        world->agent->failCalls("Copy", 13, "copy: Read-only file system");
        const auto in = container->copyIn(host("file"), "/x", {});
        QCOMPARE(in.error().rootReason(), Reason::ReadOnly);
        QCOMPARE(in.error().object, std::string("/x")); // and not where the machine has it
        const auto out = container->copyOut("/dir", host("x"), {});
        QCOMPARE(out.error().rootReason(), Reason::ReadOnly);
        QCOMPARE(out.error().object, std::string("/dir"));
        QCOMPARE(world->lastMachine->openListeners(), std::size_t{0});
    }

    void aCopyIsCancelledHalfWay()
    {
        write(host("file"), std::string(50'000'000, 'x'));
        std::stop_source source;
        const auto outcome = container->files().copyIn(
            host("file"), "/x", {},
            [&](const Progress &progress) {
                if (progress.done > 1'000'000)
                    source.request_stop();
            },
            source.get_token());
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().isCancelled(), render(outcome.error()).c_str());
        QCOMPARE(world->lastMachine->openListeners(), std::size_t{0});
    }

    void progressRisesToTheTotal()
    {
        write(host("tree/a"), std::string(1'000'000, 'a'));
        write(host("tree/b"), std::string(500'000, 'b'));
        std::uint64_t last = 0;
        std::optional<std::uint64_t> total;
        bool fell = false;
        REQUIRE_OK(container->files().copyIn(
            host("tree"), "/t", {},
            [&](const Progress &progress) {
                if (progress.phase != Phase::Copying)
                    return;
                fell |= progress.done < last;
                last = progress.done;
                total = progress.total;
            },
            {}));
        QVERIFY(!fell);
        QCOMPARE(last, std::uint64_t{1'500'000});
        QCOMPARE(total.value_or(0), last);
    }

    void syncIsAnOption()
    {
        write(host("file"), "f");
        const auto before = world->agent->count("Sync");
        REQUIRE_OK(container->files().copyIn(host("file"), "/x", {.sync = false}, {}, {}));
        QCOMPARE(world->agent->count("Sync"), before);
        REQUIRE_OK(container->copyIn(host("file"), "/x", {}));
        QCOMPARE(world->agent->count("Sync"), before + 1);
    }

    void hostileArchivesFromTheGuestAreRefused_data()
    {
        using copy::EntryKind;
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("link");
        QTest::newRow("upwards") << QByteArray("../escaped") << int(EntryKind::Regular) << QByteArray();
        QTest::newRow("upwards inside") << QByteArray("a/../../escaped") << int(EntryKind::Regular) << QByteArray();
        QTest::newRow("absolute") << QByteArray("/escaped") << int(EntryKind::Regular) << QByteArray();
        QTest::newRow("device") << QByteArray("dev") << int(EntryKind::Device) << QByteArray();
        QTest::newRow("pipe") << QByteArray("pipe") << int(EntryKind::Fifo) << QByteArray();
        QTest::newRow("hard link upwards") << QByteArray("hard") << int(EntryKind::HardLink) << QByteArray("../secret");
        QTest::newRow("hard link, absolute") << QByteArray("hard") << int(EntryKind::HardLink) << QByteArray("/etc/passwd");
        QTest::newRow("hard link to nothing") << QByteArray("hard") << int(EntryKind::HardLink) << QByteArray("nothing");
        QTest::newRow("below a link") << QByteArray("link/escaped") << int(EntryKind::Regular) << QByteArray();
        QTest::newRow("hard link through a link") << QByteArray("hard") << int(EntryKind::HardLink) << QByteArray("link/secret");
    }
    void hostileArchivesFromTheGuestAreRefused()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const int, kind);
        QFETCH(const QByteArray, link);
        write(host("secret"), "secret");
        fs::create_directories(guest("dir"));
        std::string archive;
        copy::TarWriter writer(
            [&](std::span<const std::byte> bytes) -> Status {
                archive.append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
                return {};
            },
            copy::TarCoding::GzipStored);
        REQUIRE_OK(writer.begin({.path = "link", .kind = copy::EntryKind::Symlink, .linkTarget = ".."}));
        REQUIRE_OK(writer.begin({.path = path.toStdString(), .kind = copy::EntryKind(kind), .linkTarget = link.toStdString()}));
        REQUIRE_OK(writer.finish());
        world->agent->sendInstead(archive);

        const auto outcome = container->copyOut("/dir", host("target"), {});

        QVERIFY(!outcome);
        QVERIFY(!fs::exists(host("escaped")));
        QVERIFY(!fs::exists(host("target/dev")));
        QVERIFY(!fs::exists(host("target/hard")));
    }

    void damagedArchivesFromTheGuestAreErrors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray("this is no archive at all, whatever one may think of it");
        QTest::newRow("half a gzip head") << QByteArray("\x1f\x8b\x08", 3);
        QTest::newRow("zeros in gzip's place") << QByteArray(2000, '\x7f');
    }
    void damagedArchivesFromTheGuestAreErrors()
    {
        QFETCH(const QByteArray, bytes);
        fs::create_directories(guest("dir"));
        world->agent->sendInstead(bytes.toStdString());
        QVERIFY(!container->copyOut("/dir", host("target"), {}));
    }

    void aLinkInTheTargetFolderIsNotFollowed()
    {
        fs::create_directories(host("target"));
        fs::create_directories(host("elsewhere"));
        fs::create_symlink("../elsewhere", host("target/dir"));
        write(guest("src/dir/file"), "x");
        const auto outcome = container->copyOut("/src/.", host("target"), {});
        // The archive's own folder takes the link's place; what it pointed to stays as it was.
        QVERIFY(fs::is_empty(host("elsewhere")));
        static_cast<void>(outcome);
    }

    void aTarStreamGoesInAndComesOut()
    {
        write(host("stream.tar"), {});
        {
            const UniqueFd out(::open(host("stream.tar").c_str(), O_WRONLY | O_TRUNC));
            write(guest("src/a"), "A");
            write(guest("src/sub/b"), std::string(100'000, 'b'));
            REQUIRE_OK(container->files().archive("/src", out.get(), {}, {}, {}));
        }
        std::vector<std::string> names;
        {
            const UniqueFd in(::open(host("stream.tar").c_str(), O_RDONLY));
            copy::TarReader reader([&](std::span<std::byte> buffer) -> Result<std::size_t> { return static_cast<std::size_t>(std::max<ssize_t>(0, ::read(in.get(), buffer.data(), buffer.size()))); });
            while (const auto entry = reader.next().value())
                names.push_back(entry->path);
        }
        QVERIFY(names == (std::vector<std::string>{"src/", "src/a", "src/sub/", "src/sub/b"}));

        fs::create_directories(guest("into"));
        const UniqueFd in(::open(host("stream.tar").c_str(), O_RDONLY));
        REQUIRE_OK(container->files().extract(in.get(), "/into", {}, {}, {}));
        QCOMPARE(read(guest("into/src/a")), "A");
        QCOMPARE(read(guest("into/src/sub/b")).size(), std::size_t{100'000});
        QCOMPARE(container->files().extract(in.get(), "/missing", {}, {}, {}).error().rootReason(), Reason::NoSuchFile);
    }

    void aFolderIsListedInPages()
    {
        for (const char *name : {"l/1", "l/2", "l/3", "l/4", "l/5"})
            write(guest(name), "x");
        std::vector<std::string> names;
        REQUIRE_OK(container->files().list(
            "/l",
            [&](std::vector<FileEntry> page) {
                for (const auto &entry : page)
                    names.push_back(entry.name);
            },
            {}));
        std::ranges::sort(names);
        QVERIFY(names == (std::vector<std::string>{"1", "2", "3", "4", "5"}));
        QCOMPARE(container->files().list("/missing", [](auto) {}, {}).error().rootReason(), Reason::NoSuchFile);
        QCOMPARE(container->files().list("relative", [](auto) {}, {}).error().reason, Reason::BadPath);
    }

    void filesAreRenamedRemovedAndFoldersMade()
    {
        REQUIRE_OK(container->files().rename("/a", "/b", false, {}));
        REQUIRE_OK(container->files().remove("/b", true, {}));
        REQUIRE_OK(container->files().makeDirectory("/c", true, {}));
        QCOMPARE(world->agent->count("Rename /a /b"), std::size_t{1});
        QCOMPARE(world->agent->count("Remove /b"), std::size_t{1});
        QCOMPARE(world->agent->count("MakeDirectory /c"), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestFiles)
#include "test_files.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/unique_fd.h"
#include "runtime/copy/copy_placement.h"
#include "runtime/copy/tar_reader.h"
#include "runtime/copy/tar_writer.h"
#include "runtime/copy/tree_archiver.h"
#include "runtime/copy/tree_extractor.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <fstream>
#include <random>

using namespace firkin;
using namespace firkin::copy;
using namespace firkin::test;
namespace fs = std::filesystem;

namespace {

std::string archiveOf(const std::function<Status(TarWriter &)> &fill, TarCoding coding)
{
    std::string bytes;
    TarWriter writer(
        [&](std::span<const std::byte> piece) -> Status {
            bytes.append(reinterpret_cast<const char *>(piece.data()), piece.size());
            return {};
        },
        coding);
    if (auto filled = fill(writer); !filled)
        return {};
    static_cast<void>(writer.finish());
    return bytes;
}

std::span<const std::byte> bytesOf(const std::string &text) { return std::as_bytes(std::span(text)); }

/// The text in pieces of this size.
ByteSource inPieces(const std::string &text, std::size_t piece)
{
    return [&text, piece, at = std::size_t{0}](std::span<std::byte> buffer) mutable -> Result<std::size_t> {
        const std::size_t count = std::min({piece, buffer.size(), text.size() - at});
        std::memcpy(buffer.data(), text.data() + at, count);
        at += count;
        return count;
    };
}

} // namespace

class TestCopy : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] fs::path path(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }

private Q_SLOTS:
    void aCopyGoesWhereDockerPutsIt_data()
    {
        QTest::addColumn<bool>("isDirectory");
        QTest::addColumn<bool>("contentsOnly");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("kind"); // 0 missing, 1 file, 2 folder
        QTest::addColumn<QByteArray>("expected"); // "" for an error
        QTest::newRow("file onto nothing") << false << false << QByteArray("/a/b") << 0 << QByteArray("/a/b");
        QTest::newRow("file onto nothing that should be a folder") << false << false << QByteArray("/a/b/") << 0 << QByteArray();
        QTest::newRow("file onto nothing that should be a folder, dot") << false << false << QByteArray("/a/b/.") << 0 << QByteArray();
        QTest::newRow("file onto a file") << false << false << QByteArray("/a/b") << 1 << QByteArray("/a/b");
        QTest::newRow("file onto a file with a slash") << false << false << QByteArray("/a/b/") << 1 << QByteArray();
        QTest::newRow("file into a folder") << false << false << QByteArray("/a/b") << 2 << QByteArray("/a/b/src");
        QTest::newRow("file into a folder with a slash") << false << false << QByteArray("/a/b/") << 2 << QByteArray("/a/b/src");
        QTest::newRow("file into the root") << false << false << QByteArray("/") << 2 << QByteArray("/src");
        QTest::newRow("folder onto nothing") << true << false << QByteArray("/a/b") << 0 << QByteArray("/a/b");
        QTest::newRow("folder onto nothing with a slash") << true << false << QByteArray("/a/b/") << 0 << QByteArray("/a/b");
        QTest::newRow("folder onto a file") << true << false << QByteArray("/a/b") << 1 << QByteArray();
        QTest::newRow("folder into a folder") << true << false << QByteArray("/a/b") << 2 << QByteArray("/a/b/src");
        QTest::newRow("contents into a folder") << true << true << QByteArray("/a/b") << 2 << QByteArray("/a/b into");
        QTest::newRow("contents onto nothing") << true << true << QByteArray("/a/b") << 0 << QByteArray("/a/b");
        QTest::newRow("contents onto a file") << true << true << QByteArray("/a/b") << 1 << QByteArray();
        QTest::newRow("no target") << false << false << QByteArray() << 0 << QByteArray();
        QTest::newRow("NUL") << false << false << QByteArray("/a\0b", 4) << 0 << QByteArray();
    }
    void aCopyGoesWhereDockerPutsIt()
    {
        QFETCH(const bool, isDirectory);
        QFETCH(const bool, contentsOnly);
        QFETCH(const QByteArray, target);
        QFETCH(const int, kind);
        QFETCH(const QByteArray, expected);

        const auto place = placeCopy(Operation::CopyIn, {"src", isDirectory, contentsOnly}, target.toStdString(), static_cast<TargetKind>(kind));

        QCOMPARE(place ? place->path + (place->existingFolder ? " into" : "") : std::string(), expected.toStdString());
        if (!place)
            QCOMPARE(place.error().code, ErrorCode::InvalidArgument);
    }

    void sourcesAreReadAsTyped_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<bool>("contentsOnly");
        QTest::addColumn<bool>("mustBeDirectory");
        QTest::newRow("plain") << QByteArray("/a/b") << QByteArray("/a/b") << false << false;
        QTest::newRow("slash") << QByteArray("/a/b/") << QByteArray("/a/b") << false << true;
        QTest::newRow("dot") << QByteArray("/a/b/.") << QByteArray("/a/b") << true << true;
        QTest::newRow("here") << QByteArray(".") << QByteArray(".") << true << true;
        QTest::newRow("root") << QByteArray("/") << QByteArray("/") << false << false;
        QTest::newRow("root's contents") << QByteArray("/.") << QByteArray("/") << true << true;
        QTest::newRow("hidden file") << QByteArray("/a/.b") << QByteArray("/a/.b") << false << false;
        QTest::newRow("name that ends in a dot") << QByteArray("/a/b.") << QByteArray("/a/b.") << false << false;
        QTest::newRow("nothing") << QByteArray() << QByteArray() << false << false;
    }
    void sourcesAreReadAsTyped()
    {
        QFETCH(const QByteArray, typed);
        QFETCH(const QByteArray, path);
        QFETCH(const bool, contentsOnly);
        QFETCH(const bool, mustBeDirectory);
        const TypedSource source = readSource(typed.toStdString());
        QCOMPARE(source.path, path.toStdString());
        QCOMPARE(source.contentsOnly, contentsOnly);
        QCOMPARE(source.mustBeDirectory, mustBeDirectory);
    }

    void entriesStayBelowTheirFolder_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<bool>("good");
        QTest::newRow("plain") << QByteArray("a/b") << QByteArray("a/b") << true;
        QTest::newRow("root") << QByteArray("./") << QByteArray() << true;
        QTest::newRow("doubled") << QByteArray(".//a/./b//") << QByteArray("a/b") << true;
        QTest::newRow("dots in names") << QByteArray("..a/b..") << QByteArray("..a/b..") << true;
        QTest::newRow("up") << QByteArray("..") << QByteArray() << false;
        QTest::newRow("up inside") << QByteArray("a/../b") << QByteArray() << false;
        QTest::newRow("up behind dots") << QByteArray("./a/./..") << QByteArray() << false;
        QTest::newRow("absolute") << QByteArray("/a") << QByteArray() << false;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << QByteArray() << false;
        QTest::newRow("too long") << QByteArray(5000, 'a') << QByteArray() << false;
        QTest::newRow("empty") << QByteArray() << QByteArray() << true;
    }
    void entriesStayBelowTheirFolder()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, expected);
        QFETCH(const bool, good);
        const auto safe = safeEntryPath(path.toStdString());
        QCOMPARE(safe.has_value(), good);
        if (good)
            QCOMPARE(*safe, expected.toStdString());
    }

    void whatIsWrittenIsReadHoweverItIsSplit_data()
    {
        QTest::addColumn<int>("coding");
        QTest::newRow("plain") << int(TarCoding::Plain);
        QTest::newRow("gzip") << int(TarCoding::GzipStored);
    }
    void whatIsWrittenIsReadHoweverItIsSplit()
    {
        QFETCH(const int, coding);
        const std::string odd = "\xc3\xa4 \xff\n" + std::string(120, 'n') + "/x";
        const std::string archive = archiveOf(
            [&](TarWriter &writer) -> Status {
                FIRKIN_TRY(writer.begin({.path = "dir/", .kind = EntryKind::Directory, .mode = 0711}));
                FIRKIN_TRY(writer.begin({.path = odd, .mode = 04755, .uid = 3'000'000, .gid = 7, .size = 5, .modified = {1'700'000'000, 0}}));
                FIRKIN_TRY(writer.write(std::as_bytes(std::span(std::string_view("hello")))));
                FIRKIN_TRY(writer.begin({.path = "link", .kind = EntryKind::Symlink, .linkTarget = odd}));
                return writer.begin({.path = "hard", .kind = EntryKind::HardLink, .linkTarget = odd});
            },
            static_cast<TarCoding>(coding));
        QVERIFY(!archive.empty());
        for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{511}, std::size_t{513}, archive.size()}) {
            TarReader reader(inPieces(archive, piece));
            auto entry = reader.next();
            REQUIRE_OK(entry);
            QCOMPARE((*entry)->path, "dir/");
            QVERIFY((*entry)->kind == EntryKind::Directory && (*entry)->mode == 0711);
            entry = reader.next();
            REQUIRE_OK(entry);
            QVERIFY((*entry)->path == odd);
            QCOMPARE((*entry)->mode, 04755U);
            QCOMPARE((*entry)->uid, 3'000'000U);
            QCOMPARE((*entry)->modified.tv_sec, time_t{1'700'000'000});
            std::string content;
            for (;;) {
                const auto part = reader.read();
                REQUIRE_OK(part);
                if (part->bytes.empty())
                    break;
                content.append(reinterpret_cast<const char *>(part->bytes.data()), part->bytes.size());
            }
            QCOMPARE(content, "hello");
            entry = reader.next();
            REQUIRE_OK(entry);
            QVERIFY((*entry)->kind == EntryKind::Symlink && (*entry)->linkTarget == odd);
            entry = reader.next();
            REQUIRE_OK(entry);
            QVERIFY((*entry)->kind == EntryKind::HardLink && (*entry)->linkTarget == odd);
            entry = reader.next();
            REQUIRE_OK(entry);
            QVERIFY(!*entry);
        }
    }

    void ordinaryNamesHaveNothingToWarnAbout()
    {
        const std::string archive = archiveOf(
            [](TarWriter &writer) -> Status {
                FIRKIN_TRY(writer.begin({.path = "dir/", .kind = EntryKind::Directory}));
                FIRKIN_TRY(writer.begin({.path = std::string(120, 'n') + "/" + std::string(120, 'x'), .modified = {1, 5}}));
                return writer.begin({.path = "link", .kind = EntryKind::Symlink, .linkTarget = std::string(200, 't')});
            },
            TarCoding::Plain);
        QVERIFY(archive.contains("link"));
        QVERIFY(!archive.contains("hdrcharset")); // GNU tar says a line for each
    }

    void aPlainStreamKeepsNamesThatAreNoUtf8()
    {
        const std::string archive = archiveOf(
            [](TarWriter &writer) -> Status { return writer.begin({.path = "\xff/", .kind = EntryKind::Directory}); },
            TarCoding::Plain);
        TarReader reader(inPieces(archive, 512), Operation::CopyOut);
        const auto entry = reader.next();
        QVERIFY(entry && *entry);
        QCOMPARE((*entry)->path, std::string("\xff/"));
    }

    void aTruncatedArchiveIsAnErrorOrTheEndButNeverWrong()
    {
        const std::string archive = archiveOf(
            [](TarWriter &writer) -> Status {
                FIRKIN_TRY(writer.begin({.path = "file", .size = 3000}));
                return writer.write(bytesOf(std::string(3000, 'x')));
            },
            TarCoding::GzipStored);
        for (std::size_t length = 0; length + 700 < archive.size(); length += 97) {
            const std::string part = archive.substr(0, length);
            TarReader reader(inPieces(part, 64));
            const auto entry = reader.next();
            if (!entry || !*entry)
                continue;
            std::size_t got = 0;
            bool failed = false;
            for (;;) {
                const auto piece = reader.read();
                failed = !piece;
                if (failed || piece->bytes.empty())
                    break;
                got += piece->bytes.size();
            }
            QVERIFY(failed || got == 3000);
        }
    }

    void randomBytesNeverMakeFiles()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            std::string bytes(random() % 3000, '\0');
            for (char &c : bytes)
                c = static_cast<char>(random());
            if (round % 3 == 0 && bytes.size() > 4)
                bytes.replace(0, 4, "\x1f\x8b\x08\x00", 4);
            fs::create_directories(path("random"));
            const UniqueFd folder(::open(path("random").c_str(), O_RDONLY | O_DIRECTORY));
            TarReader reader(inPieces(bytes, 100));
            static_cast<void>(extractTree(reader, {folder.get(), "random", false, 1 << 20}, {}, {}));
        }
        for (const auto &one : fs::recursive_directory_iterator(path("random")))
            QVERIFY(one.path().string().starts_with(path("random").string()));
    }

    void theSinksFailureIsWhatTheWriterReturns()
    {
        for (const std::size_t after : {std::size_t{0}, std::size_t{1000}, std::size_t{200'000}}) {
            std::size_t taken = 0;
            TarWriter writer(
                [&](std::span<const std::byte> piece) -> Status {
                    taken += piece.size();
                    return taken > after ? fail(Operation::CopyIn, {}, Reason::ConnectionLost) : Status();
                },
                TarCoding::GzipStored);
            Status outcome = writer.begin({.path = "file", .size = 1'000'000});
            const std::string content(1'000'000, 'x');
            if (outcome)
                outcome = writer.write(std::as_bytes(std::span(content)));
            if (outcome)
                outcome = writer.finish();
            QVERIFY(!outcome);
            QCOMPARE(outcome.error().reason, Reason::ConnectionLost);
        }
    }

    void storedBlocksCostNextToNothing()
    {
        const std::string archive = archiveOf(
            [](TarWriter &writer) -> Status {
                FIRKIN_TRY(writer.begin({.path = "zeros", .size = 1'000'000}));
                return writer.write(bytesOf(std::string(1'000'000, '\0')));
            },
            TarCoding::GzipStored);
        QVERIFY(archive.size() > 1'000'000 && archive.size() < 1'010'000);
        QVERIFY(archive.starts_with("\x1f\x8b"));
    }

    void aTreeIsArchivedInOrderAndUnpackedWithItsModes()
    {
        fs::create_directories(path("tree/b/deep"));
        fs::create_directories(path("tree/locked"));
        std::ofstream(path("tree/a")) << "A";
        std::ofstream(path("tree/b/deep/c")) << "C";
        std::ofstream(path("tree/locked/inside")) << "in";
        fs::permissions(path("tree/locked"), fs::perms(0555));
        fs::permissions(path("tree/a"), fs::perms(04755));
        const std::string archive = archiveOf([&](TarWriter &writer) { return archiveTree(writer, {path("tree"), {}, true, false, false}, {}, {}, {}); }, TarCoding::GzipStored);

        std::vector<std::string> names;
        TarReader lister(inPieces(archive, 1000));
        while (const auto entry = lister.next().value())
            names.push_back(entry->path);
        QVERIFY(names == (std::vector<std::string>{"./", "a", "b/", "b/deep/", "b/deep/c", "locked/", "locked/inside"}));

        fs::create_directories(path("out"));
        const UniqueFd folder(::open(path("out").c_str(), O_RDONLY | O_DIRECTORY));
        TarReader reader(inPieces(archive, 1000));
        REQUIRE_OK(extractTree(reader, {folder.get(), "out", false, 1 << 20}, {}, {}));
        QCOMPARE(static_cast<int>(fs::status(path("out/locked")).permissions()), 0555);
        QCOMPARE(static_cast<int>(fs::status(path("out/a")).permissions()), 0755); // no set-id bit from a stranger
        QCOMPARE(readFile(path("out/locked/inside"), 10).value(), "in");
        for (const char *name : {"tree/locked", "out/locked"})
            fs::permissions(path(name), fs::perms(0755));
    }

    void theUnpackedSizeIsBounded()
    {
        const std::string archive = archiveOf(
            [](TarWriter &writer) -> Status {
                FIRKIN_TRY(writer.begin({.path = "large", .size = 100'000}));
                return writer.write(bytesOf(std::string(100'000, 'x')));
            },
            TarCoding::Plain);
        fs::create_directories(path("bounded"));
        const UniqueFd folder(::open(path("bounded").c_str(), O_RDONLY | O_DIRECTORY));
        TarReader reader(inPieces(archive, 1000));
        const auto outcome = extractTree(reader, {folder.get(), "bounded", false, 50'000}, {}, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().reason, Reason::LimitExceeded);
    }

    void aFileThatShrinksMeanwhileIsAnError()
    {
        std::ofstream(path("shrinking")) << std::string(2'000'000, 'x');
        bool cut = false;
        TarWriter writer(
            [&](std::span<const std::byte>) -> Status {
                if (!std::exchange(cut, true))
                    fs::resize_file(path("shrinking"), 10);
                return {};
            },
            TarCoding::Plain);
        const auto outcome = archiveTree(writer, {path("shrinking"), "shrinking", true, false, false}, {}, {}, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().reason, Reason::FileChanged);
    }
};

QTEST_GUILESS_MAIN(TestCopy)
#include "test_copy.moc"

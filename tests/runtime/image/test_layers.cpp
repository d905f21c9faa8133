// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/unique_fd.h"
#include "runtime/image/layer_reader.h"
#include "runtime/image/layer_tree.h"
#include "runtime/image/merged_tar.h"
#include "runtime/image/rootfs_builder.h"
#include "tests/runtime/image/image_maker.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <random>
#include <sys/mman.h>

using namespace firkin;
using namespace firkin::image;
using namespace firkin::test;

namespace {

using Lines = QList<QStringList>; // one list for each layer

/// "d a", "f a/b", "l a/c target", "h a/d target", "c a/null", "p a/fifo"
LayerEntry entryOf(const std::string &line, std::vector<std::string> &keep)
{
    const std::size_t space = line.find(' ', 2);
    keep.push_back(line.substr(2, space - 2));
    LayerEntry entry;
    entry.path = keep.back();
    if (space != std::string::npos) {
        keep.push_back(line.substr(space + 1));
        entry.target = keep.back();
        entry.path = keep[keep.size() - 2];
    }
    switch (line[0]) {
    case 'd':
        entry.kind = EntryKind::Directory;
        break;
    case 'l':
        entry.kind = EntryKind::Symlink;
        break;
    case 'h':
        entry.kind = EntryKind::HardLink;
        break;
    case 'c':
        entry.kind = EntryKind::CharacterDevice;
        break;
    case 'p':
        entry.kind = EntryKind::Fifo;
        break;
    default:
        break;
    }
    return entry;
}

Status build(LayerTree &tree, const Lines &layers)
{
    for (const QStringList &layer : layers) {
        tree.beginLayer();
        for (const QString &line : layer) {
            std::vector<std::string> keep;
            keep.reserve(2);
            FIRKIN_TRY(tree.apply(entryOf(line.toStdString(), keep)));
        }
    }
    tree.finish();
    return {};
}

QStringList toQt(const std::vector<std::string> &lines)
{
    QStringList result;
    for (const std::string &line : lines)
        result << QString::fromStdString(line);
    return result;
}

/// Layers on disk, for the functions that read them.
class LayerFolder {
public:
    std::vector<LayerFile> files;

    void add(const std::vector<TarEntry> &entries, Packing packing = Packing::Plain)
    {
        addBytes(makeTar(entries, packing), oci::Digest::ofBytes(makeTar(entries)));
    }
    void addBytes(const std::string &bytes, const oci::Digest &diffId)
    {
        const std::filesystem::path path = m_dir.filePath(QString::number(files.size())).toStdString();
        writeFile(path, bytes);
        files.push_back({path, diffId, bytes.size()});
    }
    [[nodiscard]] std::filesystem::path path(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)).toStdString(); }

private:
    QTemporaryDir m_dir;
};

Result<std::vector<std::string>> merged(const std::vector<LayerFile> &layers, std::uint64_t limit = 1 << 30)
{
    LayerTree tree;
    FIRKIN_TRY(indexLayers(layers, tree, limit, {}, {}));
    const UniqueFd fd(::memfd_create("merged", MFD_CLOEXEC));
    FIRKIN_TRY(writeMergedTar(layers, tree, fd.get(), limit, {}, {}));
    std::string tar(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
    if (::pread(fd.get(), tar.data(), tar.size(), 0) != static_cast<ssize_t>(tar.size()))
        return fail(systemError(Operation::BuildRootfs, "", errno));
    return listTar(tar);
}

} // namespace

class TestLayers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void layersStack_data();
    void layersStack();
    void hostileLayersAreRefused_data();
    void hostileLayersAreRefused();
    void whiteoutsInAnyOrderGiveTheSame();
    void aLayerOfNothingButOpaqueMarksIsQuick();
    void linksCannotNestFoldersWithoutEnd();
    void mergedTarHasParentsFirstAndLinksLast();
    void mergedTarKeepsAttributesAndDropsWhatSteersOverlayfs();
    void namesAreBytes();
    void packingsReadAlike_data();
    void packingsReadAlike();
    void truncatedLayerIsAnErrorAtEveryLength_data();
    void truncatedLayerIsAnErrorAtEveryLength();
    void flippedBytesAreAnErrorNeverACrash();
    void aLayerThatIsNotWhatTheConfigurationSaysIsRefused();
    void aBombIsStoppedAtTheLimit();
    void anEmptyLayerAddsNothing();
    void cancelStopsReading();
    void mke2fsIsToldSizesThatFit();
};

void TestLayers::layersStack_data()
{
    QTest::addColumn<Lines>("layers");
    QTest::addColumn<QStringList>("expected");

    QTest::newRow("nothing") << Lines{} << QStringList{};
    QTest::newRow("one layer") << Lines{{"d a", "f a/b"}} << QStringList{"d a", "f a/b 0:1"};
    QTest::newRow("parents that are missing are made") << Lines{{"f a/b/c"}} << QStringList{"d a", "d a/b", "f a/b/c 0:0"};
    QTest::newRow("names are cleaned") << Lines{{"d ./", "f ./a//b/../c", "f /d"}} << QStringList{"d a", "f a/c 0:1", "f d 0:2"};
    QTest::newRow("upper file replaces lower") << Lines{{"f a"}, {"f a"}} << QStringList{"f a 1:0"};
    QTest::newRow("the last of one layer counts") << Lines{{"f a", "f a"}} << QStringList{"f a 0:1"};
    QTest::newRow("directories merge") << Lines{{"d a", "f a/x"}, {"d a", "f a/y"}} << QStringList{"d a", "f a/x 0:1", "f a/y 1:1"};
    QTest::newRow("file replaces directory") << Lines{{"d a", "f a/x"}, {"f a"}} << QStringList{"f a 1:0"};
    QTest::newRow("directory replaces file") << Lines{{"f a"}, {"d a", "f a/x"}} << QStringList{"d a", "f a/x 1:1"};
    QTest::newRow("directory replaces link") << Lines{{"d b", "l a b"}, {"d a"}} << QStringList{"d a", "d b"};
    QTest::newRow("whiteout") << Lines{{"f a", "f b"}, {"f .wh.a"}} << QStringList{"f b 0:1"};
    QTest::newRow("whiteout of a tree") << Lines{{"d a", "f a/b", "f c"}, {"f .wh.a"}} << QStringList{"f c 0:2"};
    QTest::newRow("whiteout of nothing") << Lines{{"f a"}, {"f .wh.b"}} << QStringList{"f a 0:0"};
    QTest::newRow("whiteout spares its own layer") << Lines{{"f a"}, {"f a", "f .wh.a"}} << QStringList{"f a 1:0"};
    QTest::newRow("whiteout spares what its own layer put below") << Lines{{"d a", "f a/x"}, {"f a/y", "f .wh.a"}} << QStringList{"d a", "f a/y 1:0"};
    QTest::newRow("whiteout then anew") << Lines{{"d a", "f a/x"}, {"f .wh.a", "d a", "f a/y"}} << QStringList{"d a", "f a/y 1:2"};
    QTest::newRow("opaque") << Lines{{"d a", "f a/x", "d a/d", "f a/d/z"}, {"d a", "f a/.wh..wh..opq", "f a/y"}} << QStringList{"d a", "f a/y 1:2"};
    QTest::newRow("opaque at the end") << Lines{{"d a", "f a/x"}, {"d a", "f a/y", "f a/.wh..wh..opq"}} << QStringList{"d a", "f a/y 1:1"};
    QTest::newRow("opaque root") << Lines{{"f a", "d b"}, {"f .wh..wh..opq", "f c"}} << QStringList{"f c 1:1"};
    QTest::newRow("opaque in three layers") << Lines{{"f a/x"}, {"f a/y"}, {"f a/.wh..wh..opq"}, {"f a/z"}} << QStringList{"d a", "f a/z 3:0"};
    QTest::newRow("aufs' bookkeeping is nothing") << Lines{{"f .wh..wh.aufs", "d .wh..wh.plnk", "f a"}} << QStringList{"f a 0:2"};
    QTest::newRow("hard link") << Lines{{"f a", "h b a"}} << QStringList{"f a 0:0", "h b a"};
    QTest::newRow("hard link whose target is replaced") << Lines{{"f a", "h b a"}, {"f a"}} << QStringList{"f a 1:0", "f b 0:0"};
    QTest::newRow("hard link whose target is hidden") << Lines{{"f a", "h b a", "h c a"}, {"f .wh.a"}} << QStringList{"f b 0:0", "h c b"};
    QTest::newRow("hard link to a lower file") << Lines{{"f a"}, {"h b a"}} << QStringList{"f a 0:0", "h b a"};
    QTest::newRow("hard link to a link") << Lines{{"l a x", "h b a"}} << QStringList{"h b a", "l a x"};
    QTest::newRow("hard link with a leading slash") << Lines{{"d d", "f d/a", "h b /d/a"}} << QStringList{"d d", "f b 0:1", "h d/a b"};
    QTest::newRow("hard link onto itself") << Lines{{"f a", "h a a"}} << QStringList{"f a 0:0"};
    QTest::newRow("hard link through a linked folder") << Lines{{"d d", "f d/a", "l s d", "h b s/a"}} << QStringList{"d d", "f b 0:1", "h d/a b", "l s d"};
    QTest::newRow("parent is a link of the same layer") << Lines{{"d d", "l s d", "f s/a"}} << QStringList{"d d", "f d/a 0:2", "l s d"};
    QTest::newRow("parent is a link with a leading slash") << Lines{{"d d", "l s /d", "f s/a"}} << QStringList{"d d", "f d/a 0:2", "l s /d"};
    QTest::newRow("parent is a link of a lower layer") << Lines{{"d d", "l s d"}, {"f s/a"}} << QStringList{"d d", "d s", "f s/a 1:0"};
    QTest::newRow("parent is a file of a lower layer") << Lines{{"f s"}, {"f s/a"}} << QStringList{"d s", "f s/a 1:0"};
    QTest::newRow("a link upwards stays inside") << Lines{{"l s ../../../x", "f s/a"}} << QStringList{"d x", "f x/a 0:1", "l s ../../../x"};
    QTest::newRow("a link to nowhere is only text") << Lines{{"l etc/passwd /../../../etc/shadow"}} << QStringList{"d etc", "l etc/passwd /../../../etc/shadow"};
    QTest::newRow("devices and FIFOs") << Lines{{"c dev/null", "p f"}} << QStringList{"d dev", "f dev/null 0:0", "f f 0:1"};
    QTest::newRow("the root as a file is nothing") << Lines{{"f /", "f .", "f a"}} << QStringList{"f a 0:2"};
}

void TestLayers::layersStack()
{
    QFETCH(Lines, layers);
    QFETCH(QStringList, expected);
    LayerTree tree;

    const Status status = build(tree, layers);

    QVERIFY2(status, status ? "" : status.error().detail.c_str());
    QCOMPARE(toQt(tree.describe()), expected);
}

void TestLayers::hostileLayersAreRefused_data()
{
    QTest::addColumn<Lines>("layers");
    QTest::addColumn<int>("reason");

    const auto row = [](const char *name, const Lines &layers, Reason reason) { QTest::newRow(name) << layers << int(reason); };
    row("out of the root", {{"f ../a"}}, Reason::BadPath);
    row("out of the root later", {{"f a/../../b"}}, Reason::BadPath);
    row("out of the root, absolute", {{"f /../a"}}, Reason::BadPath);
    row("hard link out of the root", {{"f a", "h b ../a"}}, Reason::BadPath);
    row("hard link to nothing", {{"h b a"}}, Reason::NotAnImage);
    row("hard link to the root", {{"h b /"}}, Reason::NotAnImage);
    row("hard link to a directory", {{"d a", "h b a"}}, Reason::NotAnImage);
    row("hard link to what comes later", {{"h b a", "f a"}}, Reason::NotAnImage);
    row("hard link to what was hidden", {{"f a"}, {"f .wh.a", "h b a"}}, Reason::NotAnImage);
    row("file below a file of its layer", {{"f a", "f a/b"}}, Reason::NotADirectory);
    row("link to itself as a parent", {{"l a a", "f a/b"}}, Reason::BadPath);
    row("links in a ring", {{"l a b", "l b a", "f a/c"}}, Reason::BadPath);
    row("whiteout of nothing", {{"f .wh."}}, Reason::BadPath);
    row("whiteout of itself", {{"f .wh.."}}, Reason::BadPath);
    row("whiteout of the parent", {{"f a/.wh..."}}, Reason::BadPath);
    row("name too long", {{"f " + QString(256, 'x')}}, Reason::LimitExceeded);
    row("path too long", {{"f " + QString("a/").repeated(2100)}}, Reason::LimitExceeded);
    row("link target too long", {{"l a " + QString(4096, 'x')}}, Reason::BadPath);
    row("link to nothing", {{"l a"}}, Reason::BadPath);
}

void TestLayers::hostileLayersAreRefused()
{
    QFETCH(Lines, layers);
    QFETCH(int, reason);
    LayerTree tree;

    const Status status = build(tree, layers);

    QVERIFY(!status);
    QCOMPARE(int(status.error().reason), reason);
}

void TestLayers::whiteoutsInAnyOrderGiveTheSame()
{
    const QStringList lower{"d a", "f a/1", "f a/2", "d a/d", "f a/d/3", "f b"};
    QStringList upper{"f a/.wh.1", "f a/new", "f a/d/.wh..wh..opq", "f a/d/4", "f .wh.b"};
    std::mt19937 random(3);

    for (int i = 0; i < 50; ++i) {
        std::shuffle(upper.begin(), upper.end(), random);
        LayerTree tree;
        QVERIFY(build(tree, {lower, upper}));
        QStringList names;
        for (const QString &line : toQt(tree.describe()))
            names << line.section(' ', 0, 1);
        QCOMPARE(names, (QStringList{"d a", "d a/d", "f a/2", "f a/d/4", "f a/new"}));
    }
}

void TestLayers::aLayerOfNothingButOpaqueMarksIsQuick()
{
    LayerTree tree;
    tree.beginLayer();
    for (int i = 0; i < 50'000; ++i)
        QVERIFY(tree.apply({.path = "a/f" + std::to_string(i), .target = {}, .directory = {}}));
    tree.beginLayer();

    for (int i = 0; i < 50'000; ++i)
        QVERIFY(tree.apply({.path = "a/.wh..wh..opq", .target = {}, .directory = {}}));

    tree.finish();
    QCOMPARE(tree.totals().inodes, std::uint64_t{2});
}

void TestLayers::linksCannotNestFoldersWithoutEnd()
{
    LayerTree tree;
    tree.beginLayer();
    const std::string deep = QString("d/").repeated(1000).toStdString();
    Status status = tree.apply({.path = "s0", .kind = EntryKind::Symlink, .target = deep, .directory = {}});

    std::string path = "s0";
    for (int i = 0; status && i < 10; ++i) {
        path += "/s0"; // a link at the end of the folders that the last one led to
        status = tree.apply({.path = path, .kind = EntryKind::Symlink, .target = deep, .directory = {}});
    }

    QVERIFY(!status);
    QCOMPARE(status.error().reason, Reason::LimitExceeded);
}

void TestLayers::mergedTarHasParentsFirstAndLinksLast()
{
    LayerFolder folder;
    folder.add({directory("z"), file("z/one", "1"), hardLink("a", "z/one"), file("gone", "x"), symbolicLink("s", "z/one")});
    folder.add({file("z/one", "2"), directory("b", 0700), file("b/two", ""), file(".wh.gone", "")}, Packing::Gzip);

    const auto lines = merged(folder.files);

    QVERIFY(lines);
    QCOMPARE(toQt(*lines), (QStringList{"d ./ 755 0:0", "d b/ 700 0:0", "d z/ 755 0:0", "f a 644 0:0 1", "l s → z/one",
                                        "f z/one 644 0:0 2", "f b/two 644 0:0 "}));
}

void TestLayers::mergedTarKeepsAttributesAndDropsWhatSteersOverlayfs()
{
    LayerFolder folder;
    TarEntry ping = file("ping", "x", 04755);
    ping.uid = 1000;
    ping.gid = 3'000'000; // more than a plain tar header holds
    ping.xattrs = {{"security.capability", "cap"}, {"user.note", "n"}, {"trusted.overlay.opaque", "y"}, {"security.selinux", "s"}};
    TarEntry home = directory("home", 01777);
    home.uid = 5;
    home.xattrs = {{"trusted.overlay.redirect", "/etc"}};
    folder.add({ping, home, {"null", EntryKind::CharacterDevice, {}, 0666, 0, 0, {}}});

    const auto lines = merged(folder.files);

    QVERIFY(lines);
    QStringList sorted = toQt(*lines);
    sorted.sort();
    QCOMPARE(sorted, (QStringList{"? null 666 0:0", "d ./ 755 0:0", "d home/ 1777 5:0", "f ping 4755 1000:3000000 x",
                                  "x ping security.capability", "x ping user.note"}));
}

void TestLayers::namesAreBytes()
{
    LayerFolder folder;
    const std::string longName(200, 'n');
    folder.add({file("caf\xc3\xa9", "utf-8"), file("caf\xe9", "latin-1"), directory(longName), file(longName + "/" + longName, "long"),
                file("new\nline", "n"), symbolicLink("link\xff", "caf\xe9")});

    const auto lines = merged(folder.files);

    QVERIFY(lines);
    const auto has = [&](const std::string &line) { return std::ranges::find(*lines, line) != lines->end(); };
    QVERIFY(has("f caf\xc3\xa9 644 0:0 utf-8"));
    QVERIFY(has("f caf\xe9 644 0:0 latin-1"));
    QVERIFY(has("f " + longName + "/" + longName + " 644 0:0 long"));
    QVERIFY(has("f new\nline 644 0:0 n"));
    QVERIFY(has("l link\xff → caf\xe9"));
}

void TestLayers::packingsReadAlike_data()
{
    QTest::addColumn<int>("packing");
    QTest::newRow("plain") << int(Packing::Plain);
    QTest::newRow("gzip") << int(Packing::Gzip);
    QTest::newRow("zstd") << int(Packing::Zstd);
}

void TestLayers::packingsReadAlike()
{
    QFETCH(int, packing);
    LayerFolder folder;
    std::string content(3'000'000, 'x');
    std::mt19937 random(1);
    for (char &c : content)
        c = static_cast<char>(random());
    folder.add({file("big", content)}, static_cast<Packing>(packing));

    const auto lines = merged(folder.files);

    QVERIFY(lines);
    QVERIFY(lines->at(1) == "f big 644 0:0 " + content);
}

void TestLayers::truncatedLayerIsAnErrorAtEveryLength_data() { packingsReadAlike_data(); }

void TestLayers::truncatedLayerIsAnErrorAtEveryLength()
{
    QFETCH(int, packing);
    const std::vector<TarEntry> entries{directory("a"), file("a/b", "some content"), file("c", std::string(600, 'c'))};
    const std::string whole = makeTar(entries, static_cast<Packing>(packing));
    const oci::Digest diffId = oci::Digest::ofBytes(makeTar(entries));

    for (std::size_t length = 0; length < whole.size(); length += whole.size() > 1000 ? 61 : 1) {
        LayerFolder folder;
        folder.addBytes(whole.substr(0, length), diffId);
        LayerTree tree;
        QVERIFY2(!indexLayers(folder.files, tree, 1 << 20, {}, {}), std::to_string(length).c_str());
    }
}

void TestLayers::flippedBytesAreAnErrorNeverACrash()
{
    const std::vector<TarEntry> entries{directory("a"), file("a/b", "some content"), hardLink("h", "a/b")};
    std::mt19937 random(11);
    for (const Packing packing : {Packing::Plain, Packing::Gzip, Packing::Zstd}) {
        const std::string whole = makeTar(entries, packing);
        for (int i = 0; i < 200; ++i) {
            std::string bad = whole;
            bad[random() % bad.size()] ^= static_cast<char>(1U << (random() % 8));
            LayerFolder folder;
            folder.addBytes(bad, oci::Digest::ofBytes(makeTar(entries)));
            LayerTree tree;
            // gzip has bits that mean nothing (its time, its flags): then the content is whole, and so is the digest.
            const Status status = indexLayers(folder.files, tree, 1 << 20, {}, {});
            if (status)
                QVERIFY(packing != Packing::Plain);
        }
    }
}

void TestLayers::aLayerThatIsNotWhatTheConfigurationSaysIsRefused()
{
    LayerFolder folder;
    folder.addBytes(makeTar({file("a", "x")}, Packing::Gzip), oci::Digest::ofBytes("something else"));
    LayerTree tree;

    const Status status = indexLayers(folder.files, tree, 1 << 20, {}, {});

    QVERIFY(!status);
    QCOMPARE(status.error().reason, Reason::DigestMismatch);
}

void TestLayers::aBombIsStoppedAtTheLimit()
{
    LayerFolder folder;
    folder.add({file("zeros", std::string(50'000'000, '\0'))}, Packing::Zstd);
    LayerTree tree;

    const Status status = indexLayers(folder.files, tree, 1'000'000, {}, {});

    QVERIFY(!status);
    QCOMPARE(status.error().reason, Reason::LimitExceeded);
}

void TestLayers::anEmptyLayerAddsNothing()
{
    LayerFolder folder;
    folder.addBytes("", oci::Digest::ofBytes(""));
    folder.addBytes(std::string(1024, '\0'), oci::Digest::ofBytes(std::string(1024, '\0')));
    folder.addBytes(makeTar({}, Packing::Gzip), oci::Digest::ofBytes(makeTar({})));
    folder.add({file("a", "x")});

    const auto lines = merged(folder.files);

    QVERIFY2(lines, lines ? "" : lines.error().detail.c_str());
    QCOMPARE(toQt(*lines), (QStringList{"d ./ 755 0:0", "f a 644 0:0 x"}));
}

void TestLayers::cancelStopsReading()
{
    LayerFolder folder;
    folder.add({file("a", "x")});
    std::stop_source source;
    source.request_stop();
    LayerTree tree;

    const Status status = indexLayers(folder.files, tree, 1 << 20, {}, source.get_token());

    QVERIFY(!status);
    QVERIFY(status.error().isCancelled());
}

void TestLayers::mke2fsIsToldSizesThatFit()
{
    LayerTree::Totals totals;
    totals.inodes = 1000;
    totals.dataBlocks = 25'600; // 100 MiB

    const auto arguments = mke2fsArguments("/store/x", totals, oci::Digest::ofBytes("x"));

    QVERIFY(std::ranges::find(arguments, "-d") != arguments.end());
    QCOMPARE(*(std::ranges::find(arguments, "-N") + 1), std::string("1064"));
    QCOMPARE(arguments.at(arguments.size() - 2), std::string("/store/x"));
    QVERIFY(std::stoull(arguments.back()) > 110 * 1024);
}

QTEST_APPLESS_MAIN(TestLayers)
#include "test_layers.moc"

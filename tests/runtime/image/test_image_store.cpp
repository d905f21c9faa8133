// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file_lock.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/image/image_index.h"
#include "runtime/image/image_store.h"
#include "runtime/image/disk_image.h"
#include "tests/runtime/image/image_maker.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace firkin;
using namespace firkin::image;
using namespace firkin::test;

namespace fs = std::filesystem;

namespace {

/// What debugfs says to a command about an image.
std::string debugfs(const fs::path &image, const std::string &command)
{
    ProcessSpec spec;
    spec.program = *findHelper(Helper::Debugfs);
    spec.arguments = {"-R", command, image.string()};
    const auto output = run(spec, Deadline::never(), {});
    return output ? output->output : std::string();
}

std::string errorText(const auto &result) { return result ? std::string() : result.error().object + ": " + result.error().detail; }

std::size_t filesIn(const fs::path &folder)
{
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

ImageParts smallImage(const std::string &content = "hello")
{
    return makeImage({{directory("etc"), file("etc/os-release", "ID=test\n"), file("bin/sh", "shell", 0755)},
                      {file("greeting", content), symbolicLink("link", "greeting")}},
                     Packing::Gzip,
                     R"({"Cmd":["/bin/sh"],"User":"1"})");
}

} // namespace

class TestImageStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void loadsEveryForm_data();
    void loadsEveryForm();
    void namesFollowTheRules_data();
    void namesFollowTheRules();
    void damagedArchivesAreRefusedAndLeaveNothing_data();
    void damagedArchivesAreRefusedAndLeaveNothing();
    void truncatedArchivesAreRefused();
    void rootfsHoldsTheMergedFiles();
    void rootfsOfAnEmptyImageIsFine();
    void rootfsIsSharedByImagesOfTheSameLayers();
    void theWaitingBuilderGetsWhatTheFirstMade();
    void cancelledLoadLeavesNothing();
    void loadAgainIsTheSameImage();
    void findsByNameDigestAndPrefix();
    void theLastNameTakesTheImageAlong();
    void anImageInUseStays();
    void forcedRemovalKeepsTheContentUntilNobodyUsesIt();
    void aMovedNameFreesTheOldImage();
    void theSweepWaitsForThoseWhoAdd();
    void restsOfACrashAreSwept();
    void aKilledLoadLeavesTheIndexWhole();
    void aDamagedIndexIsSaidSo();
    void manyProcessesAddAtOnce();
    void upperDiskIsSparseAndSound();
    void aDiskThatCannotBeFinishedIsNotMade();
    void upperDiskNeverReplacesAFile();

private:
    [[nodiscard]] fs::path path(const QString &name) const { return m_dir->filePath(name).toStdString(); }
    [[nodiscard]] fs::path images() const { return path("images"); }
    Result<std::vector<StoredImage>> loadArchive(const std::string &bytes, const QString &name = "image.tar", const std::optional<std::string> &tag = {})
    {
        writeFile(path(name), bytes);
        return m_store->load(path(name), tag, {}, {});
    }
    [[nodiscard]] std::string archiveOf(const ImageParts &image, const std::string &name)
    {
        const fs::path folder = path("layout-" + QString::number(++m_layouts));
        writeLayout(folder, {{image, name}});
        return packFolder(folder);
    }
    [[nodiscard]] bool isEmpty() const
    {
        return m_store->list()->empty() && filesIn(images() / "blobs/sha256") == 0 && filesIn(images() / "tmp") == 0;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ImageStore> m_store;
    std::vector<std::string> m_users;
    int m_layouts = 0;
};

void TestImageStore::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_users.clear();
    ImageStoreOptions options;
    options.usedBy = [this](const oci::Digest &) { return m_users; };
    auto store = ImageStore::open(images(), options);
    QVERIFY2(store, errorText(store).c_str());
    m_store = std::move(*store);
}

void TestImageStore::cleanup()
{
    m_store.reset();
    m_dir.reset();
}

void TestImageStore::loadsEveryForm_data()
{
    QTest::addColumn<int>("form");
    QTest::addColumn<int>("packing");
    for (const auto &[name, packing] : {std::pair{"plain", Packing::Plain}, {"gzip", Packing::Gzip}, {"zstd", Packing::Zstd}}) {
        QTest::addRow("OCI archive, %s", name) << 0 << int(packing);
        QTest::addRow("OCI layout, layers %s", name) << 1 << int(packing);
        QTest::addRow("docker-archive, layers %s", name) << 2 << int(packing);
    }
}

void TestImageStore::loadsEveryForm()
{
    QFETCH(int, form);
    QFETCH(int, packing);
    const auto how = static_cast<Packing>(packing);
    const ImageParts parts = makeImage({{file("a", "1")}, {file("b", "2")}}, how, R"({"Cmd":["run"]})");
    writeLayout(path("layout"), {{parts, "quay.io/me/app:1"}});

    Result<std::vector<StoredImage>> loaded;
    if (form == 0)
        loaded = loadArchive(packFolder(path("layout"), how));
    else if (form == 1)
        loaded = m_store->load(path("layout"), {}, {}, {});
    else
        loaded = loadArchive(makeDockerArchive(parts, {"quay.io/me/app:1"}));

    QVERIFY2(loaded, errorText(loaded).c_str());
    QCOMPARE(loaded->size(), std::size_t{1});
    QCOMPARE(loaded->front().references.front().str(), std::string("quay.io/me/app:1"));
    QCOMPARE(loaded->front().config.command, std::vector<std::string>{"run"});
    const auto rootfs = m_store->builtRootfs(loaded->front());
    QVERIFY(rootfs);
    QCOMPARE(debugfs(*rootfs, "cat /b"), std::string("2"));
    QCOMPARE(filesIn(images() / "tmp"), std::size_t{0});
    QVERIFY(m_store->find("quay.io/me/app:1"));
}

void TestImageStore::namesFollowTheRules_data()
{
    QTest::addColumn<QString>("inside");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QString>("expected");
    QTest::newRow("full name") << "quay.io/a/b:1" << "x.tar" << "" << "quay.io/a/b:1";
    QTest::newRow("name and tag") << "app:2" << "x.tar" << "" << "localhost/app:2";
    QTest::newRow("only a tag, as umoci writes it") << "trixie" << "debian.tar" << "" << "localhost/debian:trixie";
    QTest::newRow("nothing") << "" << "My App.tar.gz" << "" << "localhost/my-app:latest";
    QTest::newRow("nonsense") << "???" << "app.tar" << "" << "localhost/app:latest";
    QTest::newRow("asked for") << "quay.io/a/b:1" << "x.tar" << "mine" << "localhost/mine:latest";
}

void TestImageStore::namesFollowTheRules()
{
    QFETCH(QString, inside);
    QFETCH(QString, file);
    QFETCH(QString, tag);
    QFETCH(QString, expected);

    const auto loaded = loadArchive(archiveOf(smallImage(), inside.toStdString()), file,
                                    tag.isEmpty() ? std::optional<std::string>() : tag.toStdString());

    QVERIFY2(loaded, errorText(loaded).c_str());
    QCOMPARE(QString::fromStdString(loaded->front().references.front().str()), expected);
}

void TestImageStore::damagedArchivesAreRefusedAndLeaveNothing_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("reason");

    QTemporaryDir dir;
    int number = 0;
    const auto row = [&](const char *name, const auto &damage, Reason reason) {
        const fs::path folder = dir.filePath(QString::number(++number)).toStdString();
        ImageParts parts = smallImage();
        writeLayout(folder, {{parts, "a:1"}});
        damage(folder, parts);
        QTest::newRow(name) << QByteArray::fromStdString(packFolder(folder)) << int(reason);
    };
    const auto blob = [](const fs::path &folder, const std::string &content) {
        return folder / "blobs/sha256" / oci::Digest::ofBytes(content).hex();
    };
    row("a layer's bytes changed", [&](const fs::path &f, const ImageParts &p) { writeFile(blob(f, p.layers[0]), "x" + p.layers[0].substr(1)); }, Reason::DigestMismatch);
    row("a layer cut short", [&](const fs::path &f, const ImageParts &p) { writeFile(blob(f, p.layers[1]), p.layers[1].substr(0, 40)); }, Reason::DigestMismatch);
    row("a layer missing", [&](const fs::path &f, const ImageParts &p) { fs::remove(blob(f, p.layers[0])); }, Reason::NotAnImage);
    row("the configuration changed", [&](const fs::path &f, const ImageParts &p) { writeFile(blob(f, p.config), p.config + " "); }, Reason::DigestMismatch);
    row("the configuration missing", [&](const fs::path &f, const ImageParts &p) { fs::remove(blob(f, p.config)); }, Reason::NotAnImage);
    row("the manifest changed", [&](const fs::path &f, const ImageParts &p) { writeFile(blob(f, p.manifest), p.manifest + " "); }, Reason::DigestMismatch);
    row("no index", [&](const fs::path &f, const ImageParts &) { fs::remove(f / "index.json"); }, Reason::NotAnImage);
    row("an index of nonsense", [&](const fs::path &f, const ImageParts &) { writeFile(f / "index.json", "{"); }, Reason::NotAnImage);
    row("an index of nothing", [&](const fs::path &f, const ImageParts &) { writeFile(f / "index.json", R"({"manifests":[]})"); }, Reason::NotAnImage);
    row("another platform", [&](const fs::path &f, const ImageParts &) {
        fs::remove_all(f);
        writeLayout(f, {{makeImage({{file("a", "")}}, Packing::Gzip, {}, "s390x"), "a:1"}});
    }, Reason::WrongPlatform);
    row("a layer that is no tar", [&](const fs::path &f, const ImageParts &) {
        fs::remove_all(f);
        ImageParts parts = makeImage({{file("a", "")}}, Packing::Plain);
        const std::string junk(2000, 'j');
        const std::string config = R"({"rootfs":{"diff_ids":[")" + oci::Digest::ofBytes(junk).str() + R"("]}})";
        oci::Manifest manifest;
        manifest.config = {std::string(oci::media::ociConfig), oci::Digest::ofBytes(config), config.size(), {}, {}};
        manifest.layers = {{std::string(oci::media::ociLayer), oci::Digest::ofBytes(junk), junk.size(), {}, {}}};
        writeLayout(f, {{ImageParts{{junk}, {}, config, oci::toJson(manifest)}, "a:1"}});
    }, Reason::NotAnImage);
    row("a layer that leads out", [&](const fs::path &f, const ImageParts &) {
        fs::remove_all(f);
        writeLayout(f, {{makeImage({{file("../../etc/passwd", "x")}}), "a:1"}});
    }, Reason::BadPath);
    QTest::newRow("no archive") << QByteArray("#!/bin/sh\necho hello\n") << int(Reason::NotAnImage);
    QTest::newRow("an empty file") << QByteArray() << int(Reason::NotAnImage);
    QTest::newRow("a tar of something else") << QByteArray::fromStdString(makeTar({file("a", "b")})) << int(Reason::NotAnImage);
    QTest::newRow("docker-archive that lacks a layer")
        << QByteArray::fromStdString(makeTar({file("manifest.json", R"([{"Config":"c","Layers":["../../l"]}])"),
                                              file("c", R"({"rootfs":{"diff_ids":[")" + oci::Digest::ofBytes("").str() + R"("]}})")}))
        << int(Reason::NotAnImage);
    QTest::newRow("docker-archive with links in a ring")
        << QByteArray::fromStdString(makeTar({file("manifest.json", R"([{"Config":"c"}])"), symbolicLink("c", "d"), symbolicLink("d", "c")}))
        << int(Reason::NotAnImage);
    QTest::newRow("docker-archive with a link outwards")
        << QByteArray::fromStdString(makeTar({file("manifest.json", R"([{"Config":"c"}])"), symbolicLink("c", "/etc/passwd")}))
        << int(Reason::NotAnImage);
    ImageParts lying = smallImage();
    lying.layers[0] = makeTar({file("evil", "x")});
    QTest::newRow("docker-archive with another layer than it says")
        << QByteArray::fromStdString(makeDockerArchive(lying, {"a:1"})) << int(Reason::DigestMismatch);
}

void TestImageStore::damagedArchivesAreRefusedAndLeaveNothing()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, reason);

    const auto loaded = loadArchive(bytes.toStdString());

    QVERIFY(!loaded);
    QCOMPARE(loaded.error().operation, Operation::LoadImage);
    QCOMPARE(int(loaded.error().rootReason()), reason);
    QVERIFY(isEmpty());
}

void TestImageStore::truncatedArchivesAreRefused()
{
    const std::string whole = archiveOf(smallImage(), "a:1");
    writeFile(path("x"), whole);
    for (const std::size_t part : {1UL, 2UL, 3UL, 5UL, 9UL}) {
        const auto loaded = loadArchive(whole.substr(0, whole.size() * part / 10));
        QVERIFY(!loaded);
        QVERIFY(isEmpty());
    }
}

void TestImageStore::rootfsHoldsTheMergedFiles()
{
    std::vector<TarEntry> many{directory("many")};
    for (int i = 0; i < 3000; ++i)
        many.push_back(file("many/" + std::string(100, 'n') + std::to_string(i), "x"));
    TarEntry ping = file("ping", "p", 0755);
    ping.xattrs = {{"security.capability", std::string("\x01\0\0\2\0 \0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20)}};
    const ImageParts parts = makeImage({many, {file("gone", "g"), hardLink("same", "gone"), ping, file("caf\xc3\xa9", "c")},
                                        {file(".wh.gone", ""), {"null", EntryKind::CharacterDevice, {}, 0666, 0, 0, {}}, symbolicLink("l", "/etc/x"),
                                         hardLink("l2", "l"), directory("tmp", 01777)}});

    const auto loaded = loadArchive(archiveOf(parts, "a:1"));

    QVERIFY2(loaded, errorText(loaded).c_str());
    const fs::path rootfs = *m_store->builtRootfs(loaded->front());
    ProcessSpec check;
    check.program = "/sbin/e2fsck";
    check.arguments = {"-f", "-n", rootfs.string()};
    const auto checked = run(check, Deadline::never(), {});
    QVERIFY2(checked && checked->end.success(), checked ? checked->output.c_str() : "");
    QCOMPARE(debugfs(rootfs, "cat /same"), std::string("g"));
    QCOMPARE(debugfs(rootfs, "cat \"/caf\xc3\xa9\""), std::string("c"));
    const std::string list = debugfs(rootfs, "ls -p /");
    QVERIFY2(list.find("lost+found") == std::string::npos, list.c_str());
    QVERIFY(list.find("/gone/") == std::string::npos);
    QVERIFY(list.find("041777/0/0/tmp") != std::string::npos);
    QVERIFY(list.find("020666/0/0/null") != std::string::npos);
    QVERIFY(debugfs(rootfs, "ea_list /ping").find("security.capability") != std::string::npos);
    QVERIFY(debugfs(rootfs, "stat /l2").find("Links: 2") != std::string::npos);
    QVERIFY(debugfs(rootfs, "stat /l2").find("Fast link dest: \"/etc/x\"") != std::string::npos);
    struct stat info{};
    QCOMPARE(::stat(rootfs.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 07777U, 0400U);
}

void TestImageStore::rootfsOfAnEmptyImageIsFine()
{
    const auto loaded = loadArchive(archiveOf(makeImage({}), "empty"));
    QVERIFY2(loaded, errorText(loaded).c_str());
    QVERIFY(m_store->builtRootfs(loaded->front()));
}

void TestImageStore::rootfsIsSharedByImagesOfTheSameLayers()
{
    const std::vector<std::vector<TarEntry>> layers{{file("a", "1")}};
    const auto one = loadArchive(archiveOf(makeImage(layers, Packing::Gzip, R"({"Cmd":["a"]})"), "one:1"));
    const auto two = loadArchive(archiveOf(makeImage(layers, Packing::Gzip, R"({"Cmd":["b"]})"), "two:1"));

    QVERIFY(one && two);
    QVERIFY(one->front().digest != two->front().digest);
    QCOMPARE(*m_store->builtRootfs(one->front()), *m_store->builtRootfs(two->front()));

    QVERIFY(m_store->remove("one:1", false));
    QVERIFY(m_store->builtRootfs(two->front()));
    QVERIFY(m_store->remove("two:1", false));
    QVERIFY(!m_store->builtRootfs(two->front()));
}

void TestImageStore::theWaitingBuilderGetsWhatTheFirstMade()
{
    const auto loaded = loadArchive(archiveOf(smallImage(), "a:1"));
    QVERIFY(loaded);
    fs::remove(*m_store->builtRootfs(loaded->front()));

    std::vector<Result<fs::path>> results(4);
    {
        std::vector<std::jthread> builders;
        for (auto &result : results)
            builders.emplace_back([&] { result = m_store->rootfs(loaded->front().digest, {}, {}); });
    }

    for (const auto &result : results) {
        QVERIFY2(result, errorText(result).c_str());
        QCOMPARE(*result, *results.front());
    }
}

void TestImageStore::cancelledLoadLeavesNothing()
{
    writeFile(path("image.tar"), archiveOf(smallImage(std::string(5'000'000, 'x')), "a:1"));
    // At every report in turn: whatever was under way, nothing is left.
    for (int at = 1;; ++at) {
        std::stop_source source;
        int reports = 0;
        const auto loaded = m_store->load(path("image.tar"), {}, [&](const Progress &) {
            if (++reports == at)
                source.request_stop();
        }, source.get_token());
        if (reports < at)
            break; // it was quicker
        if (loaded)
            continue; // too late to be cancelled
        QVERIFY(loaded.error().isCancelled());
        QVERIFY(isEmpty());
    }
}

void TestImageStore::loadAgainIsTheSameImage()
{
    const std::string archive = archiveOf(smallImage(), "a:1");
    const auto first = loadArchive(archive);
    const auto second = loadArchive(archive);
    QVERIFY(first && second);
    QCOMPARE(first->front().digest, second->front().digest);
    QCOMPARE(m_store->list()->size(), std::size_t{1});
}

void TestImageStore::findsByNameDigestAndPrefix()
{
    const auto loaded = loadArchive(archiveOf(smallImage(), "quay.io/a:1"));
    QVERIFY(loaded);
    const oci::Digest digest = loaded->front().digest;

    QVERIFY(m_store->find("quay.io/a:1"));
    QVERIFY(m_store->find(digest.str()));
    QVERIFY(m_store->find(digest.hex()));
    QVERIFY(m_store->find(digest.shortHex()));
    QVERIFY(m_store->find("other.io/x@" + digest.str()));
    QCOMPARE(m_store->find("a:1").error().reason, Reason::NoSuchImage);
    QCOMPARE(m_store->find("abc").error().reason, Reason::NoSuchImage);
    QCOMPARE(m_store->find("Not A Name").error().rootReason(), Reason::BadReference);
}

void TestImageStore::theLastNameTakesTheImageAlong()
{
    QVERIFY(loadArchive(archiveOf(smallImage(), "a:1")));
    QVERIFY(m_store->tag("a:1", "b:2"));
    QCOMPARE(m_store->list()->front().references.size(), std::size_t{2});

    QVERIFY(m_store->remove("a:1", false));
    QVERIFY(m_store->find("b:2"));
    QVERIFY(m_store->remove("b:2", false));

    QVERIFY(isEmpty());
    QCOMPARE(m_store->remove("b:2", false).error().reason, Reason::NoSuchImage);
}

void TestImageStore::anImageInUseStays()
{
    QVERIFY(loadArchive(archiveOf(smallImage(), "a:1")));
    m_users = {"web"};

    const Status removed = m_store->remove("a:1", false);

    QVERIFY(!removed);
    QCOMPARE(removed.error().reason, Reason::InUse);
    QVERIFY(removed.error().detail.find("web") != std::string::npos);
    QVERIFY(m_store->find("a:1"));
}

void TestImageStore::forcedRemovalKeepsTheContentUntilNobodyUsesIt()
{
    const auto loaded = loadArchive(archiveOf(smallImage(), "a:1"));
    m_users = {"web"};

    QVERIFY(m_store->remove("a:1", true));
    QVERIFY(!m_store->find("a:1"));
    QVERIFY(m_store->find(loaded->front().digest.str()));
    QVERIFY(m_store->builtRootfs(loaded->front()));

    m_users.clear();
    QVERIFY(*m_store->collectGarbage());
    QVERIFY(isEmpty());
}

void TestImageStore::aMovedNameFreesTheOldImage()
{
    const auto old = loadArchive(archiveOf(smallImage("old"), "a:1"));
    const auto young = loadArchive(archiveOf(smallImage("new"), "a:1"));

    QCOMPARE(m_store->find("a:1")->digest, young->front().digest);
    QVERIFY(!m_store->find(old->front().digest.str()));
    QVERIFY(m_store->builtRootfs(young->front()));
    QCOMPARE(m_store->list()->size(), std::size_t{1});
}

void TestImageStore::theSweepWaitsForThoseWhoAdd()
{
    const auto adding = FileLock::acquire(images() / "content.lock", FileLock::Kind::Shared, Deadline::never(), {});
    QVERIFY(adding);
    writeFile(images() / "tmp/blob-under-way", "x");

    QVERIFY(!*m_store->collectGarbage());
    QVERIFY(fs::exists(images() / "tmp/blob-under-way"));
}

void TestImageStore::restsOfACrashAreSwept()
{
    const auto loaded = loadArchive(archiveOf(smallImage(), "a:1"));
    const std::size_t blobs = filesIn(images() / "blobs/sha256");
    writeFile(images() / "tmp/blob-1", "x");
    writeFile(images() / "tmp/pull-2/blobs/sha256/y", "y");
    writeFile(images() / "blobs/sha256" / std::string(64, 'f'), "orphan");
    writeFile(images() / "rootfs" / (std::string(64, 'e') + ".ext4"), "orphan");

    QVERIFY(*m_store->collectGarbage());

    QCOMPARE(filesIn(images() / "tmp"), std::size_t{0});
    QCOMPARE(filesIn(images() / "blobs/sha256"), blobs);
    QVERIFY(m_store->builtRootfs(loaded->front()));
    QVERIFY(!fs::exists(images() / "rootfs" / (std::string(64, 'e') + ".ext4")));
}

void TestImageStore::aKilledLoadLeavesTheIndexWhole()
{
    QVERIFY(loadArchive(archiveOf(smallImage(), "kept:1")));
    writeFile(path("other.tar"), archiveOf(smallImage(std::string(3'000'000, 'y')), "other:1"));

    for (int delay = 0; delay < 60'000; delay += 6'000) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = ImageStore::open(images());
            (void)(*store)->load(path("other.tar"), {}, {}, {});
            ::_exit(0);
        }
        std::this_thread::sleep_for(std::chrono::microseconds(delay)); // a different moment each time
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);

        const auto list = m_store->list();
        QVERIFY2(list, errorText(list).c_str());
        QVERIFY(m_store->find("kept:1"));
        for (const StoredImage &image : *list)
            QVERIFY(m_store->builtRootfs(image)); // an image that is listed is complete
    }
    QTRY_VERIFY(*m_store->collectGarbage()); // a killed child's own children may hold the lock a moment longer
    QCOMPARE(filesIn(images() / "tmp"), std::size_t{0});
}

void TestImageStore::aDamagedIndexIsSaidSo()
{
    QVERIFY(loadArchive(archiveOf(smallImage(), "a:1")));
    const std::size_t blobs = filesIn(images() / "blobs/sha256");
    writeFile(images() / "index.json", "{ not json");

    QCOMPARE(m_store->list().error().reason, Reason::RecordDamaged);
    QVERIFY(!m_store->collectGarbage()); // and nothing is swept on its word
    QCOMPARE(filesIn(images() / "blobs/sha256"), blobs);
}

void TestImageStore::manyProcessesAddAtOnce()
{
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i)
        writeFile(path("p" + QString::number(i)), archiveOf(smallImage("content " + std::to_string(i)), "p" + std::to_string(i) + ":1"));
    for (int i = 0; i < 4; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            auto store = ImageStore::open(images());
            const bool fine = store && (*store)->load(path("p" + QString::number(i)), {}, {}, {}).has_value();
            ::_exit(fine ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        QCOMPARE(status, 0);
    }

    QCOMPARE(m_store->list()->size(), std::size_t{4});
    for (int i = 0; i < 4; ++i)
        QVERIFY(m_store->find("p" + std::to_string(i) + ":1"));
}

void TestImageStore::upperDiskIsSparseAndSound()
{
    for (const ByteSize size : {ByteSize::ofMiB(16), ByteSize::ofMiB(200), ByteSize::ofGiB(20), ByteSize::ofGiB(500)}) {
        const fs::path disk = path("upper-" + QString::number(size.bytes));

        const Status made = makeUpperDisk(disk, size, {});

        QVERIFY2(made, errorText(made).c_str());
        struct stat info{};
        QCOMPARE(::stat(disk.c_str(), &info), 0);
        QCOMPARE(static_cast<std::uint64_t>(info.st_size), size.bytes);
        QVERIFY(info.st_blocks * 512 < 40'000'000);
        fs::remove(disk);
    }
    QCOMPARE(makeUpperDisk(path("tiny"), ByteSize::ofKiB(64), {}).error().reason, Reason::OutOfRange);
}

void TestImageStore::aDiskThatCannotBeFinishedIsNotMade()
{
    const auto makeWith = [&](const char *says) {
        writeFile(path("debugfs"), std::string("#!/bin/sh\nprintf 'debugfs 1.47.2 (1-Jan-2025)\\n") + says + "' >&2\n"); // ends well, as it does
        fs::permissions(path("debugfs"), fs::perms::owner_all);
        qputenv("FIRKIN_DEBUGFS", QByteArray::fromStdString(path("debugfs").string()));
        const Status made = makeDisk(path("disk"), {.size = ByteSize::ofMiB(16), .emptyRoot = true}, {});
        qunsetenv("FIRKIN_DEBUGFS");
        return made;
    };

    const Status refused = makeWith("rmdir: Read-only file system\\n");
    QVERIFY(!refused);
    QCOMPARE(refused.error().rootReason(), Reason::HelperFailed);
    QVERIFY(!fs::exists(path("disk")));
    QVERIFY(makeWith(""));
    fs::remove(path("disk"));
    const Status real = makeDisk(path("disk"), {.size = ByteSize::ofMiB(16), .journal = Ext4Journal::Data, .emptyRoot = true}, {});
    QVERIFY2(real, errorText(real).c_str());
    QVERIFY(!debugfs(path("disk"), "ls /").contains("lost+found"));
    QVERIFY(debugfs(path("disk"), "show_super_stats -h").contains("journal_data"));
}

void TestImageStore::upperDiskNeverReplacesAFile()
{
    writeFile(path("precious"), "data");
    QVERIFY(!makeUpperDisk(path("precious"), ByteSize::ofMiB(64), {}));
    QCOMPARE(fs::file_size(path("precious")), std::uintmax_t{4});
}

QTEST_APPLESS_MAIN(TestImageStore)
#include "test_image_store.moc"

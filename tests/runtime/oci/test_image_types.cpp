// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/image_config.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/reference.h"

#include <QTest>

#include <random>

using namespace firkin;
using namespace firkin::oci;

namespace {
const std::string someHex(64, 'a');
const std::string someDigest = "sha256:" + someHex;
} // namespace

class TestImageTypes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void referenceParses_data();
    void referenceParses();
    void referenceOfAnythingNeitherCrashesNorChangesWhenParsedAgain();
    void pullRefusesANameWithoutARegistry();
    void loopbackRegistriesAreKnown_data();
    void loopbackRegistriesAreKnown();
    void fileNamesBecomeImageNames_data();
    void fileNamesBecomeImageNames();
    void digestParses_data();
    void digestParses();
    void digestOfBytesIsTheKnownOne();
    void digestOfPiecesIsThatOfTheWhole();
    void manifestParses_data();
    void manifestParses();
    void manifestSurvivesWritingAndReading();
    void indexChoosesThePlatformOfThisMachine();
    void dockerArchiveParses_data();
    void dockerArchiveParses();
    void configurationIsReadWhole();
    void configurationRefusesNonsense_data();
    void configurationRefusesNonsense();
    void chainIdIsThatOfTheSpecification();
};

void TestImageTypes::referenceParses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // empty: refused
    QTest::addColumn<QString>("familiar");

    const auto row = [](const char *name, const QString &text, const QString &expected, const QString &familiar = {}) {
        QTest::newRow(name) << text << expected << (familiar.isEmpty() ? expected : familiar);
    };
    const QString digest = QString::fromStdString(someDigest);
    row("bare name", "starter", "localhost/starter:latest", "starter:latest");
    row("bare name and tag", "starter:1", "localhost/starter:1", "starter:1");
    row("two components", "me/app", "localhost/me/app:latest", "me/app:latest");
    row("registry", "quay.io/me/app:v1.2", "quay.io/me/app:v1.2");
    row("registry with a port", "localhost:5000/app", "localhost:5000/app:latest");
    row("host without dots and a port", "reg:5000/app:x", "reg:5000/app:x");
    row("localhost", "localhost/app", "localhost/app:latest", "app:latest");
    row("IPv6", "[::1]:5000/app", "[::1]:5000/app:latest");
    row("capital host", "HOST/app", "HOST/app:latest");
    row("digest", "quay.io/a@" + digest, "quay.io/a@" + digest);
    row("tag and digest", "quay.io/a:1@" + digest, "quay.io/a:1@" + digest);
    row("separators", "a/b.c_d__e-f---g", "localhost/a/b.c_d__e-f---g:latest", "a/b.c_d__e-f---g:latest");
    row("tag as long as may be", "a:" + QString(128, 'x'), "localhost/a:" + QString(128, 'x'), "a:" + QString(128, 'x'));

    row("empty", "", "");
    row("only a tag", ":x", "");
    row("only a slash", "/", "");
    row("ends with a slash", "a/", "");
    row("double slash", "a//b", "");
    row("upper-case name", "Starter", "");
    row("upper-case path", "quay.io/A/b", "");
    row("space", "a b", "");
    row("newline", "a\n", "");
    row("dot dot", "../a", "");
    row("dot dot inside", "quay.io/../a", "");
    row("leading dot", ".a/b", "");
    row("two dots", "a..b", "");
    row("three underscores", "a___b", "");
    row("ends with a dash", "a-", "");
    row("empty tag", "a:", "");
    row("tag with a slash", "a:b/c", "");
    row("tag with a dash first", "a:-x", "");
    row("tag too long", "a:" + QString(129, 'x'), "");
    row("empty digest", "a@", "");
    row("short digest", "a@sha256:abc", "");
    row("upper-case digest", "a@sha256:" + QString(64, 'A'), "");
    row("other algorithm", "a@sha512:" + QString(128, 'a'), "");
    row("two digests", "a@" + digest + "@" + digest, "");
    row("port too large", "reg:65536/a", "");
    row("port of letters", "reg.x:abc/a", "");
    row("empty label", "a..b/c", "");
    row("option for skopeo", "--all", "");
    row("URL", "https://quay.io/a", "");
    row("transport", "docker://quay.io/a", "");
    row("too long", QString(600, 'a'), "");
    row("not ASCII", QString::fromUtf8("caf\u00e9"), "");
}

void TestImageTypes::referenceParses()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QFETCH(QString, familiar);

    const auto reference = Reference::parse(text.toStdString());

    QCOMPARE(reference.has_value(), !expected.isEmpty());
    if (!reference) {
        QCOMPARE(reference.error().reason, Reason::BadReference);
        return;
    }
    QCOMPARE(QString::fromStdString(reference->str()), expected);
    QCOMPARE(QString::fromStdString(reference->familiar()), familiar);
    QCOMPARE(*Reference::parse(reference->str()), *reference);
}

void TestImageTypes::referenceOfAnythingNeitherCrashesNorChangesWhenParsedAgain()
{
    std::mt19937 random(7); // a fixed seed: failures repeat
    const std::string alphabet = "ab0.:/@-_[]A\x01 ";
    for (int i = 0; i < 20'000; ++i) {
        std::string text(random() % 12, ' ');
        for (char &c : text)
            c = alphabet[random() % alphabet.size()];
        const auto reference = Reference::parse(text);
        if (reference)
            QCOMPARE(*Reference::parse(reference->str()), *reference);
    }
}

void TestImageTypes::pullRefusesANameWithoutARegistry()
{
    QVERIFY(!Reference::parse("alpine", ShortName::IsRefused));
    QVERIFY(!Reference::parse("library/alpine:3", ShortName::IsRefused));
    QVERIFY(Reference::parse("quay.io/alpine", ShortName::IsRefused));
}

void TestImageTypes::loopbackRegistriesAreKnown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("loopback");
    QTest::newRow("localhost") << "localhost:5000/a" << true;
    QTest::newRow("IPv4") << "127.0.0.1:5000/a" << true;
    QTest::newRow("IPv6") << "[::1]:5000/a" << true;
    QTest::newRow("other") << "quay.io/a" << false;
    QTest::newRow("a name that begins like one") << "127.example.org/a" << false;
    QTest::newRow("a name that ends like one") << "x.localhost/a" << false;
}

void TestImageTypes::loopbackRegistriesAreKnown()
{
    QFETCH(QString, text);
    QFETCH(bool, loopback);
    QCOMPARE(Reference::parse(text.toStdString())->isLoopback(), loopback);
}

void TestImageTypes::fileNamesBecomeImageNames_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << "debian.tar" << "debian";
    QTest::newRow("compressed") << "/tmp/debian.oci.tar.gz" << "debian";
    QTest::newRow("capitals and spaces") << "My Image (2).tar" << "my-image-2";
    QTest::newRow("nothing left") << "---.tar" << "image";
    QTest::newRow("only a suffix") << ".tar" << "tar";
    QTest::newRow("version") << "app-1.2.tar.zst" << "app-1.2";
    QTest::newRow("not ASCII") << QString::fromUtf8("caf\u00e9.tar") << "caf";
    QTest::newRow("two dots") << "a..b.tar" << "a.b";
    QTest::newRow("cut behind a separator") << QString(119, 'a') + "-b.tar" << QString(119, 'a');
}

void TestImageTypes::fileNamesBecomeImageNames()
{
    QFETCH(QString, file);
    QFETCH(QString, name);
    const std::string made = nameFromFile(file.toStdString());
    QCOMPARE(QString::fromStdString(made), name);
    QVERIFY(Reference::parse(made));
}

void TestImageTypes::digestParses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fine");
    QTest::newRow("right") << QString::fromStdString(someDigest) << true;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("no algorithm") << QString(64, 'a') << false;
    QTest::newRow("short") << "sha256:" + QString(63, 'a') << false;
    QTest::newRow("long") << "sha256:" + QString(65, 'a') << false;
    QTest::newRow("capitals") << "sha256:" + QString(64, 'A') << false;
    QTest::newRow("path") << "sha256:../" + QString(61, 'a') << false;
    QTest::newRow("other algorithm") << "sha512:" + QString(128, 'a') << false;
}

void TestImageTypes::digestParses()
{
    QFETCH(QString, text);
    QFETCH(bool, fine);
    QCOMPARE(Digest::parse(text.toStdString()).has_value(), fine);
}

void TestImageTypes::digestOfBytesIsTheKnownOne()
{
    QCOMPARE(Digest::ofBytes("").hex(), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    QCOMPARE(Digest::ofBytes("abc").hex(), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

void TestImageTypes::digestOfPiecesIsThatOfTheWhole()
{
    const std::string text = "some bytes to be digested";
    for (std::size_t at = 0; at <= text.size(); ++at) {
        Sha256 sha;
        sha.update(std::string_view(text).substr(0, at));
        sha.update(std::string_view(text).substr(at));
        QCOMPARE(sha.finish(), Digest::ofBytes(text));
    }
}

void TestImageTypes::manifestParses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("fine");
    const QByteArray item = R"({"mediaType":"x","digest":")" + QByteArray::fromStdString(someDigest) + R"(","size":7})";
    const auto manifest = [&](const QByteArray &config, const QByteArray &layers) -> QByteArray {
        return R"({"config":)" + config + R"(,"layers":)" + layers + "}";
    };
    QTest::newRow("no layers") << manifest(item, "[]") << true;
    QTest::newRow("one layer") << manifest(item, "[" + item + "]") << true;
    QTest::newRow("128 layers") << manifest(item, "[" + QByteArray((item + ",").repeated(127)) + item + "]") << true;
    QTest::newRow("129 layers") << manifest(item, "[" + QByteArray((item + ",").repeated(128)) + item + "]") << false;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("null") << QByteArray("null") << false;
    QTest::newRow("array") << QByteArray("[]") << false;
    QTest::newRow("truncated") << manifest(item, "[" + item).chopped(4) << false;
    QTest::newRow("no config") << QByteArray(R"({"layers":[]})") << false;
    QTest::newRow("layers are an object") << manifest(item, "{}") << false;
    QTest::newRow("a layer is a number") << manifest(item, "[1]") << false;
    QTest::newRow("negative size") << manifest(QByteArray(item).replace("7", "-7"), "[]") << false;
    QTest::newRow("size is text") << manifest(QByteArray(item).replace("7", "\"7\""), "[]") << false;
    QTest::newRow("huge size") << manifest(QByteArray(item).replace("7", "1e999"), "[]") << false;
    QTest::newRow("digest is a path") << manifest(QByteArray(item).replace("aaaa", "../a"), "[]") << false;
    QTest::newRow("too deep") << manifest(item, QByteArray("[").repeated(100'000)) << false;
    QTest::newRow("too large") << manifest(item, "[]") + QByteArray(5 << 20, ' ') << false;
    QTest::newRow("NUL bytes") << QByteArray(64, '\0') << false;
    QTest::newRow("not UTF-8") << manifest(QByteArray(item).replace("\"x\"", "\"\xff\""), "[]") << false;
}

void TestImageTypes::manifestParses()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, fine);
    QCOMPARE(parseManifest(json.toStdString()).has_value(), fine);
}

void TestImageTypes::manifestSurvivesWritingAndReading()
{
    Manifest manifest;
    manifest.config = {"application/x", Digest::ofBytes("c"), 3, std::nullopt, {{"k", "v"}}};
    manifest.layers = {{"l", Digest::ofBytes("1"), 1, Platform{"linux", "arm", "v7"}, {}}, {"m", Digest::ofBytes("2"), 2, {}, {}}};

    const auto again = parseManifest(toJson(manifest));

    QVERIFY(again);
    QCOMPARE(again->config, manifest.config);
    QCOMPARE(again->layers, manifest.layers);
}

void TestImageTypes::indexChoosesThePlatformOfThisMachine()
{
    Index index;
    const Descriptor other{"m", Digest::ofBytes("o"), 1, Platform{"linux", "s390x", ""}, {}};
    const Descriptor attestation{"m", Digest::ofBytes("a"), 1, Platform{"unknown", "unknown", ""}, {}};
    const Descriptor ours{"m", Digest::ofBytes("h"), 1, guestPlatform(), {}};
    const Descriptor unmarked{"m", Digest::ofBytes("u"), 1, std::nullopt, {}};

    index.manifests = {other, attestation};
    QVERIFY(!choosePlatform(index));
    index.manifests = {other, unmarked, ours, attestation};
    QCOMPARE(choosePlatform(index)->digest, ours.digest);
    index.manifests = {other, unmarked};
    QCOMPARE(choosePlatform(index)->digest, unmarked.digest);
}

void TestImageTypes::dockerArchiveParses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("fine");
    QTest::newRow("usual") << QByteArray(R"([{"Config":"a.json","RepoTags":["x:1"],"Layers":["l/layer.tar"]}])") << true;
    QTest::newRow("no tags") << QByteArray(R"([{"Config":"a.json","RepoTags":null,"Layers":[]}])") << true;
    QTest::newRow("no config") << QByteArray(R"([{"Layers":[]}])") << false;
    QTest::newRow("empty list") << QByteArray("[]") << false;
    QTest::newRow("object") << QByteArray("{}") << false;
    QTest::newRow("numbers") << QByteArray("[1,2]") << false;
    QTest::newRow("too many") << QByteArray("[" + QByteArray(R"({"Config":"a"},)").repeated(300) + R"({"Config":"a"}])") << false;
}

void TestImageTypes::dockerArchiveParses()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, fine);
    QCOMPARE(parseDockerArchive(json.toStdString()).has_value(), fine);
}

void TestImageTypes::configurationIsReadWhole()
{
    const auto config = parseImageConfig(R"({
        "architecture":"amd64","os":"linux","created":"2024-05-01T12:00:00.25+02:00",
        "config":{"Entrypoint":["/init"],"Cmd":["a","b"],"Env":["A=1"],"User":"web:www","WorkingDir":"/srv",
                  "StopSignal":"SIGQUIT","ExposedPorts":{"80/tcp":{},"443/tcp":{}},"Volumes":{"/data":{}},
                  "Labels":{"k":"v"},
                  "Healthcheck":{"Test":["CMD","true"],"Interval":30000000000,"Retries":3}},
        "rootfs":{"type":"layers","diff_ids":[")" + someDigest + R"("]},
        "history":[{"created_by":"RUN x","empty_layer":true}]})");

    QVERIFY(config);
    QCOMPARE(config->platform, (Platform{"linux", "amd64", ""}));
    QVERIFY(config->created);
    QCOMPARE(config->created->time_since_epoch() / std::chrono::milliseconds(1), 1714557600250);
    QCOMPARE(config->entrypoint, std::vector<std::string>{"/init"});
    QCOMPARE(config->command, (std::vector<std::string>{"a", "b"}));
    QCOMPARE(config->environment, std::vector<std::string>{"A=1"});
    QCOMPARE(config->user, std::string("web:www"));
    QCOMPARE(config->workingDirectory, std::string("/srv"));
    QCOMPARE(config->stopSignal, std::string("SIGQUIT"));
    QCOMPARE(config->exposedPorts, (std::vector<std::string>{"443/tcp", "80/tcp"}));
    QCOMPARE(config->volumes, std::vector<std::string>{"/data"});
    QCOMPARE(config->labels.at("k"), std::string("v"));
    QVERIFY(config->healthCheck);
    QCOMPARE(config->healthCheck->interval, std::chrono::seconds(30));
    QCOMPARE(config->healthCheck->retries, 3);
    QCOMPARE(config->diffIds.size(), std::size_t{1});
    QVERIFY(config->history.at(0).emptyLayer);
}

void TestImageTypes::configurationRefusesNonsense_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("fine");
    QTest::newRow("least") << QByteArray(R"({"rootfs":{"diff_ids":[]}})") << true;
    QTest::newRow("null lists, as Docker writes them") << QByteArray(R"({"rootfs":{"diff_ids":null},"config":{"Cmd":null,"Volumes":null},"history":null})") << true;
    QTest::newRow("members of other kinds") << QByteArray(R"({"rootfs":{"diff_ids":[]},"config":{"Cmd":"x","Env":[1,null],"Volumes":[]},"created":5})") << true;
    QTest::newRow("times of nonsense") << QByteArray(R"({"rootfs":{"diff_ids":[]},"created":"99999999-99-99T.Z"})") << true;
    QTest::newRow("empty") << QByteArray() << false;
    QTest::newRow("no rootfs") << QByteArray("{}") << false;
    QTest::newRow("diff_ids of numbers") << QByteArray(R"({"rootfs":{"diff_ids":[1]}})") << false;
    QTest::newRow("diff_ids is text") << QByteArray(R"({"rootfs":{"diff_ids":"x"}})") << false;
    QTest::newRow("rootfs is text") << QByteArray(R"({"rootfs":"x"})") << false;
}

void TestImageTypes::configurationRefusesNonsense()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, fine);
    QCOMPARE(parseImageConfig(json.toStdString()).has_value(), fine);
}

void TestImageTypes::chainIdIsThatOfTheSpecification()
{
    const Digest a = Digest::ofBytes("a");
    const Digest b = Digest::ofBytes("b");

    QCOMPARE(chainId({a}), a);
    QCOMPARE(chainId({a, b}), Digest::ofBytes(a.str() + " " + b.str()));
    QVERIFY(chainId({a, b}) != chainId({b, a}));
    QVERIFY(!chainId({}).empty());
}

QTEST_APPLESS_MAIN(TestImageTypes)
#include "test_image_types.moc"

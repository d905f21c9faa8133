// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/base/process.h"
#include "runtime/image/image_puller.h"
#include "runtime/image/image_store.h"
#include "runtime/image/short_name.h"
#include "tests/runtime/image/image_maker.h"
#include "tests/runtime/image/registry.h"
#include "tests/support/bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <random>
#include <sstream>

using namespace firkin;
using namespace firkin::image;
using namespace firkin::test;

namespace fs = std::filesystem;

namespace {

std::string errorText(const auto &result) { return result ? std::string() : result.error().object + ": " + result.error().detail; }

} // namespace

class TestImagePull : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void argumentsAreWhatSkopeoNeeds();
    void skopeosWordsAreUnderstood_data();
    void skopeosWordsAreUnderstood();
    void pullsAndBuildsAndTellsProgress();
    void choosesThisMachinesImageOfSeveral();
    void refusesAnotherPlatform();
    void pullsByDigest();
    void whatIsHereIsNotFetchedAgain();
    void aTagThatMovedIsFollowed();
    void unknownNamesAreSaidSo();
    void aRegistryThatIsNotThereIsSaidSo();
    void aRegistryThatWantsALoginIsSaidSo();
    void changedContentIsRefused();
    void shortNamesAreRegistriesConfsMatter_data();
    void shortNamesAreRegistriesConfsMatter();
    void registriesConfOfNonsenseIsNoHarm();
    void aShortNameIsRefused();
    void anAliasedNameIsFoundAfterThePull();
    void cancelLeavesNothing();

private:
    void push(const std::string &name, const ImageParts &parts)
    {
        const fs::path layout = m_dir->filePath(QString("push-%1").arg(++m_pushed)).toStdString();
        writeLayout(layout, {{parts, "x"}});
        copyToRegistry(layout, name);
    }
    void copyToRegistry(const fs::path &layout, const std::string &name)
    {
        ProcessSpec spec;
        spec.program = *findHelper(Helper::Skopeo);
        spec.arguments = {"copy", "--quiet", "--multi-arch=all", "--dest-tls-verify=false", "oci:" + layout.string() + ":x", "docker://" + m_registry->address() + "/" + name};
        const auto output = run(spec, Deadline::never(), {});
        QVERIFY2(output && output->end.success(), output ? output->errorTail.c_str() : "");
    }
    [[nodiscard]] std::string name(const std::string &rest) const { return m_registry->address() + "/" + rest; }
    [[nodiscard]] bool isEmpty() const
    {
        const auto count = [](const fs::path &folder) { return std::distance(fs::directory_iterator(folder), fs::directory_iterator()); };
        const fs::path images = m_images.string();
        return m_store->list()->empty() && count(images / "blobs/sha256") == 0 && count(images / "tmp") == 0;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Registry> m_registry;
    std::unique_ptr<ImageStore> m_store;
    fs::path m_images;
    int m_pushed = 0;
};

void TestImagePull::initTestCase()
{
    m_dir = std::make_unique<QTemporaryDir>();
    if (!fs::exists("/usr/bin/docker-registry") || !findHelper(Helper::Skopeo))
        QSKIP("docker-registry or skopeo is not installed");
    m_registry = std::make_unique<Registry>(m_dir->filePath("registry").toStdString());
    QTRY_VERIFY_WITH_TIMEOUT(!m_registry->address().empty(), 30'000);
}

void TestImagePull::init()
{
    static int stores = 0;
    m_images = m_dir->filePath(QString("images-%1").arg(++stores)).toStdString();
    auto store = ImageStore::open(m_images);
    QVERIFY(store);
    m_store = std::move(*store);
}

void TestImagePull::argumentsAreWhatSkopeoNeeds()
{
    const auto remote = *oci::Reference::parse("quay.io/me/app:1");
    const auto local = *oci::Reference::parse("localhost:5000/app@" + oci::Digest::ofBytes("x").str());
    const auto has = [](const std::vector<std::string> &arguments, const std::string &word) { return std::ranges::find(arguments, word) != arguments.end(); };

    QVERIFY(has(skopeoCopyArguments(remote, "/tmp/x", {}), "docker://quay.io/me/app:1"));
    QVERIFY(has(skopeoCopyArguments(remote, "/tmp/x", {}), "oci:/tmp/x:pulled"));
    QVERIFY(!has(skopeoCopyArguments(remote, "/tmp/x", {}), "--src-tls-verify=false"));
    QVERIFY(!has(skopeoCopyArguments(remote, "/tmp/x", {}), "--policy"));
    QVERIFY(has(skopeoCopyArguments(local, "/tmp/x", {}), "--src-tls-verify=false"));
    QVERIFY(has(skopeoInspectArguments(local, {.policyFile = "/policy.json", .authFile = {}}), "/policy.json"));
    QVERIFY(has(skopeoInspectArguments(remote, {}), "--raw"));
    QVERIFY(has(skopeoInspectArguments(remote, {}), oci::guestPlatform().architecture));
}

void TestImagePull::skopeosWordsAreUnderstood_data()
{
    QTest::addColumn<QString>("said");
    QTest::addColumn<int>("reason");
    const auto row = [](const char *name, const char *said, Reason reason) { QTest::newRow(name) << said << int(reason); };
    row("no host", R"(level=fatal msg="Error parsing image name: pinging container registry x.invalid: Get \"https://x.invalid/v2/\": dial tcp: lookup x.invalid: no such host")", Reason::RegistryUnreachable);
    row("refused", R"(msg="pinging container registry 127.0.0.1:1: Get \"http://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused")", Reason::RegistryUnreachable);
    row("unknown tag", R"(msg="reading manifest 9 in quay.io/a/b: manifest unknown")", Reason::NoSuchImage);
    row("unknown repository", R"(msg="reading manifest latest in reg:5000/nope: name unknown: repository name not known to registry")", Reason::NoSuchImage);
    row("login", R"(msg="reading manifest latest in docker.io/x/y: requested access to the resource is denied")", Reason::NeedsLogin);
    row("login 401", R"(msg="unable to retrieve auth token: invalid username/password: unauthorized: authentication required")", Reason::NeedsLogin);
    row("rate", R"(msg="reading manifest 3 in docker.io/library/alpine: toomanyrequests: You have reached your pull rate limit")", Reason::RegistryRefused);
    row("disk", R"(msg="writing blob: write /x: no space left on device")", Reason::NoSpace);
    row("digest", R"(msg="copying system image: writing blob: Digest did not match, expected sha256:a, got sha256:b")", Reason::DigestMismatch);
    row("certificate", R"(msg="pinging container registry x: tls: failed to verify certificate: x509: certificate signed by unknown authority")", Reason::RegistryUnreachable);
    row("something new", "segmentation fault", Reason::HelperFailed);
    row("nothing", "", Reason::HelperFailed);
}

void TestImagePull::skopeosWordsAreUnderstood()
{
    QFETCH(QString, said);
    QFETCH(int, reason);
    const Error error = skopeoError(Operation::PullImage, "quay.io/a/b", said.toStdString());
    QCOMPARE(int(error.reason), reason);
    QCOMPARE(error.operation, Operation::PullImage);
    QVERIFY(error.detail.find("level=") == std::string::npos);
}

void TestImagePull::pullsAndBuildsAndTellsProgress()
{
    const std::string noise = randomBytes<std::string>(8'000'000, 5);
    push("app:1", makeImage({{file("noise", noise)}, {file("b", "2")}}, Packing::Gzip, R"({"Cmd":["run"]})"));
    std::vector<Phase> phases;

    const auto pulled = m_store->pull(name("app:1"), [&](const Progress &progress) { phases.push_back(progress.phase); }, {});

    QVERIFY2(pulled, errorText(pulled).c_str());
    QCOMPARE(pulled->references.front().str(), name("app:1"));
    QCOMPARE(pulled->config.command, std::vector<std::string>{"run"});
    QVERIFY(m_store->builtRootfs(*pulled));
    QVERIFY(std::ranges::find(phases, Phase::Verifying) != phases.end());
    QVERIFY(std::ranges::find(phases, Phase::BuildingRootfs) != phases.end());
    QVERIFY(m_store->find(name("app:1")));
}

void TestImagePull::choosesThisMachinesImageOfSeveral()
{
    const ImageParts ours = makeImage({{file("a", "ours")}});
    const ImageParts other = makeImage({{file("a", "other")}}, Packing::Gzip, {}, "s390x");
    const fs::path layout = m_dir->filePath("several").toStdString();
    writeLayout(layout, {{other, ""}, {ours, ""}});
    oci::Index index;
    for (const auto &[parts, architecture] : {std::pair{&other, std::string("s390x")}, {&ours, oci::guestPlatform().architecture}}) {
        index.manifests.push_back({std::string(oci::media::ociManifest), oci::Digest::ofBytes(parts->manifest), parts->manifest.size(),
                                   oci::Platform{"linux", architecture, ""}, {}});
    }
    const std::string list = oci::toJson(index);
    writeFile(layout / "blobs/sha256" / oci::Digest::ofBytes(list).hex(), list);
    oci::Index top;
    top.manifests = {{std::string(oci::media::ociIndex), oci::Digest::ofBytes(list), list.size(), std::nullopt, {{"org.opencontainers.image.ref.name", "x"}}}};
    writeFile(layout / "index.json", oci::toJson(top));
    copyToRegistry(layout, "several:1");

    const auto pulled = m_store->pull(name("several:1"), {}, {});

    QVERIFY2(pulled, errorText(pulled).c_str());
    QCOMPARE(pulled->config.diffIds, ours.diffIds);
}

void TestImagePull::refusesAnotherPlatform()
{
    push("other:1", makeImage({{file("a", "other")}}, Packing::Gzip, {}, "s390x"));

    const auto pulled = m_store->pull(name("other:1"), {}, {});

    QVERIFY(!pulled);
    QCOMPARE(pulled.error().rootReason(), Reason::WrongPlatform);
    QVERIFY(isEmpty());
}

void TestImagePull::pullsByDigest()
{
    const ImageParts parts = makeImage({{file("a", "by digest")}});
    push("digest:1", parts);
    const std::string reference = name("digest@") + oci::Digest::ofBytes(parts.manifest).str();

    const auto pulled = m_store->pull(reference, {}, {});

    QVERIFY2(pulled, errorText(pulled).c_str());
    QCOMPARE(pulled->digest, oci::Digest::ofBytes(parts.manifest));
    QVERIFY(m_store->find(reference));
    QCOMPARE(m_store->pull(name("digest@") + oci::Digest::ofBytes("else").str(), {}, {}).error().rootReason(), Reason::NoSuchImage);
}

void TestImagePull::whatIsHereIsNotFetchedAgain()
{
    const std::vector<TarEntry> base{file("base", std::string(100'000, 'b'))};
    const ImageParts first = makeImage({base});
    const ImageParts second = makeImage({base, {file("more", "m")}});
    push("layers:1", first);
    push("layers:2", second);
    QVERIFY(m_store->pull(name("layers:1"), {}, {}));
    fs::remove(m_registry->blob(oci::Digest::ofBytes(first.layers[0]))); // the registry could not give it

    const auto pulled = m_store->pull(name("layers:2"), {}, {});

    QVERIFY2(pulled, errorText(pulled).c_str());
    QCOMPARE(pulled->layers.size(), std::size_t{2});
}

void TestImagePull::aTagThatMovedIsFollowed()
{
    push("moving:1", makeImage({{file("a", "old")}}));
    const auto old = m_store->pull(name("moving:1"), {}, {});
    push("moving:1", makeImage({{file("a", "new")}}));

    const auto young = m_store->pull(name("moving:1"), {}, {});

    QVERIFY(old && young);
    QVERIFY(old->digest != young->digest);
    QCOMPARE(m_store->list()->size(), std::size_t{1});
}

void TestImagePull::unknownNamesAreSaidSo()
{
    push("known:1", makeImage({{file("a", "k")}}));
    for (const char *unknown : {"known:2", "unknown:1"}) {
        const auto pulled = m_store->pull(name(unknown), {}, {});
        QVERIFY(!pulled);
        QCOMPARE(pulled.error().rootReason(), Reason::NoSuchImage);
        QCOMPARE(pulled.error().operation, Operation::PullImage);
    }
    QVERIFY(isEmpty());
}

void TestImagePull::aRegistryThatIsNotThereIsSaidSo()
{
    const auto pulled = m_store->pull("127.0.0.1:1/app", {}, {}); // nobody listens at port 1
    QVERIFY(!pulled);
    QCOMPARE(pulled.error().rootReason(), Reason::RegistryUnreachable);
    QVERIFY(isEmpty());
}

void TestImagePull::aRegistryThatWantsALoginIsSaidSo()
{
    const Registry guarded(m_dir->filePath("guarded").toStdString(), true);
    QTRY_VERIFY_WITH_TIMEOUT(!guarded.address().empty(), 30'000);

    const auto pulled = m_store->pull(guarded.address() + "/app", {}, {});

    QVERIFY(!pulled);
    QVERIFY2(pulled.error().rootReason() == Reason::NeedsLogin, pulled.error().detail.c_str());
}

void TestImagePull::changedContentIsRefused()
{
    const ImageParts parts = makeImage({{file("a", "changed")}});
    push("changed:1", parts);
    std::string layer = parts.layers[0];
    layer[layer.size() / 2] ^= 1;
    writeFile(m_registry->blob(oci::Digest::ofBytes(parts.layers[0])), layer);

    const auto pulled = m_store->pull(name("changed:1"), {}, {});

    QVERIFY(!pulled);
    QVERIFY(isEmpty());
}

void TestImagePull::shortNamesAreRegistriesConfsMatter_data()
{
    QTest::addColumn<QString>("conf");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("expected"); // empty: refused
    const QString aliases = "[aliases]\n  # comment\n  \"alpine\" = \"docker.io/library/alpine\"\n 'me/app'='quay.io/me/app' # too\n";
    QTest::newRow("nothing said") << "" << "alpine" << "";
    QTest::newRow("full name") << "" << "quay.io/a:1" << "quay.io/a:1";
    QTest::newRow("alias") << aliases << "alpine" << "docker.io/library/alpine:latest";
    QTest::newRow("alias with a tag") << aliases << "alpine:3" << "docker.io/library/alpine:3";
    QTest::newRow("alias of two parts") << aliases << "me/app" << "quay.io/me/app:latest";
    QTest::newRow("no alias") << aliases << "debian" << "";
    QTest::newRow("one registry") << "unqualified-search-registries = [\"quay.io\"]" << "a/b:2" << "quay.io/a/b:2";
    QTest::newRow("over several lines") << "unqualified-search-registries = [\n # one\n \"quay.io\",\n]\n" << "a" << "quay.io/a:latest";
    QTest::newRow("several registries") << "unqualified-search-registries = [\"quay.io\", \"docker.io\"]" << "a" << "";
    QTest::newRow("alias before registry") << "unqualified-search-registries=['quay.io']\n" + aliases << "alpine" << "docker.io/library/alpine:latest";
    QTest::newRow("in another table it is another key") << "[x]\nunqualified-search-registries = [\"quay.io\"]" << "a" << "";
    QTest::newRow("the word in a comment") << "# unqualified-search-registries = [\"quay.io\"]" << "a" << "";
    QTest::newRow("an alias of nonsense") << "[aliases]\n\"a\" = \"--all\"" << "a" << "";
    QTest::newRow("bad name") << aliases << "Alpine" << "";
    QTest::newRow("the rest of such a file") << "[[registry]]\nprefix = \"x\"\ninsecure = true\n[[registry.mirror]]\nlocation=\"y\"\n" + aliases << "alpine" << "docker.io/library/alpine:latest";
}

void TestImagePull::shortNamesAreRegistriesConfsMatter()
{
    QFETCH(QString, conf);
    QFETCH(QString, name);
    QFETCH(QString, expected);

    const auto reference = resolveForPull(name.toStdString(), parseRegistriesConf(conf.toStdString()));

    QCOMPARE(QString::fromStdString(reference ? reference->str() : std::string()), expected);
}

void TestImagePull::registriesConfOfNonsenseIsNoHarm()
{
    std::mt19937 random(9);
    const std::string alphabet = "[]\"'=,\n#a ";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = i % 2 ? "unqualified-search-registries=[" : "[aliases]\n";
        for (std::size_t length = random() % 20; length > 0; --length)
            text += alphabet[random() % alphabet.size()];
        (void)resolveForPull("a", parseRegistriesConf(text));
    }
}

void TestImagePull::aShortNameIsRefused()
{
    qputenv("CONTAINERS_REGISTRIES_CONF", "/nonexistent");
    const auto pulled = m_store->pull("alpine", {}, {});
    QVERIFY(!pulled);
    QCOMPARE(pulled.error().rootReason(), Reason::BadReference);
}

void TestImagePull::anAliasedNameIsFoundAfterThePull()
{
    push("library/tiny:2", makeImage({{file("a", "tiny")}}));
    writeFile(m_dir->filePath("registries.conf").toStdString(), "[aliases]\n\"tiny\" = \"" + name("library/tiny") + "\"\n");
    qputenv("CONTAINERS_REGISTRIES_CONF", m_dir->filePath("registries.conf").toUtf8());

    const auto pulled = m_store->pull("tiny:2", {}, {});

    QVERIFY2(pulled, errorText(pulled).c_str());
    QCOMPARE(pulled->references.front().str(), name("library/tiny:2"));
    QVERIFY(m_store->find("tiny:2"));
    QVERIFY(!m_store->find("tiny:3"));
    QVERIFY(m_store->remove("tiny:2", false));
    QVERIFY(isEmpty());
    qputenv("CONTAINERS_REGISTRIES_CONF", "/nonexistent");
}

void TestImagePull::cancelLeavesNothing()
{
    std::string noise(30'000'000, '\0');
    std::mt19937 random(6);
    for (char &c : noise)
        c = static_cast<char>(random());
    push("large:1", makeImage({{file("noise", noise)}}, Packing::Plain));
    for (const Phase at : {Phase::Preparing, Phase::Downloading, Phase::Verifying, Phase::BuildingRootfs}) {
        std::stop_source source;
        const auto pulled = m_store->pull(name("large:1"), [&](const Progress &progress) {
            if (progress.phase == at)
                source.request_stop();
        }, source.get_token());
        if (pulled) { // it was too quick to be seen downloading
            QCOMPARE(at, Phase::Downloading);
            QVERIFY(m_store->remove(name("large:1"), false));
        } else {
            QVERIFY2(pulled.error().isCancelled(), errorText(pulled).c_str());
        }
        QVERIFY(isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestImagePull)
#include "test_image_pull.moc"

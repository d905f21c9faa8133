// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/image/image_store.h"
#include "runtime/image/registry_login.h"
#include "tests/runtime/image/image_maker.h"
#include "tests/runtime/image/registry.h"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <sys/stat.h>

using namespace firkin;
using namespace firkin::image;
using namespace firkin::test;

namespace fs = std::filesystem;

namespace {

std::string errorText(const auto &result) { return result ? std::string() : result.error().object + ": " + result.error().detail; }

} // namespace

/// What leaves the store: archives, and images that go to a registry.
class TestImagePush : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void anArchiveBringsTheSameImagesElsewhere();
    void anArchiveIsReadByOthersAsWell();
    void theSameImagesMakeTheSameArchive();
    void anArchiveOfNothingThatIsHereIsRefused();
    void aSinkThatFailsEndsTheArchive();
    void aCancelledArchiveEnds();
    void whatIsPushedCanBePulled();
    void aNameWithoutARegistryIsNotPushed();
    void anImageThatIsNotHereIsNotPushed();
    void aRegistryThatIsNotThereIsSaidSo();
    void aLoginOpensTheRegistryAndALogoutClosesIt();
    void aWrongPasswordIsSaidSoAndNotKept();
    void passwordsGoToTheSecretServiceWhereThereIsOne();
    void registriesAreNamesAlone_data();
    void registriesAreNamesAlone();
    void aBrokenLoginFileIsAsNone();
    void aFailedLoginLeavesTheFileAsItWas_data();
    void aFailedLoginLeavesTheFileAsItWas();
    void aFailedLoginGivesBackTheHelperOfBefore();

private:
    [[nodiscard]] fs::path path(const QString &name) const { return m_dir->filePath(name).toStdString(); }
    [[nodiscard]] fs::path authFile() const { return path("config/registries.json"); }
    std::unique_ptr<ImageStore> openStore(const QString &name)
    {
        ImageStoreOptions options;
        options.authFile = authFile();
        auto store = ImageStore::open(path(name), options);
        return store ? std::move(*store) : nullptr;
    }
    StoredImage load(const std::string &name, const std::string &content)
    {
        const fs::path archive = path("in.tar");
        writeFile(archive, makeDockerArchive(makeImage({{file("a", content), file("b", "2")}}, Packing::Gzip, R"({"Cmd":["run"]})"), {name}));
        const auto images = m_store->load(archive, std::nullopt, {}, {});
        return images ? images->front() : StoredImage();
    }
    std::string save(const std::vector<std::string> &names)
    {
        std::string bytes;
        const Status saved = m_store->save(names, [&](std::span<const std::byte> piece) -> Status {
            bytes.append(reinterpret_cast<const char *>(piece.data()), piece.size());
            return {};
        }, {}, {});
        return saved ? bytes : std::string();
    }
    bool startRegistry(bool needsLogin)
    {
        if (!fs::exists("/usr/bin/docker-registry") || !findHelper(Helper::Skopeo))
            return false;
        m_registry = std::make_unique<Registry>(path("registry"), needsLogin);
        return QTest::qWaitFor([&] { return !m_registry->address().empty(); }, 30'000);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<ImageStore> m_store;
    std::unique_ptr<Registry> m_registry;
};

void TestImagePush::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    m_store = openStore("images");
    QVERIFY(m_store);
}

void TestImagePush::cleanup()
{
    m_registry.reset();
    m_store.reset();
    m_dir.reset();
}

void TestImagePush::anArchiveBringsTheSameImagesElsewhere()
{
    const StoredImage first = load("quay.io/me/first:1", "one");
    const StoredImage second = load("quay.io/me/second:2", "two");
    QVERIFY(m_store->tag("quay.io/me/first:1", "localhost/also:here"));
    writeFile(path("out.tar"), save({"quay.io/me/first:1", second.digest.str(), "quay.io/me/first:1"}));

    const auto other = openStore("elsewhere");
    const auto images = other->load(path("out.tar"), std::nullopt, {}, {});

    QVERIFY2(images, errorText(images).c_str());
    QCOMPARE(images->size(), 2u);
    QCOMPARE(other->find("quay.io/me/first:1")->digest, first.digest);
    QCOMPARE(other->find("quay.io/me/second:2")->digest, second.digest);
    QVERIFY(!other->find("localhost/also:here")); // it was not the name that was said
    QVERIFY(other->rootfs(first.digest, {}, {}));
}

void TestImagePush::anArchiveIsReadByOthersAsWell()
{
    const auto skopeo = findHelper(Helper::Skopeo);
    if (!skopeo)
        QSKIP("skopeo is not installed");
    load("quay.io/me/app:1", "one");
    writeFile(path("out.tar"), save({"quay.io/me/app:1"}));
    for (const char *transport : {"docker-archive:", "oci-archive:"}) {
        ProcessSpec spec;
        spec.program = *skopeo;
        spec.arguments = {"inspect", transport + path("out.tar").string() + ":quay.io/me/app:1"};
        const auto output = run(spec, Deadline::never(), {});
        QVERIFY(output);
        QVERIFY2(output->end.success(), output->errorTail.c_str());
    }
}

void TestImagePush::theSameImagesMakeTheSameArchive()
{
    load("quay.io/me/app:1", "one");
    const std::string archive = save({"quay.io/me/app:1"});
    QVERIFY(!archive.empty());
    QVERIFY(archive == save({"quay.io/me/app:1"}));
}

void TestImagePush::anArchiveOfNothingThatIsHereIsRefused()
{
    const Status saved = m_store->save({"quay.io/me/app:1"}, [](auto) -> Status { return {}; }, {}, {});
    QVERIFY(!saved);
    QCOMPARE(saved.error().operation, Operation::SaveImage);
    QCOMPARE(saved.error().reason, Reason::NoSuchImage);
}

void TestImagePush::aSinkThatFailsEndsTheArchive()
{
    load("quay.io/me/app:1", std::string(1'000'000, 'x'));
    std::size_t taken = 0;
    const Status saved = m_store->save({"quay.io/me/app:1"}, [&](std::span<const std::byte> piece) -> Status {
        taken += piece.size();
        if (taken > 2000)
            return fail(Operation::SaveImage, "out", Reason::NoSpace);
        return {};
    }, {}, {});
    QVERIFY(!saved);
    QCOMPARE(saved.error().rootReason(), Reason::NoSpace);
}

void TestImagePush::aCancelledArchiveEnds()
{
    load("quay.io/me/app:1", "one");
    std::stop_source source;
    source.request_stop();
    const Status saved = m_store->save({"quay.io/me/app:1"}, [](auto) -> Status { return {}; }, {}, source.get_token());
    QVERIFY(!saved && saved.error().isCancelled());
}

void TestImagePush::whatIsPushedCanBePulled()
{
    if (!startRegistry(false))
        QSKIP("docker-registry or skopeo is not installed");
    load("localhost/app:1", "one");
    const std::string target = m_registry->address() + "/me/app:2";
    std::vector<Phase> phases;

    const Status pushed = m_store->push("app:1", target, [&](const Progress &progress) { phases.push_back(progress.phase); }, {});

    QVERIFY2(pushed, errorText(pushed).c_str());
    QVERIFY(std::ranges::find(phases, Phase::Uploading) != phases.end());
    QVERIFY(fs::is_empty(path("images/tmp")));
    const auto other = openStore("elsewhere");
    const auto pulled = other->pull(target, {}, {});
    QVERIFY2(pulled, errorText(pulled).c_str());
    QCOMPARE(pulled->config.command, std::vector<std::string>{"run"});

    // By its own name, once it has one with a registry.
    QVERIFY(m_store->tag("app:1", m_registry->address() + "/me/other:1"));
    const Status again = m_store->push(m_registry->address() + "/me/other:1", std::nullopt, {}, {});
    QVERIFY2(again, errorText(again).c_str());
    QVERIFY(other->pull(m_registry->address() + "/me/other:1", {}, {}));
}

void TestImagePush::aNameWithoutARegistryIsNotPushed()
{
    load("localhost/app:1", "one");
    const Status pushed = m_store->push("app:1", std::nullopt, {}, {});
    QVERIFY(!pushed);
    QCOMPARE(pushed.error().operation, Operation::PushImage);
    QCOMPARE(pushed.error().rootReason(), Reason::BadReference);
    for (const char *name : {"app:1", "localhost/app:1"}) {
        const std::string text = errorText(m_store->push(name, std::nullopt, {}, {}));
        QVERIFY2(text.contains("has no registry") && text.contains("fk tag"), text.c_str());
    }
}

void TestImagePush::anImageThatIsNotHereIsNotPushed()
{
    const Status pushed = m_store->push("quay.io/me/nothing:1", std::nullopt, {}, {});
    QVERIFY(!pushed);
    QCOMPARE(pushed.error().operation, Operation::PushImage);
    QCOMPARE(pushed.error().rootReason(), Reason::NoSuchImage);
}

void TestImagePush::aRegistryThatIsNotThereIsSaidSo()
{
    if (!findHelper(Helper::Skopeo))
        QSKIP("skopeo is not installed");
    load("localhost/app:1", "one");
    const Status pushed = m_store->push("app:1", "127.0.0.1:1/app", {}, {}); // nobody listens at port 1
    QVERIFY(!pushed);
    QCOMPARE(pushed.error().rootReason(), Reason::RegistryUnreachable);
    QVERIFY(fs::is_empty(path("images/tmp")));
}

void TestImagePush::aLoginOpensTheRegistryAndALogoutClosesIt()
{
    if (!startRegistry(true))
        QSKIP("docker-registry or skopeo is not installed");
    load("localhost/app:1", "one");
    const std::string target = m_registry->address() + "/me/app:2";
    QCOMPARE(m_store->push("app:1", target, {}, {}).error().rootReason(), Reason::NeedsLogin);

    const auto place = logIn(authFile(), m_registry->address(), "me", "a secret", {});

    QVERIFY2(place, errorText(place).c_str());
    QCOMPARE(*place, LoginPlace::File);
    struct stat info{};
    QCOMPARE(::stat(authFile().c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777u, 0600u);
    QCOMPARE(registriesWithLogin(authFile()), std::vector<std::string>{m_registry->address()});
    const Status pushed = m_store->push("app:1", target, {}, {});
    QVERIFY2(pushed, errorText(pushed).c_str());
    QVERIFY(openStore("elsewhere")->pull(target, {}, {}));

    QVERIFY(logOut(authFile(), m_registry->address(), {}));
    QVERIFY(registriesWithLogin(authFile()).empty());
    QCOMPARE(openStore("third")->pull(target, {}, {}).error().rootReason(), Reason::NeedsLogin);
    QCOMPARE(logOut(authFile(), m_registry->address(), {}).error().reason, Reason::NotLoggedIn);
}

void TestImagePush::aWrongPasswordIsSaidSoAndNotKept()
{
    if (!startRegistry(true))
        QSKIP("docker-registry or skopeo is not installed");
    const auto place = logIn(authFile(), m_registry->address(), "me", "something else", {});
    QVERIFY(!place);
    QVERIFY2(place.error().reason == Reason::LoginRefused, place.error().detail.c_str());
    QVERIFY(place.error().detail.find("something else") == std::string::npos);
    QVERIFY(!hasLogin(authFile(), m_registry->address()));
}

void TestImagePush::passwordsGoToTheSecretServiceWhereThereIsOne()
{
    if (!startRegistry(true))
        QSKIP("docker-registry or skopeo is not installed");
    // The helper's protocol: a verb, JSON on standard input.
    writeFile(path("bin/docker-credential-secretservice"), "#!/bin/sh\nset -e\ncd '" + path("bin").string()
        + "'\ncase $1 in store) cat >secret ;; get) cat secret 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;; erase) rm secret ;; list) echo '{}' ;; esac\n");
    fs::permissions(path("bin/docker-credential-secretservice"), fs::perms::owner_all);
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", QByteArray::fromStdString(path("bin").string()) + ":" + before);
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");

    const auto place = logIn(authFile(), m_registry->address(), "me", "a secret", {});
    load("localhost/app:1", "one");
    const Status pushed = m_store->push("app:1", m_registry->address() + "/me/app:2", {}, {});
    const auto content = readFile(authFile(), 10'000);
    const bool kept = fs::exists(path("bin/secret"));
    const Status out = logOut(authFile(), m_registry->address(), {});
    qputenv("PATH", before);

    QVERIFY2(place, errorText(place).c_str());
    QCOMPARE(*place, LoginPlace::SecretService);
    QVERIFY(kept);
    QVERIFY2(pushed, errorText(pushed).c_str());
    QVERIFY2(content && content->find("auth\"") == std::string::npos, content ? content->c_str() : "");
    QVERIFY2(out, errorText(out).c_str());
    QVERIFY(!fs::exists(path("bin/secret")));
    QVERIFY(!hasLogin(authFile(), m_registry->address()));
}

void TestImagePush::registriesAreNamesAlone_data()
{
    QTest::addColumn<QString>("registry");
    for (const char *text : {"", "quay.io/me", "https://quay.io", "--help", "quay io", "a@b", "../x", "quay.io:port"})
        QTest::newRow(text) << text;
}

void TestImagePush::registriesAreNamesAlone()
{
    QFETCH(const QString, registry);
    const auto place = logIn(authFile(), registry.toStdString(), "me", "x", {});
    QVERIFY(!place);
    QCOMPARE(place.error().reason, Reason::BadName);
    QVERIFY(!fs::exists(authFile()));
}

void TestImagePush::aBrokenLoginFileIsAsNone()
{
    for (const char *content : {"", "{", "[]", R"({"auths": 5, "credHelpers": null})", R"({"auths": {"a": 1}})"}) {
        writeFile(authFile(), content);
        QVERIFY(!hasLogin(authFile(), "quay.io"));
        QVERIFY(registriesWithLogin(authFile()) == (std::string_view(content).contains("\"a\"") ? std::vector<std::string>{"a"} : std::vector<std::string>()));
    }
}

void TestImagePush::aFailedLoginLeavesTheFileAsItWas_data()
{
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<int>("attempts");
    QTest::addColumn<Reason>("reason");
    QTest::newRow("the registry refuses") << QByteArray("invalid username/password") << 1 << Reason::LoginRefused; // as it would again
    QTest::newRow("something is wrong with the service") << QByteArray("cannot keep it") << 2 << Reason::HelperFailed;
}

void TestImagePush::aFailedLoginLeavesTheFileAsItWas()
{
    QFETCH(QByteArray, says);
    QFETCH(int, attempts);
    QFETCH(Reason, reason);
    const auto program = [&](const char *name, const std::string &body) {
        writeFile(path("bin") / name, "#!/bin/sh\n" + body + "\n");
        fs::permissions(path("bin") / name, fs::perms::owner_all);
    };
    program("docker-credential-secretservice", "exit 1");
    program("skopeo", "cat >/dev/null; echo x >>'" + path("attempts").string() + "'; echo '" + says.toStdString() + "' >&2; exit 1");
    const QByteArray before = qgetenv("PATH");
    qputenv("PATH", QByteArray::fromStdString(path("bin").string()) + ":" + before);
    qputenv("FIRKIN_SKOPEO", QByteArray::fromStdString((path("bin") / "skopeo").string()));
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    const std::string kept = R"({"auths":{"quay.io":{"auth":"eDp5"}},"credHelpers":{"docker.io":"pass"}})";
    writeFile(authFile(), kept);
    fs::permissions(authFile().parent_path(), fs::perms::owner_all);

    const auto place = logIn(authFile(), "quay.io", "me", "x", {});
    const auto other = logIn(authFile(), "docker.io", "me", "x", {});
    const auto after = readFile(authFile(), 1000);
    writeFile(authFile(), "{");
    const auto damaged = logIn(authFile(), "quay.io", "me", "x", {});
    const auto text = readFile(authFile(), 1000);
    fs::remove(authFile());
    const auto fresh = logIn(authFile(), "quay.io", "me", "x", {});
    qputenv("PATH", before);
    qunsetenv("FIRKIN_SKOPEO");

    QVERIFY(!place && !other && !fresh);
    QCOMPARE(place.error().reason, reason);
    QVERIFY(after && nlohmann::json::parse(*after, nullptr, false) == nlohmann::json::parse(kept));
    QCOMPARE(damaged.error().rootReason(), Reason::SettingsDamaged);
    QCOMPARE(text.value_or(""), "{");
    QCOMPARE(fs::file_size(path("attempts")), static_cast<std::uintmax_t>(3 * 2 * attempts));
    QVERIFY(!hasLogin(authFile(), "quay.io"));
}

void TestImagePush::aFailedLoginGivesBackTheHelperOfBefore()
{
    writeFile(path("bin/skopeo"), "#!/bin/sh\ncat >/dev/null; echo 'invalid username/password' >&2; exit 1\n");
    fs::permissions(path("bin/skopeo"), fs::perms::owner_all);
    qputenv("FIRKIN_SKOPEO", QByteArray::fromStdString(path("bin/skopeo").string()));
    writeFile(authFile(), R"({"auths":{},"credHelpers":{"docker.io":"pass"}})");
    fs::permissions(authFile().parent_path(), fs::perms::owner_all);

    const auto kept = logIn(authFile(), "docker.io", "me", "x", {});
    const auto none = logIn(authFile(), "quay.io", "me", "x", {});
    qunsetenv("FIRKIN_SKOPEO");

    QVERIFY(!kept && !none);
    QCOMPARE(kept.error().reason, Reason::LoginRefused);
    QVERIFY(registriesWithLogin(authFile()) == std::vector<std::string>{"docker.io"});
    const auto text = readFile(authFile(), 1000);
    QVERIFY2(text && text->contains("\"pass\""), text ? text->c_str() : "");
}

QTEST_GUILESS_MAIN(TestImagePush)
#include "test_image_push.moc"

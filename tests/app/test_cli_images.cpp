// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/fake_console.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace firkin;
using namespace firkin::cli;
using namespace firkin::engine;

/// fk's verbs for images and registries, on a fake engine.
class TestCliImages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void imagesAreListed();
    void imageRemovalOfAnUnknownOneFails();
    void pushGoesWhereItIsTold();
    void pushOfAnUnknownImageFails();
    void saveWritesAFileThatIsWholeOrNotThere();
    void saveWithoutAFileGoesToStandardOutput();
    void tagGivesAnotherName();
    void historyIsNewestFirst();
    void pruneWithoutATerminalWantsForce();
    void pruneTakesOnlyWhatNobodyUses();
    void loginReadsThePasswordFromStandardInput();
    void loginThatIsRefusedIsSaid();
    void loginWithoutATerminalSaysHow();
    void logoutOfWhereNobodyIsLoggedInFails();

private:
    using Ran = FakeConsole::Ran;
    Ran fk(const std::vector<std::string> &arguments, const std::string &input = {}) { return m_console.fk(m_engine.get(), arguments, input); }
    void addImage(char digit, std::vector<std::string> references)
    {
        ImageView image;
        image.digest = "sha256:" + std::string(64, digit);
        image.references = std::move(references);
        image.size = ByteSize::ofMiB(3);
        m_engine->addImage(image);
    }
    [[nodiscard]] std::size_t imageCount() { return m_engine->images().list({})->size(); }

    FakeConsole m_console;
    std::unique_ptr<FakeEngine> m_engine;
};

void TestCliImages::init()
{
    m_engine = std::make_unique<FakeEngine>();
    addImage('a', {"localhost/starter:latest"});
    addImage('b', {"quay.io/me/app:1"});
    addImage('c', {});
}

void TestCliImages::imagesAreListed()
{
    const Ran ran = fk({"image", "ls"});
    QVERIFY(ran.out.starts_with("REPOSITORY"));
    QVERIFY(ran.out.find("localhost/starter") != std::string::npos);
    QVERIFY(ran.out.find("aaaaaaaaaaaa ") != std::string::npos);
    QCOMPARE(fk({"images", "-q"}).out, std::string("aaaaaaaaaaaa\nbbbbbbbbbbbb\ncccccccccccc\n"));
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"image", "ls", "--format", "json"}).out)).array();
    QCOMPARE(json[0].toObject()["references"].toArray()[0].toString(), QString("localhost/starter:latest"));
}

void TestCliImages::imageRemovalOfAnUnknownOneFails()
{
    const Ran ran = fk({"image", "rm", "nothing"});
    QCOMPARE(ran.code, 1);
    QVERIFY(ran.err.find("nothing") != std::string::npos);
    QCOMPARE(fk({"rmi", "starter"}).code, 0);
}

void TestCliImages::pushGoesWhereItIsTold()
{
    QCOMPARE(fk({"push", "quay.io/me/app:1"}).out, "Pushed quay.io/me/app:1\n");
    QCOMPARE(fk({"image", "push", "starter", "quay.io/me/starter:2"}).out, "Pushed quay.io/me/starter:2\n");
    QCOMPARE(fk({"push", "-q", "quay.io/me/app:1"}).out, "");
    QCOMPARE(m_engine->calls(Operation::PushImage), 3);
}

void TestCliImages::pushOfAnUnknownImageFails()
{
    const Ran ran = fk({"push", "quay.io/me/nothing:1"});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.starts_with("fk: cannot push image quay.io/me/nothing:1"), ran.err.c_str());
}

void TestCliImages::saveWritesAFileThatIsWholeOrNotThere()
{
    const QTemporaryDir dir;
    const QString file = dir.filePath("out.tar");
    QCOMPARE(fk({"save", "-o", file.toStdString(), "quay.io/me/app:1", "starter"}).code, 0);
    QFile saved(file);
    QVERIFY(saved.open(QIODevice::ReadOnly));
    QCOMPARE(saved.readAll(), "quay.io/me/app:1starter");

    const Ran ran = fk({"save", "-o", dir.filePath("other.tar").toStdString(), "starter", "nothing"});
    QCOMPARE(ran.code, 1);
    QCOMPARE(QDir(dir.path()).entryList(QDir::Files), QStringList{"out.tar"});
    QVERIFY(fk({"save", "-o", "/nonexistent/x.tar", "starter"}).err.find("/nonexistent/x.tar") != std::string::npos);
}

void TestCliImages::saveWithoutAFileGoesToStandardOutput()
{
    QCOMPARE(fk({"save", "starter"}).out, "starter");
    QCOMPARE(fk({"image", "save", "-o", "-", "starter"}).out, "starter");
}

void TestCliImages::tagGivesAnotherName()
{
    QCOMPARE(fk({"tag", "quay.io/me/app:1", "localhost/mine:2"}).code, 0);
    QVERIFY(m_engine->images().find("localhost/mine:2", {}));
    QCOMPARE(fk({"tag", "nothing", "localhost/mine:3"}).code, 1);
    QCOMPARE(fk({"tag", "starter", "a b"}).code, 1);
}

void TestCliImages::historyIsNewestFirst()
{
    const Ran table = fk({"history", "starter"});
    QVERIFY(table.out.starts_with("CREATED"));
    QVERIFY(table.out.find("CMD") < table.out.find("ADD file"));
    QVERIFY(table.out.find("…") != std::string::npos);
    QVERIFY(fk({"history", "--no-trunc", "starter"}).out.find("/var/lib/apt/lists/*") != std::string::npos);
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(fk({"history", "--format", "json", "starter"}).out)).array();
    QCOMPARE(json.size(), 4);
    QVERIFY(json[0].toObject().contains("createdBy"));
}

void TestCliImages::pruneWithoutATerminalWantsForce()
{
    const Ran ran = fk({"image", "prune"});
    QCOMPARE(ran.code, 125);
    QVERIFY2(ran.err.find("--force") != std::string::npos, ran.err.c_str());
    QCOMPARE(imageCount(), 3u);
}

void TestCliImages::pruneTakesOnlyWhatNobodyUses()
{
    m_engine->addRunning("web", "localhost/starter:latest");
    QCOMPARE(fk({"image", "prune", "-f"}).code, 0);
    QCOMPARE(imageCount(), 2u); // the one without a name is gone
    QVERIFY(fk({"image", "prune", "-f"}).out.find("no image") != std::string::npos);
    QCOMPARE(fk({"image", "prune", "-f", "--all"}).code, 0);
    QCOMPARE(imageCount(), 1u);
    QVERIFY(m_engine->images().find("localhost/starter:latest", {}));
}

void TestCliImages::loginReadsThePasswordFromStandardInput()
{
    const Ran ran = fk({"login", "-u", "me", "--password-stdin", "quay.io"}, "a secret\n");
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.out, "Logged in to quay.io\n");
    QVERIFY(ran.err.find("file") != std::string::npos); // where the password is
    QVERIFY(ran.err.find("a secret") == std::string::npos);
    QCOMPARE(*m_engine->registries().list({}), std::vector<std::string>{"quay.io"});
    QCOMPARE(fk({"logout", "quay.io"}).code, 0);
}

void TestCliImages::loginThatIsRefusedIsSaid()
{
    const Ran ran = fk({"login", "-u", "me", "--password-stdin", "quay.io"}, "wrong");
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.starts_with("fk: cannot log in to registry quay.io"), ran.err.c_str());
    QVERIFY(ran.err.find("wrong") == std::string::npos);
}

void TestCliImages::loginWithoutATerminalSaysHow()
{
    QVERIFY(fk({"login", "quay.io"}).err.find("--password-stdin") != std::string::npos);
    QVERIFY(fk({"login", "--password-stdin", "quay.io"}).err.find("--username") != std::string::npos);
    QCOMPARE(fk({"login"}).code, 125);
}

void TestCliImages::logoutOfWhereNobodyIsLoggedInFails()
{
    const Ran ran = fk({"logout", "quay.io"});
    QCOMPARE(ran.code, 1);
    QVERIFY2(ran.err.find("nobody is logged in") != std::string::npos, ran.err.c_str());
}

QTEST_GUILESS_MAIN(TestCliImages)
#include "test_cli_images.moc"

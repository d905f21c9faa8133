#include "runtime/base/file.h"
#include "runtime/engine/settings.h"

#include <QTemporaryDir>
#include <QTest>

using namespace firkin;
using engine::Settings;

class TestSettings : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path file() const { return m_folder.filePath(QStringLiteral("a/settings.json")).toStdString(); }

private Q_SLOTS:
    void cleanup() { std::filesystem::remove_all(file().parent_path()); }

    void withoutAFileTheyAreTheDefaults()
    {
        QCOMPARE(*engine::loadSettings(file()), Settings());
    }

    void whatIsSavedIsLoaded()
    {
        Settings settings;
        settings.cpus = 0.5;
        settings.memory = ByteSize::ofMiB(300);
        settings.diskSize = ByteSize::ofGiB(3);
        QVERIFY(engine::saveSettings(file(), settings));
        QVERIFY(*engine::loadSettings(file()) == settings);
    }

    void keysOfAnotherVersionAreKept()
    {
        std::filesystem::create_directories(file().parent_path());
        QVERIFY(writeFileAtomically(file(), R"({"version":9,"later":{"x":1},"defaults":{"cpus":4,"gpus":2}})"));
        auto settings = engine::loadSettings(file());
        QVERIFY(settings);
        QCOMPARE(settings->cpus, 4.0);
        QVERIFY(engine::saveSettings(file(), *settings));
        const auto text = *readFile(file(), 4096);
        QVERIFY(text.contains("later"));
        QVERIFY(text.contains("gpus"));
    }

    void nonsenseIsAnErrorAndNotAGuess_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("cut off") << QByteArray("{\"defaults\":{");
        QTest::newRow("a list") << QByteArray("[]");
        QTest::newRow("defaults are a number") << QByteArray("{\"defaults\":3}");
        QTest::newRow("no cpus") << QByteArray("{\"defaults\":{\"cpus\":0}}");
        QTest::newRow("negative cpus") << QByteArray("{\"defaults\":{\"cpus\":-2}}");
        QTest::newRow("cpus in words") << QByteArray("{\"defaults\":{\"cpus\":\"two\"}}");
        QTest::newRow("too many cpus") << QByteArray("{\"defaults\":{\"cpus\":1e300}}");
        QTest::newRow("negative memory") << QByteArray("{\"defaults\":{\"memory_bytes\":-1}}");
        QTest::newRow("tiny memory") << QByteArray("{\"defaults\":{\"memory_bytes\":1}}");
        QTest::newRow("memory with a point") << QByteArray("{\"defaults\":{\"memory_bytes\":1.5}}");
        QTest::newRow("tiny disk") << QByteArray("{\"defaults\":{\"disk_bytes\":4096}}");
        QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01", 4);
    }
    void nonsenseIsAnErrorAndNotAGuess()
    {
        QFETCH(QByteArray, text);
        std::filesystem::create_directories(file().parent_path());
        QVERIFY(writeFileAtomically(file(), std::string_view(text.constData(), static_cast<std::size_t>(text.size()))));
        QVERIFY(!engine::loadSettings(file()));
        // Saving makes it right again.
        QVERIFY(engine::saveSettings(file(), Settings()));
        QCOMPARE(*engine::loadSettings(file()), Settings());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "test_settings.moc"

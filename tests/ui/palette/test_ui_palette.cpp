#include "tests/support/fake_engine.h"
#include "ui/async/pools.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/palette_rank.h"
#include "ui/services/services.h"

#include <QElapsedTimer>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;

class TestUiPalette : public QObject {
    Q_OBJECT

private:
    engine::FakeEngine m_engine;
    Pools m_pools;
    std::unique_ptr<Services> m_services;

    [[nodiscard]] std::vector<PaletteItem> items() const
    {
        return paletteItems(m_services->containers, m_services->images.images(), {Page::Containers, Page::Images, Page::Settings, Page::Trash});
    }

private Q_SLOTS:
    void initTestCase()
    {
        engine::populate(m_engine);
        m_services = std::make_unique<Services>(m_engine, m_pools);
        m_services->start();
        QTRY_VERIFY(m_services->containers.state() == LoadState::Ready);
        QTRY_VERIFY(!m_services->images.images().empty());
    }
    void cleanupTestCase()
    {
        m_services->letGoOfStreams();
        m_pools.requestStop();
        m_pools.wait();
        m_services.reset();
    }

    void aWordFitsTheBetterTheMoreOfItIsTyped_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("whole before beginning") << u"stop"_s << u"stop"_s << u"stopper"_s;
        QTest::newRow("beginning before inside") << u"web"_s << u"website"_s << u"myweb"_s;
        QTest::newRow("inside before scattered") << u"pi"_s << u"api"_s << u"postgresqlin"_s;
        QTest::newRow("shorter rest") << u"bil"_s << u"bill"_s << u"billing"_s;
        QTest::newRow("fewer gaps") << u"stp"_s << u"stop"_s << u"snapshotp"_s;
        QTest::newRow("case does not matter") << u"WEB"_s << u"web"_s << u"webs"_s;
        QTest::newRow("none") << u"xyz"_s << QString() << u"web"_s;
        QTest::newRow("longer than the word") << u"webweb"_s << QString() << u"web"_s;
        QTest::newRow("one letter inside says nothing") << u"z"_s << QString() << u"quiz2x"_s;
        QTest::newRow("empty") << QString() << QString() << QString();
    }
    void aWordFitsTheBetterTheMoreOfItIsTyped()
    {
        QFETCH(QString, typed);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        if (better.isEmpty()) {
            if (typed != "z"_L1)
                QVERIFY(!wordScore(typed, worse));
            return;
        }
        QVERIFY(wordScore(typed, better));
        QVERIFY(wordScore(typed, better).value_or(0) > wordScore(typed, worse).value_or(0));
    }

    void theFirstEntryIsTheOneThatIsMeant_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("first"); // empty: nothing fits
        QTest::newRow("verb and name") << u"stop db"_s << u"db: Stop"_s;
        QTest::newRow("name and verb") << u"db stop"_s << u"db: Stop"_s;
        QTest::newRow("another name for the verb") << u"console web"_s << u"web: Open Shell"_s;
        QTest::newRow("shell web") << u"shell web"_s << u"web: Open Shell"_s;
        QTest::newRow("logs of a name with a dash") << u"logs billing"_s << u"billing-api: Show Logs"_s;
        QTest::newRow("inside the dash") << u"logs api"_s << u"billing-api: Show Logs"_s;
        QTest::newRow("beginnings") << u"she we"_s << u"web: Open Shell"_s;
        QTest::newRow("missing letters") << u"stp db"_s << u"db: Stop"_s;
        QTest::newRow("page") << u"settings"_s << u"Go to Settings"_s;
        QTest::newRow("page by another name") << u"prefs"_s << u"Go to Settings"_s;
        QTest::newRow("new") << u"new"_s << u"New Container…"_s;
        QTest::newRow("theme") << u"dark"_s << u"Dark Theme"_s;
        QTest::newRow("nonsense") << u"qqqq wwww"_s << QString();
        QTest::newRow("a sentence") << u"a b c d e f g h i j k l"_s << QString();
        QTest::newRow("markup") << u"<b>"_s << QString();
        QTest::newRow("many blanks") << u"   stop    db  "_s << u"db: Stop"_s;
    }
    void theFirstEntryIsTheOneThatIsMeant()
    {
        QFETCH(QString, typed);
        QFETCH(QString, first);
        QWidget window;
        window.resize(900, 600);
        CommandPalette palette(&window);
        window.show();
        palette.popup(items());
        palette.edit().setText(typed);
        if (first.isEmpty()) {
            QCOMPARE(palette.count(), 0);
            QVERIFY(!palette.current());
        } else {
            QVERIFY(palette.current());
            QCOMPARE(palette.current()->text, first);
        }
    }

    void whatCannotBeDoneNowIsThereWithItsReason()
    {
        const auto all = items();
        const auto it = std::ranges::find(all, u"web: Start"_s, &PaletteItem::text);
        QVERIFY(it != all.end());
        QVERIFY(!it->enabled);
        QVERIFY(!it->detail.isEmpty());
    }

    void theKeyboardAloneChooses()
    {
        QWidget window;
        window.resize(900, 600);
        CommandPalette palette(&window);
        window.show();
        QSignalSpy chosen(&palette, &CommandPalette::chosen);
        palette.popup(items());
        QTest::keyClicks(&palette.edit(), u"stop db"_s);
        const QString first = palette.current()->text;
        QTest::keyClick(&palette.edit(), Qt::Key_Up); // from the first to the last
        QTest::keyClick(&palette.edit(), Qt::Key_Down);
        QCOMPARE(palette.current()->text, first);
        QTest::keyClick(&palette.edit(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        const auto command = chosen.first().first().value<PaletteCommand>();
        QCOMPARE(std::get<ContainerCommand>(command).action, ContainerAction::Stop);
        QVERIFY(!palette.isVisible());
    }

    void enterOnWhatCannotBeDoneDoesNothing()
    {
        QWidget window;
        window.resize(900, 600);
        CommandPalette palette(&window);
        window.show();
        QSignalSpy chosen(&palette, &CommandPalette::chosen);
        auto all = items();
        std::erase_if(all, [](const PaletteItem &item) { return item.enabled; });
        palette.popup(all);
        QTest::keyClick(&palette.edit(), Qt::Key_Return);
        QCOMPARE(chosen.count(), 0);
        QVERIFY(palette.isVisible());
        QTest::keyClick(&palette.edit(), Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
    }

    void fiveHundredContainersAreRankedWhileOneTypes()
    {
        std::vector<QStringList> entries;
        for (int i = 0; i < 500; ++i)
            for (const auto *verb : {"Open", "Start", "Stop", "Restart", "Kill", "Force Off", "Open Shell", "Show Logs", "Browse Files", "Show Statistics", "Copy Name", "Rename", "Delete", "Pause", "Resume", "Fork"})
                entries.push_back(entryWords(QString::fromLatin1(verb) + u" service-%1-web"_s.arg(i)));
        QElapsedTimer clock;
        clock.start();
        const auto order = rankEntries(u"stop service 250", entries);
        QVERIFY(!order.empty());
        QVERIFY(entries[order.front()].contains(u"250"_s));
        QVERIFY2(clock.elapsed() < 100, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_MAIN(TestUiPalette)
#include "test_ui_palette.moc"

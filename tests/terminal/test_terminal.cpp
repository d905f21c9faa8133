#include "terminal/paste.h"
#include "terminal/terminal_keys.h"
#include "terminal/terminal_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QMessageBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace firkin::terminal;
using namespace Qt::StringLiterals;

namespace {

/// Notes the longest time between two turns of the event loop.
class TurnMeter : public QObject {
public:
    TurnMeter()
    {
        m_last.start();
        startTimer(0);
    }
    qint64 longestMs = 0;

protected:
    void timerEvent(QTimerEvent *) override { longestMs = std::max(longestMs, m_last.restart()); }

private:
    QElapsedTimer m_last;
};

QWidget *displayOf(const TerminalView &view)
{
    return view.focusProxy();
}

} // namespace

class TestTerminal : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TerminalView> m_view;

    bool showsEventually(const QString &text)
    {
        return QTest::qWaitFor([&] { return m_view->plainText().contains(text); });
    }
    bool settled()
    {
        // Not qWaitFor: it sleeps 10 ms between two turns, which is what a flood would be measured by.
        if (m_view->backlog() == 0)
            return true;
        QEventLoop loop;
        connect(m_view.get(), &TerminalView::advanced, &loop, [&] {
            if (m_view->backlog() == 0)
                loop.exit(0);
        });
        QTimer::singleShot(30'000, &loop, [&] { loop.exit(1); });
        return loop.exec() == 0;
    }

private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<TerminalView>(TerminalProfile::standard());
        m_view->resize(800, 480);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        QVERIFY(QTest::qWaitFor([&] { return !m_view->terminalSize().isEmpty(); }));
    }
    void cleanup() { m_view.reset(); }

    void bytesAppearOnTheScreenAsPrinted()
    {
        m_view->feed("first\r\nsecond\r\n");

        QVERIFY(showsEventually(QStringLiteral("second")));
        const QStringList lines = m_view->plainText().split(u'\n');
        QCOMPARE(lines.at(0).trimmed(), QStringLiteral("first"));
        QCOMPARE(lines.at(1).trimmed(), QStringLiteral("second"));
    }

    void aLineFeedAloneDoesNotReturnTheCarriage()
    {
        m_view->feed("abc\ndef");

        QVERIFY(showsEventually(QStringLiteral("def")));
        const QStringList lines = m_view->plainText().split(u'\n');
        QVERIFY2(lines.at(1).startsWith(QStringLiteral("   def")), qPrintable(lines.at(1)));
    }

    void whatIsFedIsNotTypedBack()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);

        m_view->feed("plain text\r\n");

        QVERIFY(settled());
        QCOMPARE(typed.count(), 0);
    }

    void textSplitAtEveryByteIsTheSame()
    {
        const QByteArray bytes = "\x1b[1;31mr\xc3\xb6t\x1b[0m \xe4\xb8\xad end\r\n";
        for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
            m_view->reset();
            m_view->feed(bytes.left(cut));
            QVERIFY(settled());
            m_view->feed(bytes.mid(cut));
            QVERIFY2(showsEventually(QStringLiteral("röt")), qPrintable(QString::number(cut)));
            QVERIFY(showsEventually(QStringLiteral("end")));
            QVERIFY(!m_view->plainText().contains(u'['));
        }
    }

    void keysBecomeBytes_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("letter") << int(Qt::Key_A) << 0 << QByteArray("a");
        QTest::newRow("enter") << int(Qt::Key_Return) << 0 << QByteArray("\r");
        QTest::newRow("backspace") << int(Qt::Key_Backspace) << 0 << QByteArray("\x7f");
        QTest::newRow("tab") << int(Qt::Key_Tab) << 0 << QByteArray("\t");
        QTest::newRow("escape") << int(Qt::Key_Escape) << 0 << QByteArray("\x1b");
        QTest::newRow("up") << int(Qt::Key_Up) << 0 << QByteArray("\x1b[A");
        QTest::newRow("ctrl+c") << int(Qt::Key_C) << int(Qt::ControlModifier) << QByteArray("\x03");
        QTest::newRow("ctrl+d") << int(Qt::Key_D) << int(Qt::ControlModifier) << QByteArray("\x04");
        QTest::newRow("ctrl+s is no flow control") << int(Qt::Key_S) << int(Qt::ControlModifier) << QByteArray("\x13");
        QTest::newRow("ctrl+k") << int(Qt::Key_K) << int(Qt::ControlModifier) << QByteArray("\x0b");
        QTest::newRow("alt+b") << int(Qt::Key_B) << int(Qt::AltModifier) << QByteArray("\x1b" "b");
    }
    void keysBecomeBytes()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QByteArray, expected);
        QSignalSpy typed(m_view.get(), &TerminalView::typed);

        QTest::keyClick(displayOf(*m_view), Qt::Key(key), Qt::KeyboardModifiers(modifiers));

        QByteArray bytes;
        for (const auto &call : typed)
            bytes += call.at(0).toByteArray();
        QCOMPARE(bytes.toHex(), expected.toHex());
    }

    void copyNeverSendsAnInterrupt()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);

        QTest::keyClick(displayOf(*m_view), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);

        QCOMPARE(typed.count(), 0);
    }

    void selectAllAndCopyTakeTheText()
    {
        m_view->feed("take me\r\n");
        QVERIFY(showsEventually(QStringLiteral("take me")));

        m_view->run(TerminalCommand::SelectAll);
        m_view->run(TerminalCommand::Copy);

        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("take me")));
    }

    void plainControlKeysAreTakenFromTheWindowsShortcuts()
    {
        const auto accepted = [&](int key, Qt::KeyboardModifiers modifiers) {
            QKeyEvent event(QEvent::ShortcutOverride, key, modifiers);
            event.ignore();
            QApplication::sendEvent(displayOf(*m_view), &event);
            return event.isAccepted();
        };

        QVERIFY(accepted(Qt::Key_K, Qt::ControlModifier));
        QVERIFY(accepted(Qt::Key_F, Qt::ControlModifier));
        QVERIFY(accepted(Qt::Key_1, Qt::ControlModifier));
        QVERIFY(accepted(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier));
        QVERIFY(!accepted(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier));
        QVERIFY(!accepted(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier));
        QVERIFY(!accepted(Qt::Key_1, Qt::AltModifier));
        QVERIFY(!accepted(Qt::Key_F6, Qt::NoModifier));
    }

    void answersToQueriesInAReplayAreDropped()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);

        m_view->beginReplay();
        m_view->feed("\x1b[c\x1b[6n old output\r\n");
        m_view->endReplay();
        m_view->feed("\x1b[6n");

        QVERIFY(settled());
        QTRY_COMPARE(typed.count(), 1); // the live query alone
        QVERIFY(typed.at(0).at(0).toByteArray().startsWith("\x1b["));
        QVERIFY(typed.at(0).at(0).toByteArray().endsWith("R"));
        QVERIFY(!m_view->isReplaying());
    }

    void keysPassDuringAReplay()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);
        m_view->beginReplay();
        m_view->feed("\x1b[c old");
        QVERIFY(settled());
        QVERIFY(m_view->isReplaying());

        QTest::keyClick(displayOf(*m_view), Qt::Key_L);
        m_view->type(u"s"_s);

        QCOMPARE(typed.count(), 2);
        QCOMPARE(typed.at(0).at(0).toByteArray(), QByteArray("l"));
    }

    void theEndOfAReplayIsExactHoweverItIsCut()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);
        int expected = 0;
        for (int size = 1; size < 40; ++size) {
            m_view->beginReplay();
            m_view->feed(QByteArray(size * 997, 'x') + "\x1b[6n");
            m_view->endReplay();
            m_view->feed("\x1b[6n");
            ++expected;
        }
        QVERIFY(settled());
        QTRY_COMPARE(typed.count(), expected);
    }

    void theSizeIsReportedOnceAfterALayout()
    {
        QSignalSpy resized(m_view.get(), &TerminalView::resized);
        const QSize before = m_view->terminalSize();

        for (int width = 800; width <= 1000; width += 10)
            m_view->resize(width, 480);

        QTRY_COMPARE(resized.count(), 1);
        QVERIFY(resized.at(0).at(0).toInt() > before.width());
        QCOMPARE(resized.at(0).at(1).toInt(), before.height());
        QCOMPARE(m_view->terminalSize().width(), resized.at(0).at(0).toInt());
    }

    void zoomChangesTheSize()
    {
        QSignalSpy resized(m_view.get(), &TerminalView::resized);
        const QSize before = m_view->terminalSize();

        for (int i = 0; i < 4; ++i)
            QTest::keyClick(displayOf(*m_view), Qt::Key_Plus, Qt::ControlModifier);

        QTRY_VERIFY(resized.count() >= 1);
        QVERIFY(m_view->terminalSize().width() < before.width());
        QTest::keyClick(displayOf(*m_view), Qt::Key_0, Qt::ControlModifier);
        QTRY_COMPARE(m_view->terminalSize(), before);
    }

    void aProgramCannotResizeTheWindow()
    {
        const QSize before = m_view->size();
        m_view->feed("\x1b[8;200;300t");
        QVERIFY(settled());
        QTest::qWait(60);
        QCOMPARE(m_view->size(), before);
    }

    void aFloodDoesNotBlockTheEventLoop()
    {
        QByteArray piece;
        for (int i = 0; piece.size() < 256 * 1024; ++i)
            piece += "line " + QByteArray::number(i) + " of a program that prints as fast as it can\r\n";
        for (int i = 0; i < 32; ++i) // 8 MiB
            m_view->feed(piece);
        TurnMeter meter;
        QElapsedTimer time;
        time.start();

        QVERIFY(settled());

        const double rate = 8.0 * 1000 / static_cast<double>(std::max<qint64>(1, time.elapsed()));
        qInfo("8 MiB in %lld ms (%.1f MiB/s), longest turn %lld ms", time.elapsed(), rate, meter.longestMs);
        QVERIFY2(meter.longestMs <= 50, qPrintable(QString::number(meter.longestMs)));
    }

    void aHiddenViewTakesAtMostAMegabyteASecond()
    {
        m_view->hide();
        const QByteArray piece(1024 * 1024, 'x');
        for (int i = 0; i < 4; ++i)
            m_view->feed(piece);

        QTest::qWait(500);

        const qsizetype shown = 4 * piece.size() - m_view->backlog();
        QVERIFY2(shown > 200'000 && shown < 900'000, qPrintable(QString::number(shown)));
        m_view->show();
        QVERIFY(settled());
    }

    void resetForgetsWhatWasAndWhatWaited()
    {
        m_view->feed(QByteArray(200'000, 'o') + "\r\n");
        m_view->reset();
        m_view->feed("new\r\n");

        QVERIFY(showsEventually(QStringLiteral("new")));
        QVERIFY(!m_view->plainText().contains(QStringLiteral("ooo")));
    }

    void scrollbackIsLimited()
    {
        TerminalProfile profile = m_view->profile();
        profile.scrollbackLines = 100;
        m_view->setProfile(profile);
        QByteArray lines;
        for (int i = 0; i < 1000; ++i)
            lines += "row" + QByteArray::number(i) + "\r\n";
        m_view->feed(lines);

        QVERIFY(showsEventually(QStringLiteral("row999")));
        QVERIFY(!m_view->plainText().contains(QStringLiteral("row100\n")));
        QCOMPARE((TerminalProfile{.scrollbackLines = 1'000'000}.clampedScrollback()), TerminalProfile::maxScrollback);
    }

    void aDividerLeavesTheAlternateScreen()
    {
        m_view->feed("shell text\r\n\x1b[?1049h\x1b[2J\x1b[Hfull screen program");
        QVERIFY(showsEventually(QStringLiteral("full screen")));

        m_view->showDivider(QStringLiteral("Connection lost"));

        QVERIFY(showsEventually(QStringLiteral("Connection lost")));
        QVERIFY(m_view->plainText().contains(QStringLiteral("shell text")));
        QVERIFY(!m_view->plainText().contains(QStringLiteral("full screen")));
    }

    void withInputOffNothingIsTyped()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);
        m_view->setInputEnabled(false);

        QTest::keyClick(displayOf(*m_view), Qt::Key_A);
        m_view->paste(QStringLiteral("x"));
        m_view->type(QStringLiteral("x"));

        QCOMPARE(typed.count(), 0);
    }

    void severalPastedLinesAreAskedAboutWithoutBlocking()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);

        m_view->paste(QStringLiteral("one\ntwo\n"));

        auto *box = m_view->findChild<QMessageBox *>();
        QVERIFY(box != nullptr);
        QCOMPARE(typed.count(), 0);
        const auto buttons = box->buttons();
        for (auto *button : buttons) {
            if (box->buttonRole(button) == QMessageBox::AcceptRole)
                button->click();
        }
        QCOMPARE(typed.count(), 1);
        QCOMPARE(typed.at(0).at(0).toByteArray(), QByteArray("one\rtwo\r"));
    }

    void bracketedPasteIsBracketedAndNotAskedAbout()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);
        m_view->feed("\x1b[?2004h");
        QVERIFY(settled());

        m_view->paste(QStringLiteral("one\ntwo\x1b[201~"));

        QCOMPARE(typed.count(), 1);
        QCOMPARE(typed.at(0).at(0).toByteArray(), QByteArray("\x1b[200~one\rtwo[201~\x1b[201~"));
    }

    void droppedFilesAreReportedAndNotTyped()
    {
        QSignalSpy typed(m_view.get(), &TerminalView::typed);
        QSignalSpy dropped(m_view.get(), &TerminalView::dropped);
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QStringLiteral("/some/file"))});
        mime.setText(QStringLiteral("/some/file"));
        QDragEnterEvent enter({5, 5}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(displayOf(*m_view), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({5, 5}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);

        QApplication::sendEvent(displayOf(*m_view), &drop);

        QCOMPARE(dropped.count(), 1);
        QCOMPARE(dropped.at(0).at(0).value<QList<QUrl>>().size(), 1);
        QCOMPARE(typed.count(), 0);
    }

    void titleAndBellAreToldButNotInAReplay()
    {
        QSignalSpy title(m_view.get(), &TerminalView::titleChanged);
        QSignalSpy bell(m_view.get(), &TerminalView::bell);

        m_view->beginReplay();
        m_view->feed("\a");
        m_view->endReplay();
        QVERIFY(settled());
        QCOMPARE(bell.count(), 0);

        m_view->feed("\x1b]0;a title\a");
        QTRY_COMPARE(title.count(), 1);
        QCOMPARE(title.at(0).at(0).toString(), QStringLiteral("a title"));
        QTest::qWait(550); // the display tells two bells apart only after half a second
        m_view->feed("\a");
        QTRY_COMPARE(bell.count(), 1);
    }

    void viewsDieWithBytesUnderWay()
    {
        for (int i = 0; i < 5; ++i) {
            TerminalView view(TerminalProfile::standard());
            view.show();
            view.beginReplay();
            view.feed(QByteArray(300'000, 'x'));
            view.endReplay();
            QTest::qWait(5);
        }
    }

    void keyRules_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<int>("owner");
        const int program = int(KeyOwner::Program), own = int(KeyOwner::Terminal), window = int(KeyOwner::Window);
        const int ctrl = int(Qt::ControlModifier), shift = int(Qt::ShiftModifier), alt = int(Qt::AltModifier);
        QTest::newRow("a") << int(Qt::Key_A) << 0 << program;
        QTest::newRow("A") << int(Qt::Key_A) << shift << program;
        QTest::newRow("Ctrl+A") << int(Qt::Key_A) << ctrl << program;
        QTest::newRow("Ctrl+K") << int(Qt::Key_K) << ctrl << program;
        QTest::newRow("Ctrl+1") << int(Qt::Key_1) << ctrl << program;
        QTest::newRow("Ctrl+Shift+P") << int(Qt::Key_P) << (ctrl | shift) << window;
        QTest::newRow("Ctrl+Shift+T") << int(Qt::Key_T) << (ctrl | shift) << window;
        QTest::newRow("Ctrl+Shift+W") << int(Qt::Key_W) << (ctrl | shift) << window;
        QTest::newRow("Ctrl+Shift+V") << int(Qt::Key_V) << (ctrl | shift) << own;
        QTest::newRow("Ctrl+Shift+F") << int(Qt::Key_F) << (ctrl | shift) << own;
        QTest::newRow("Ctrl+@") << int(Qt::Key_At) << (ctrl | shift) << program;
        QTest::newRow("Shift+Insert") << int(Qt::Key_Insert) << shift << own;
        QTest::newRow("Shift+PageUp") << int(Qt::Key_PageUp) << shift << program;
        QTest::newRow("Alt+1") << int(Qt::Key_1) << alt << window;
        QTest::newRow("Alt+0") << int(Qt::Key_0) << alt << program;
        QTest::newRow("Alt+B") << int(Qt::Key_B) << alt << program;
        QTest::newRow("Alt+Left") << int(Qt::Key_Left) << alt << program;
        QTest::newRow("Ctrl+Alt+Left") << int(Qt::Key_Left) << (ctrl | alt) << window;
        QTest::newRow("F6") << int(Qt::Key_F6) << 0 << window;
        QTest::newRow("F5") << int(Qt::Key_F5) << 0 << program;
        QTest::newRow("Tab") << int(Qt::Key_Tab) << 0 << program;
        QTest::newRow("Ctrl+Tab") << int(Qt::Key_Tab) << ctrl << window;
        QTest::newRow("Escape") << int(Qt::Key_Escape) << 0 << program;
        QTest::newRow("keypad 1") << int(Qt::Key_1) << int(Qt::KeypadModifier) << program;
        QTest::newRow("Meta+L") << int(Qt::Key_L) << int(Qt::MetaModifier) << window;
    }
    void keyRules()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(int, owner);
        QCOMPARE(int(ruleFor(key, Qt::KeyboardModifiers(modifiers)).owner), owner);
    }

    void pastes_data()
    {
        QTest::addColumn<QString>("clipboard");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("several");
        QTest::newRow("empty") << QString() << QString() << false;
        QTest::newRow("word") << u"ls"_s << u"ls"_s << false;
        QTest::newRow("line") << u"ls\n"_s << u"ls\r"_s << false;
        QTest::newRow("two") << u"ls\r\npwd"_s << u"ls\rpwd"_s << true;
        QTest::newRow("blank lines") << u"\n\n"_s << u"\r\r"_s << true;
        QTest::newRow("escape") << u"a\x1b[201~b\x07"_s << u"a[201~b"_s << false;
        QTest::newRow("c1") << u"a\u009bb"_s << u"ab"_s << false;
        QTest::newRow("tab") << u"a\tb"_s << u"a\tb"_s << false;
        QTest::newRow("paragraph separator") << u"a\u2029b"_s << u"a\rb"_s << true;
        QTest::newRow("emoji") << u"\U0001F600"_s << u"\U0001F600"_s << false;
    }
    void pastes()
    {
        QFETCH(QString, clipboard);
        QFETCH(QString, typed);
        QFETCH(bool, several);
        QCOMPARE(typedFromPaste(clipboard), typed);
        QCOMPARE(isMultiLine(typed), several);
    }

    void wordsAreQuotedForAShell()
    {
        QCOMPARE(shellQuoted(QStringLiteral("/srv/a.txt")), QStringLiteral("/srv/a.txt"));
        QCOMPARE(shellQuoted(QStringLiteral("a b")), QStringLiteral("'a b'"));
        QCOMPARE(shellQuoted(QStringLiteral("it's")), QStringLiteral("'it'\\''s'"));
        QCOMPARE(shellQuoted(QStringLiteral("$(reboot)")), QStringLiteral("'$(reboot)'"));
        QCOMPARE(shellQuoted(QString()), QStringLiteral("''"));
        QCOMPARE(shellQuoted(QStringLiteral("-rf")), QStringLiteral("-rf"));
    }

    void aProfileSurvivesItsText()
    {
        TerminalProfile profile = TerminalProfile::standard();
        profile.font.setPointSize(14);
        profile.scheme = TerminalProfile::Scheme::Dark;
        profile.scrollbackLines = 500;
        profile.confirmMultiLinePaste = false;
        profile.copyOnSelect = true;
        profile.bell = false;
        const TerminalProfile read = TerminalProfile::load(profile.save());
        QCOMPARE(read.font.pointSize(), 14);
        QCOMPARE(read.scheme, TerminalProfile::Scheme::Dark);
        QCOMPARE(read.scrollbackLines, 500);
        QVERIFY(!read.confirmMultiLinePaste && read.copyOnSelect && !read.bell);
    }
    void whatIsNoProfileIsTheStandardOne()
    {
        for (const QByteArray &bytes : {QByteArray(), QByteArray("{"), QByteArray("[]"), QByteArray(R"({"size":9999,"scrollback":-5,"font":"no such font","scheme":7})")}) {
            const TerminalProfile read = TerminalProfile::load(bytes);
            QCOMPARE(read.font, TerminalProfile::standard().font);
            QVERIFY(read.scrollbackLines >= 0);
        }
    }
};

QTEST_MAIN(TestTerminal)
#include "test_terminal.moc"

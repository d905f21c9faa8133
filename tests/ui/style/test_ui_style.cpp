#include "ui/style/colors.h"
#include "ui/style/firkin_style.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/palettes.h"

#include <QApplication>
#include <QLocale>
#include <QTest>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestUiStyle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyToneIsLegible_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void everyToneIsLegible()
    {
        QFETCH(bool, dark);
        const QPalette palette = dark ? darkPalette() : lightPalette();
        QCOMPARE(isDark(palette), dark);
        for (int i = 0; i < toneCount; ++i) {
            const QColor color = toneColor(static_cast<Tone>(i), palette);
            for (const auto role : {QPalette::Base, QPalette::Window, QPalette::Button})
                QVERIFY2(contrast(color, palette.color(role)) >= 4.5,
                         qPrintable(u"tone %1 on role %2: %3"_s.arg(i).arg(role).arg(contrast(color, palette.color(role)))));
        }
    }

    void textIsLegibleOnEveryGround_data() { everyToneIsLegible_data(); }
    void textIsLegibleOnEveryGround()
    {
        QFETCH(bool, dark);
        const QPalette palette = dark ? darkPalette() : lightPalette();
        QVERIFY(contrast(palette.color(QPalette::Text), palette.color(QPalette::Base)) >= 7);
        QVERIFY(contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window)) >= 7);
        QVERIFY(contrast(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= 7);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::PlaceholderText), palette.color(QPalette::Base)) >= 4.5);
        QVERIFY(contrast(palette.color(QPalette::Link), palette.color(QPalette::Base)) >= 4.5);
        for (const Tone tone : {Tone::Error, Tone::Info, Tone::Warning})
            QVERIFY(contrast(palette.color(QPalette::Text), tintColor(tone, palette)) >= 7);
    }

    void tonesAreLegibleOnASelectedRow_data() { everyToneIsLegible_data(); }
    void tonesAreLegibleOnASelectedRow()
    {
        QFETCH(bool, dark);
        const QPalette palette = dark ? darkPalette() : lightPalette();
        const QColor veil = FirkinStyle::selectionColor(palette, true);
        const QColor base = palette.color(QPalette::Base);
        const auto mix = [&veil](float a, float b) { return a + (b - a) * veil.alphaF(); };
        const QColor ground = QColor::fromRgbF(mix(base.redF(), veil.redF()), mix(base.greenF(), veil.greenF()), mix(base.blueF(), veil.blueF()));
        for (const Tone tone : {Tone::Running, Tone::Warning, Tone::Error, Tone::Info, Tone::Muted})
            QVERIFY2(contrast(toneColor(tone, palette), ground) >= 3.5,
                     qPrintable(u"tone %1: %2"_s.arg(static_cast<int>(tone)).arg(contrast(toneColor(tone, palette), ground))));
    }

    void everyIconIsDrawnInThePalettesColour()
    {
        QVERIFY(iconNames().size() > 40);
        qApp->setPalette(darkPalette());
        const QColor wanted = darkPalette().color(QPalette::ButtonText);
        for (const QString &name : iconNames()) {
            const QByteArray latin = name.toLatin1();
            const QImage image = icon(QLatin1StringView(latin)).pixmap(32, 32).toImage().convertToFormat(QImage::Format_ARGB32);
            int solid = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    if (image.pixelColor(x, y).alpha() > 250) {
                        ++solid;
                        const QColor color = image.pixelColor(x, y);
                        QVERIFY2(std::abs(color.red() - wanted.red()) < 4, qPrintable(name));
                    }
            QVERIFY2(solid > 4, qPrintable(name));
        }
    }

    void anUnknownIconIsEmptyNotACrash() { QVERIFY(!icon("no-such-icon"_L1).pixmap(16, 16).isNull()); }

    void sizesHaveThreeDigits_data()
    {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << quint64(0) << u"0 B"_s;
        QTest::newRow("bytes") << quint64(999) << u"999 B"_s;
        QTest::newRow("almost a kibibyte") << quint64(1023) << u"1.00 KiB"_s;
        QTest::newRow("1.5 KiB") << quint64(1536) << u"1.50 KiB"_s;
        QTest::newRow("tens") << quint64(12'900'000) << u"12.3 MiB"_s;
        QTest::newRow("hundreds") << (quint64(512) << 20) << u"512 MiB"_s;
        QTest::newRow("rounds up into the next unit") << (quint64(1) << 30) - 1 << u"1.00 GiB"_s;
        QTest::newRow("largest") << ~quint64(0) << u"16384 PiB"_s;
    }
    void sizesHaveThreeDigits()
    {
        QFETCH(quint64, bytes);
        QFETCH(QString, text);
        QString shown = formatSize(bytes);
        QCOMPARE(shown.replace(QChar::Nbsp, u' ').remove(u','), text);
    }

    void sharesAreCalm_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing") << 0.0 << u"0 %"_s;
        QTest::newRow("little") << 0.0123 << u"1.2 %"_s;
        QTest::newRow("some") << 0.123 << u"12 %"_s;
        QTest::newRow("more than all") << 1.37 << u"137 %"_s;
        QTest::newRow("not a number") << std::nan("") << u"0 %"_s;
        QTest::newRow("negative") << -1.0 << u"0 %"_s;
    }
    void sharesAreCalm()
    {
        QFETCH(double, share);
        QFETCH(QString, text);
        QString shown = formatPercent(share);
        QCOMPARE(shown.replace(QChar::Nbsp, u' '), text);
    }

    void durationsHaveTwoUnitsAtMost_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("negative") << qint64(-5) << u"0 s"_s;
        QTest::newRow("seconds") << qint64(59) << u"59 s"_s;
        QTest::newRow("minute") << qint64(60) << u"1 min"_s;
        QTest::newRow("minute and seconds") << qint64(61) << u"1 min 1 s"_s;
        QTest::newRow("from ten minutes on whole ones") << qint64(11 * 60 + 20) << u"11 min"_s;
        QTest::newRow("hours") << qint64(7500) << u"2 h 5 min"_s;
        QTest::newRow("days") << qint64(3 * 86400 + 4 * 3600) << u"3 d 4 h"_s;
        QTest::newRow("whole days") << qint64(12 * 86400) << u"12 d"_s;
    }
    void durationsHaveTwoUnitsAtMost()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, text);
        QCOMPARE(formatDuration(std::chrono::seconds(seconds)), text);
    }

    void shortDurationsSayMilliseconds()
    {
        QCOMPARE(formatShortDuration(240ms), u"240 ms"_s);
        QCOMPARE(formatShortDuration(1250ms), u"1.25 s"_s);
        QCOMPARE(formatShortDuration(900us), u"0.9 ms"_s);
    }

    void portsAreShort()
    {
        using engine::Transport;
        QCOMPARE(formatPorts({}), QString());
        QCOMPARE(formatPorts({{"127.0.0.1", 8080, 80, Transport::Tcp}, {"0.0.0.0", 53, 53, Transport::Udp}}), u"8080→80, 53→53/udp"_s);
        QCOMPARE(formatPort({"0.0.0.0", 8080, 80, Transport::Tcp}), u"*:8080 → 80"_s);
    }

    void darkIsAppliedAndTakenBack()
    {
        applyTheme(*qApp, Theme::Dark);
        QVERIFY(isDark(QApplication::palette()));
        QVERIFY(hasSoftSelection());
        applyTheme(*qApp, Theme::Light);
        QVERIFY(!isDark(QApplication::palette()));
    }
};

QTEST_MAIN(TestUiStyle)
#include "test_ui_style.moc"

#include "ui/async/error_text.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/async/plain_text.h"
#include "ui/async/progress_relay.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <stdexcept>
#include <thread>

using namespace firkin;
using namespace Qt::StringLiterals;
using ui::runAsync;

namespace {

ContainerId id(const char *text)
{
    return *ContainerId::parse(text);
}

/// Blocks a worker until it is stopped.
Status waitForStop(std::stop_token stop)
{
    QSemaphore stopped;
    const std::stop_callback callback(stop, [&stopped] { stopped.release(); });
    stopped.acquire();
    return fail(cancelled(firkin::Operation::StartContainer, "x"));
}

} // namespace

class TestUiAsync : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOperationHasASentence()
    {
        for (int i = 0; i <= static_cast<int>(firkin::Operation::WriteSettings); ++i) {
            const QString text = ui::failureText(static_cast<firkin::Operation>(i), u"thing"_s);
            QVERIFY2(!text.isEmpty(), qPrintable(QString::number(i)));
            QVERIFY2(!text.contains("%1"_L1), qPrintable(text));
        }
    }

    void everyReasonButUnspecifiedHasWords()
    {
        QVERIFY(ui::reasonText(Reason::Unspecified).isEmpty());
        for (int i = 1; i <= static_cast<int>(Reason::Bug); ++i)
            QVERIFY2(!ui::reasonText(static_cast<Reason>(i)).isEmpty(), qPrintable(QString::number(i)));
    }

    void everyPhaseHasWords()
    {
        for (int i = 0; i <= static_cast<int>(Phase::Finishing); ++i)
            QVERIFY2(!ui::phaseText(static_cast<Phase>(i)).isEmpty(), qPrintable(QString::number(i)));
    }

    void anErrorSaysWhatWhyAndWhatToDo()
    {
        const Error error = wrap(firkin::Operation::StartContainer, "c1", makeError(firkin::Operation::StartMachine, "c1", Reason::KernelPanic, "pvpanic"));

        const auto text = ui::errorText(error, u"web"_s);

        QCOMPARE(text.headline, u"Could not start web: its kernel panicked."_s);
        QVERIFY(!text.remedy.isEmpty());
        QVERIFY(text.details.contains("pvpanic"_L1));
        QCOMPARE(text.details.count(u'\n'), 1);
    }

    void anObjectThatLooksLikeAPlaceholderStaysText()
    {
        const auto text = ui::errorText(makeError(firkin::Operation::CopyIn, "100%1.txt", Reason::NoSuchFile));
        QVERIFY(text.headline.contains("100%1.txt"_L1));
    }

    void hostileTextIsShownEscaped_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("plain") << QByteArray("web-1") << u"web-1"_s;
        QTest::newRow("umlaut and CJK") << QByteArray("M\xc3\xbcller \xe6\x97\xa5") << u"M\u00fcller \u65e5"_s;
        QTest::newRow("emoji") << QByteArray("\xf0\x9f\x90\xb3") << QString::fromUcs4(U"\U0001F433");
        QTest::newRow("newline and tab") << QByteArray("a\nb\tc") << u"a\\nb\\tc"_s;
        QTest::newRow("escape sequence") << QByteArray("\x1b[31m") << u"\\x1b[31m"_s;
        QTest::newRow("zero byte") << QByteArray("a\0b", 3) << u"a\\x00b"_s;
        QTest::newRow("right-to-left override") << QByteArray("gpj\xe2\x80\xaetxt") << u"gpj\\u202etxt"_s;
        QTest::newRow("zero width") << QByteArray("a\xe2\x80\x8b" "b") << u"a\\u200bb"_s;
        QTest::newRow("latin1 byte") << QByteArray("caf\xe9") << u"caf\\xe9"_s;
        QTest::newRow("cut sequence") << QByteArray("\xe6\x97") << u"\\xe6\\x97"_s;
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << u"\\xc0\\xaf"_s;
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << u"\\xed\\xa0\\x80"_s;
        QTest::newRow("markup is text") << QByteArray("<b>x</b>") << u"<b>x</b>"_s;
    }
    void hostileTextIsShownEscaped()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, shown);
        QCOMPARE(ui::displayText(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))), shown);
    }

    void toolTipsCannotHoldMarkup()
    {
        QVERIFY(!ui::toolTipText(u"<img src=x>").contains("<img"_L1));
    }

    void aResultArrivesOnTheThreadOfItsContext()
    {
        ui::Pool pool(1);
        QObject context;
        QThread *ranOn = nullptr;
        int value = 0;

        auto operation = runAsync(pool, [](std::stop_token) -> Result<int> { return 7; });
        operation.then(&context, [&](const Result<int> &result) {
            ranOn = QThread::currentThread();
            value = *result;
        });

        QTRY_COMPARE(value, 7);
        QCOMPARE(ranOn, QThread::currentThread());
    }

    void aMoveOnlyResultArrives()
    {
        ui::Pool pool(1);
        QObject context;
        std::unique_ptr<int> value;
        runAsync(pool, [](std::stop_token) -> Result<std::unique_ptr<int>> { return std::make_unique<int>(3); })
            .then(&context, [&](Result<std::unique_ptr<int>> result) { value = std::move(*result); });
        QTRY_VERIFY(value);
        QCOMPARE(*value, 3);
    }

    void aContinuationDiesWithItsContext()
    {
        ui::Pool pool(1);
        QSemaphore go;
        bool called = false;
        auto context = std::make_unique<QObject>();
        auto operation = runAsync(pool, [&go](std::stop_token) -> Status {
            go.acquire();
            return {};
        });
        operation.then(context.get(), [&called](const Status &) { called = true; });

        context.reset();
        go.release();
        pool.wait();
        QCoreApplication::processEvents();

        QVERIFY(!called);
    }

    void cancelReachesTheWorker()
    {
        ui::Pool pool(1);
        QObject context;
        std::optional<Error> error;
        auto operation = runAsync(pool, waitForStop);
        operation.then(&context, [&error](const Status &status) { error = status.error(); });

        operation.cancel();

        QTRY_VERIFY(error);
        QVERIFY(error->isCancelled());
    }

    void whatWaitsInTheQueueIsCancelledWithoutRunning()
    {
        ui::Pool pool(1);
        QObject context;
        bool ran = false;
        std::optional<Error> error;
        auto first = runAsync(pool, waitForStop);
        auto second = runAsync(pool, [&ran](std::stop_token) -> Status {
            ran = true;
            return {};
        });
        second.then(&context, [&error](const Status &status) { error = status.error(); });

        second.cancel();
        first.cancel();

        QTRY_VERIFY(error);
        QVERIFY(error->isCancelled());
        QVERIFY(!ran);
    }

    void aStrayExceptionBecomesAnInternalError()
    {
        ui::Pool pool(1);
        QObject context;
        std::optional<Error> error;
        runAsync(pool, [](std::stop_token) -> Status { throw std::runtime_error("oops"); }).then(&context, [&error](const Status &status) { error = status.error(); });
        QTRY_VERIFY(error);
        QCOMPARE(error->code, ErrorCode::Internal);
        QCOMPARE(error->detail, std::string("oops"));
    }

    void aSilentMachineFillsOnlyItsOwnLane()
    {
        ui::Pools pools;
        QObject context;
        for (int i = 0; i < 50; ++i)
            runAsync(pools.lane(id("silent")), waitForStop);
        int done = 0;

        runAsync(pools.lane(id("other")), [](std::stop_token) -> Status { return {}; }).then(&context, [&done](const Status &) { ++done; });
        runAsync(pools.shared(), [](std::stop_token) -> Status { return {}; }).then(&context, [&done](const Status &) { ++done; });
        runAsync(pools.urgent(), [](std::stop_token) -> Status { return {}; }).then(&context, [&done](const Status &) { ++done; });

        QTRY_COMPARE_WITH_TIMEOUT(done, 3, 1000);
        pools.requestStop();
        pools.wait();
    }

    void stoppingEverythingEndsWhatRunsAndWhatComesLater()
    {
        ui::Pools pools;
        QObject context;
        int ended = 0;
        for (int i = 0; i < 20; ++i)
            runAsync(pools.lane(id("a")), waitForStop).then(&context, [&ended](const Status &) { ++ended; });

        pools.requestStop();
        runAsync(pools.lane(id("b")), waitForStop).then(&context, [&ended](const Status &) { ++ended; });
        pools.wait();

        QTRY_COMPARE(ended, 21);
    }

    void aMailboxIsSilentOnceItIsGone()
    {
        QObject owner;
        int got = 0;
        auto box = std::make_unique<ui::Mailbox>(&owner);
        const auto address = box->address();
        std::jthread([&] { QVERIFY(address.post([&got] { ++got; })); }).join();
        QTRY_COMPARE(got, 1);

        box.reset();
        QVERIFY(!address.post([&got] { ++got; }));
        QCoreApplication::processEvents();
        QCOMPARE(got, 1);
    }

    void progressWakesTheGuiSeldomAndEndsWithTheNewest()
    {
        ui::ProgressRelay relay;
        QSignalSpy spy(&relay, &ui::ProgressRelay::progressed);
        QElapsedTimer clock;
        clock.start();
        std::jthread worker([sink = relay.sink()] {
            for (std::uint64_t i = 1; i <= 20'000; ++i)
                sink({Phase::Copying, i, 20'000, {}});
        });
        QTRY_COMPARE(relay.last().done, std::uint64_t{20'000});
        // One at once, then one every 33 ms.
        QVERIFY2(spy.count() <= clock.elapsed() / 30 + 2, qPrintable(QString::number(spy.count())));
    }

    void aSinkMayOutliveItsRelay()
    {
        ProgressFn sink;
        {
            ui::ProgressRelay relay;
            sink = relay.sink();
        }
        sink({Phase::Copying, 1, 2, {}});
    }
};

QTEST_GUILESS_MAIN(TestUiAsync)
#include "test_ui_async.moc"

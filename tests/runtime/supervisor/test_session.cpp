// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/session/session.h"
#include "tests/contract/require_ok.h"

#include <QTest>

#include <random>

using namespace firkin;
using namespace firkin::supervisor;
using namespace std::chrono_literals;

namespace {

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

std::string textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// A process that the test plays.
class FakeTerminal final : public TerminalProcess {
public:
    struct World {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::deque<std::string> output;
        bool ended = false;
        std::string typed;
        std::vector<engine::TerminalSize> sizes;
        int hangUps = 0;

        void print(std::string text)
        {
            const std::lock_guard lock(mutex);
            output.push_back(std::move(text));
            changed.notify_all();
        }
        void end()
        {
            const std::lock_guard lock(mutex);
            ended = true;
            changed.notify_all();
        }
    };
    explicit FakeTerminal(std::shared_ptr<World> world) : m_world(std::move(world)) {}

    Result<std::size_t> read(std::span<std::byte> buffer, std::stop_token stop) override
    {
        std::unique_lock lock(m_world->mutex);
        if (!m_world->changed.wait(lock, stop, [this] { return !m_world->output.empty() || m_world->ended; }))
            return fail(cancelled(Operation::AttachSession, "fake"));
        if (m_world->output.empty())
            return std::size_t{0};
        std::string &text = m_world->output.front();
        const std::size_t size = std::min(text.size(), buffer.size());
        std::memcpy(buffer.data(), text.data(), size);
        text.erase(0, size);
        if (text.empty())
            m_world->output.pop_front();
        return size;
    }
    Status write(std::span<const std::byte> bytes, std::stop_token) override
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->typed += textOf(bytes);
        m_world->changed.notify_all();
        return {};
    }
    Status resize(engine::TerminalSize size, std::stop_token) override
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->sizes.push_back(size);
        return {};
    }
    Result<engine::ProcessStatus> wait(std::stop_token) override { return engine::ProcessStatus{3, 0}; }
    Status hangUp(std::stop_token) override
    {
        const std::lock_guard lock(m_world->mutex);
        ++m_world->hangUps;
        return {};
    }
    Result<engine::Foreground> foreground(std::stop_token) override { return engine::Foreground{}; }

private:
    std::shared_ptr<World> m_world;
};

struct Fixture {
    explicit Fixture(Session::Options options = {})
    {
        engine::SessionInfo info;
        info.id = *SessionId::parse("s");
        info.size = {80, 24};
        session = Session::start(std::move(info), std::make_unique<FakeTerminal>(world), {}, {}, options);
    }
    void printAndWait(std::string text)
    {
        const std::uint64_t until = session->info().endOffset + text.size();
        world->print(std::move(text));
        while (session->info().endOffset < until)
            std::this_thread::yield();
    }
    std::shared_ptr<FakeTerminal::World> world = std::make_shared<FakeTerminal::World>();
    std::shared_ptr<Session> session;
};

/// All that a viewer gets up to Live (or to the end), as text; preamble apart.
struct Seen {
    std::uint64_t firstOffset = 0;
    std::uint64_t lost = 0;
    std::string output;
    std::string preamble;
    bool live = false;
    std::optional<engine::ProcessStatus> ended;
};
Seen watch(Session::Viewer &viewer, bool toTheEnd)
{
    Seen seen;
    for (;;) {
        auto event = viewer.next({});
        if (!event)
            return seen;
        if (const auto *attached = std::get_if<Session::Attached>(&*event)) {
            seen.firstOffset = attached->firstOffset;
            seen.lost += attached->lost;
            seen.preamble += attached->preamble;
        } else if (const auto *output = std::get_if<Session::Output>(&*event)) {
            seen.output += textOf(output->bytes);
        } else if (std::holds_alternative<Session::Live>(*event)) {
            seen.live = true;
            if (!toTheEnd)
                return seen;
        } else if (const auto *ended = std::get_if<Session::Ended>(&*event)) {
            seen.ended = ended->status;
            return seen;
        } else {
            return seen;
        }
    }
}

} // namespace

class TestSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHistoryKeepsTheLastBytes();
    void modesAreFollowed_data();
    void modesAreFollowed();
    void aScanDoesNotDependOnHowItWasCut();
    void cutPointsLieBehindLineEndsOutsideOfSequences();
    void thePreambleBringsAnyTerminalToTheModes();
    void theLastToTypeSetsTheSize();
    void aViewerGetsReplayThenLiveThenTheEnd();
    void aViewerGoesOnAtItsOffset();
    void aViewerOfLostBytesIsToldHowMany();
    void withNoViewerTheProcessIsNeverHeldUp();
    void aSlowViewerThatReadsLosesNothing();
    void aViewerThatStandsStillHoldsUpNobody();
    void inputReachesTheProcess();
    void sizesAreAppliedAndEndedSessionsStay();
};

void TestSession::theHistoryKeepsTheLastBytes()
{
    std::mt19937 random(7);
    ByteHistory history(100);
    std::string all;
    for (int i = 0; i < 400; ++i) {
        std::string piece;
        for (std::size_t n = random() % 250; n > 0; --n)
            piece.push_back(static_cast<char>('a' + random() % 26));
        history.append(bytesOf(piece));
        all += piece;
        QCOMPARE(history.end(), std::uint64_t{all.size()});
        QCOMPARE(history.end() - history.begin(), std::uint64_t{std::min<std::size_t>(all.size(), 100)});
        QCOMPARE(textOf(history.read(history.begin(), 1000)), all.substr(all.size() - std::min<std::size_t>(all.size(), 100)));
        const auto middle = history.begin() + (history.end() - history.begin()) / 2;
        QCOMPARE(textOf(history.read(middle, 7)), all.substr(middle, 7));
    }
}

void TestSession::modesAreFollowed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, QByteArray bytes, const char *expected) {
        QTest::newRow(name) << std::move(bytes) << QString::fromUtf8(expected);
    };
    row("nothing", "plain text\r\n", "");
    row("alternate screen", "\x1b[?1049h", "alt");
    row("and back", "\x1b[?1049hx\x1b[?1049l", "");
    row("old alternate screens", "\x1b[?47h", "alt");
    row("several at once", "\x1b[?1;2004;1002;1006h", "cursor paste m1002 m1006");
    row("mouse off", "\x1b[?1000h\x1b[?1000l", "");
    row("hidden cursor", "\x1b[?25l", "hidden");
    row("keypad", "\x1b=", "keypad");
    row("keypad off", "\x1b=\x1b>", "");
    row("not private", "\x1b[1049h", "");
    row("title by bell", "\x1b]0;hello\x07", "t:hello");
    row("title by ST", "\x1b]2;hello\x1b\\", "t:hello");
    row("icon name only", "\x1b]1;x\x07", "");
    row("title with controls", "\x1b]2;a\tb\x07", "t:ab");
    row("title not ended", "\x1b]2;hello", "");
    row("escape ends a title", "\x1b]2;x\x1b[?1049h", "alt t:x");
    row("bell", "\x07\x07", "b2");
    row("bell in CSI", "\x1b[?10\x07" "49h", "alt b1");
    row("CAN ends a sequence", "\x1b[?10\x18" "49h", "");
    row("DCS is skipped", "\x1bP\x1b[?1049h\x1b\\", "alt"); // any ESC ends a string
    row("APC with text", "\x1b_?1049h\x1b\\", "");
    row("charset", "\x1b(B\x1b)0", "");
    row("reset", "\x1b]2;t\x07\x1b[?1049;1;2004;1000h\x1b" "c", "t:t");
    row("soft reset", "\x1b[?1h\x1b[?25l\x1b[!p", "");
    row("huge number", "\x1b[?99999999999999999999h", "");
    row("empty parameter", "\x1b[?;1049h", "alt");
    row("UTF-8", "\xe2\x82\xac\x1b[?1049h\xff\xfe", "alt");
    row("focus", "\x1b[?1004h", "focus");
}

namespace {

QString describe(const TerminalScanner &scanner)
{
    QStringList words;
    const TerminalModes &modes = scanner.modes();
    if (modes.alternateScreen)
        words << QStringLiteral("alt");
    if (modes.applicationCursorKeys)
        words << QStringLiteral("cursor");
    if (modes.applicationKeypad)
        words << QStringLiteral("keypad");
    if (modes.bracketedPaste)
        words << QStringLiteral("paste");
    if (modes.cursorHidden)
        words << QStringLiteral("hidden");
    if (modes.focusEvents)
        words << QStringLiteral("focus");
    for (const int mode : modes.mouse)
        words << QStringLiteral("m%1").arg(mode);
    if (!modes.title.empty())
        words << QStringLiteral("t:") + QString::fromStdString(modes.title);
    if (scanner.bellCount() > 0)
        words << QStringLiteral("b%1").arg(scanner.bellCount());
    return words.join(QLatin1Char(' '));
}

} // namespace

void TestSession::modesAreFollowed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, expected);
    const std::string text = bytes.toStdString();
    // Split at every byte.
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        TerminalScanner scanner;
        scanner.feed(bytesOf(std::string_view(text).substr(0, cut)));
        scanner.feed(bytesOf(std::string_view(text).substr(cut)));
        QCOMPARE(describe(scanner), expected);
    }
}

void TestSession::aScanDoesNotDependOnHowItWasCut()
{
    std::mt19937 random(3);
    const std::string alphabet = "\x1b[]?;0125h\x07\\P_\nlx\x18(";
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text.push_back(alphabet[random() % alphabet.size()]);
    TerminalScanner whole(100);
    whole.feed(bytesOf(text));
    TerminalScanner pieces(100);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t size = 1 + random() % 17;
        pieces.feed(bytesOf(std::string_view(text).substr(at, size)));
        at += size;
    }
    QCOMPARE(describe(pieces), describe(whole));
    for (std::uint64_t offset = 0; offset < text.size(); offset += 97) {
        QCOMPARE(pieces.cutAtOrAfter(offset).offset, whole.cutAtOrAfter(offset).offset);
        QVERIFY(pieces.cutAtOrAfter(offset).modes == whole.cutAtOrAfter(offset).modes);
    }
}

void TestSession::cutPointsLieBehindLineEndsOutsideOfSequences()
{
    TerminalScanner scanner(1);
    const std::string text = "one\n\x1b]2;a\nb\x07two\n\x1b[?1049hthree\nfour";
    scanner.feed(bytesOf(text));

    QCOMPARE(scanner.cutAtOrAfter(0).offset, std::uint64_t{0});
    QCOMPARE(scanner.cutAtOrAfter(1).offset, std::uint64_t{4});
    const auto second = scanner.cutAtOrAfter(5);
    QCOMPARE(text.substr(second.offset, 3), std::string("\x1b[?"));
    QVERIFY(!second.modes.alternateScreen);
    const auto third = scanner.cutAtOrAfter(second.offset + 1);
    QCOMPARE(text.substr(third.offset), std::string("four"));
    QVERIFY(third.modes.alternateScreen);
    // None behind it: the end, with what holds there.
    QCOMPARE(scanner.cutAtOrAfter(third.offset + 1).offset, std::uint64_t{text.size()});
    scanner.dropBefore(5);
    QCOMPARE(scanner.cutAtOrAfter(0).offset, second.offset);
}

void TestSession::thePreambleBringsAnyTerminalToTheModes()
{
    TerminalModes modes;
    modes.alternateScreen = true;
    modes.mouse = {1002, 1006};
    modes.bracketedPaste = true;
    modes.cursorHidden = true;
    modes.title = "vim";
    TerminalScanner other;
    other.feed(bytesOf("\x1b[?1;1000;1004h\x1b=\x1b]2;old\x07\x1b[?10")); // in the middle of something else

    other.feed(bytesOf(modes.preamble()));

    QVERIFY(other.modes() == modes);
}

void TestSession::theLastToTypeSetsTheSize()
{
    using engine::TerminalSize;
    SizeRules rules({80, 24});
    QVERIFY(rules.attached(1, {100, 30}) == TerminalSize(100, 30));
    QVERIFY(rules.attached(2, {90, 20}) == TerminalSize(90, 20)); // nobody has typed: who came last
    QVERIFY(rules.typed(1) == TerminalSize(100, 30));
    QVERIFY(!rules.resized(2, {50, 10})); // remembered, not applied
    QVERIFY(!rules.typed(1));
    QVERIFY(rules.typed(2) == TerminalSize(50, 10));
    QVERIFY(rules.resized(2, {51, 10}) == TerminalSize(51, 10));
    QVERIFY(rules.detached(2) == TerminalSize(100, 30));
    QVERIFY(!rules.resized(1, {0, 30})); // no terminal has no columns
    QVERIFY(!rules.detached(1));
    QVERIFY(!rules.typed(99));
    QCOMPARE(rules.size().columns, std::uint16_t{100});
}

void TestSession::aViewerGetsReplayThenLiveThenTheEnd()
{
    Fixture fixture;
    fixture.printAndWait("before\n");
    const auto viewer = fixture.session->attach({}, {80, 24}, {});

    const Seen replay = watch(*viewer, false);

    QVERIFY(replay.live);
    QCOMPARE(replay.output, std::string("before\n")); // every byte counts: the preamble is none of them
    QVERIFY(!replay.preamble.empty());
    QCOMPARE(fixture.session->info().viewers, 1U);
    fixture.world->print("after");
    fixture.world->end();
    const Seen rest = watch(*viewer, true);
    QCOMPARE(rest.output, std::string("after"));
    QVERIFY(rest.ended && rest.ended->code == 3);
    QCOMPARE(fixture.session->waitForEnd({})->code, 3);
}

void TestSession::aViewerGoesOnAtItsOffset()
{
    Fixture fixture;
    fixture.printAndWait("0123456789");

    const auto viewer = fixture.session->attach(4, {80, 24}, {});
    const Seen seen = watch(*viewer, false);

    QCOMPARE(seen.firstOffset, std::uint64_t{4});
    QCOMPARE(seen.lost, std::uint64_t{0});
    QCOMPARE(seen.output, std::string("456789"));
    QVERIFY(seen.preamble.empty()); // it has its modes
}

void TestSession::aViewerOfLostBytesIsToldHowMany()
{
    Fixture fixture({.ringBytes = 64 * 1024});
    std::string line(99, 'x');
    line += '\n';
    std::string all;
    for (int i = 0; i < 2000; ++i)
        all += line;
    fixture.printAndWait(all);

    const auto viewer = fixture.session->attach(10, {80, 24}, {});
    const Seen seen = watch(*viewer, false);

    QVERIFY(seen.firstOffset >= all.size() - 64 * 1024);
    QCOMPARE(seen.firstOffset % 100, std::uint64_t{0}); // a line's beginning
    QCOMPARE(seen.lost, seen.firstOffset - 10);
    QVERIFY(seen.output.ends_with(all.substr(seen.firstOffset)));
}

void TestSession::withNoViewerTheProcessIsNeverHeldUp()
{
    Fixture fixture({.ringBytes = 4096, .maxLag = 1024});
    fixture.printAndWait(std::string(1'000'000, 'x'));
    QCOMPARE(fixture.session->info().endOffset, std::uint64_t{1'000'000});
}

void TestSession::aSlowViewerThatReadsLosesNothing()
{
    Fixture fixture({.ringBytes = 256 * 1024, .maxLag = 64 * 1024, .stallTime = 10s});
    const auto viewer = fixture.session->attach(0, {80, 24}, {});
    std::string all;
    for (int i = 0; i < 30'000; ++i)
        all += "line " + std::to_string(i) + "\n";
    for (std::size_t at = 0; at < all.size(); at += 5000)
        fixture.world->print(all.substr(at, 5000));
    fixture.world->end();

    std::string seen;
    std::uint64_t lost = 0;
    for (bool ended = false; !ended;) {
        auto event = viewer->next({});
        REQUIRE_OK(event);
        if (const auto *output = std::get_if<Session::Output>(&*event))
            seen += textOf(output->bytes);
        if (const auto *attached = std::get_if<Session::Attached>(&*event))
            lost += attached->lost;
        ended = std::holds_alternative<Session::Ended>(*event);
        std::this_thread::yield();
    }
    QCOMPARE(lost, std::uint64_t{0});
    QVERIFY(seen == all);
}

void TestSession::aViewerThatStandsStillHoldsUpNobody()
{
    Fixture fixture({.ringBytes = 128 * 1024, .maxLag = 32 * 1024, .stallTime = 50ms});
    const auto viewer = fixture.session->attach(0, {80, 24}, {});

    std::string all;
    for (int i = 0; i < 60'000; ++i)
        all += "line " + std::to_string(i) + "\n";
    fixture.printAndWait(all); // comes to its end although nobody calls next()

    fixture.world->end();
    const Seen seen = watch(*viewer, true);
    QVERIFY(seen.lost > 0);
    QVERIFY(seen.output.ends_with("line 59999\n"));
}

void TestSession::inputReachesTheProcess()
{
    Fixture fixture;
    const auto viewer = fixture.session->attach({}, {80, 24}, {});
    const std::string text(300'000, 'y');

    REQUIRE_OK(viewer->type(bytesOf(text), {}));

    std::unique_lock lock(fixture.world->mutex);
    QVERIFY(fixture.world->changed.wait_for(lock, 10s, [&] { return fixture.world->typed.size() == text.size(); }));
}

void TestSession::sizesAreAppliedAndEndedSessionsStay()
{
    Fixture fixture;
    auto viewer = fixture.session->attach({}, {100, 30}, {});
    viewer->resize({120, 35}, {});
    {
        const std::lock_guard lock(fixture.world->mutex);
        QCOMPARE(fixture.world->sizes.size(), std::size_t{2});
        QCOMPARE(fixture.world->sizes.back().columns, std::uint16_t{120});
    }
    fixture.printAndWait("last words\n");
    fixture.world->end();
    REQUIRE_OK(fixture.session->waitForEnd({}));
    QVERIFY(fixture.session->hasEnded());
    QVERIFY(!fixture.session->write(bytesOf("x"), {}));
    const auto later = fixture.session->attach({}, {80, 24}, {});
    const Seen seen = watch(*later, true);
    QVERIFY(seen.output.ends_with("last words\n"));
    QVERIFY(seen.ended.has_value());
}

QTEST_GUILESS_MAIN(TestSession)
#include "test_session.moc"

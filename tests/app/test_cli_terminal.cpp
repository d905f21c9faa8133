// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/fake_console.h"

#include <QTest>

#include <pty.h>
#include <thread>

using namespace firkin;
using namespace firkin::cli;
using namespace firkin::engine;

/// fk at a terminal, on a fake engine.
class TestCliTerminal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void execOnATerminalDetachesByKeys();
    void execOnATerminalEndsWithItsCode();
    void execRestoresTheTerminal();
    void volumePruneAsks_data();
    void volumePruneAsks();

private:
    FakeConsole m_console;
    SignalWatch &m_signals = m_console.watch;
    std::unique_ptr<FakeEngine> m_engine;
};

namespace {
/// A terminal for fk: what is typed and shown on the other side.
struct FakeTerminal {
    UniqueFd ours;
    UniqueFd theirs;
    FakeTerminal()
    {
        int master = -1;
        int slave = -1;
        const winsize size{33, 101, 0, 0};
        if (::openpty(&master, &slave, nullptr, nullptr, &size) == 0) {
            ours.reset(master);
            theirs.reset(slave);
        }
    }
    [[nodiscard]] Console console() const
    {
        Console console;
        console.input = console.output = console.error = theirs.get();
        console.inputIsTerminal = console.outputIsTerminal = console.errorIsTerminal = true;
        return console;
    }
    void type(std::string_view text) const { (void)writeAll(ours.get(), text, "pty"); }
    std::string readUntil(std::string_view wanted) const
    {
        std::string text;
        char c = 0;
        while (text.find(wanted) == std::string::npos && ::read(ours.get(), &c, 1) == 1)
            text += c;
        return text;
    }
};
} // namespace

void TestCliTerminal::init()
{
    m_engine = std::make_unique<FakeEngine>();
}

void TestCliTerminal::execOnATerminalDetachesByKeys()
{
    const ContainerId id = m_engine->addRunning("web");
    const FakeTerminal terminal;
    int code = -1;
    {
        std::jthread runs([&] {
            Program program;
            code = program.run({"exec", "-it", "web", "sh"}, terminal.console(), [this] { return std::make_unique<Borrowed>(*m_engine); }, m_signals);
        });
        terminal.readUntil("/ # ");
        terminal.type("echo one\r");
        QVERIFY(terminal.readUntil("one\r\n/ # ").find("echo one") != std::string::npos);
        terminal.type("\x10");
        terminal.type("\x11");
    }
    QCOMPARE(code, 0);
    const auto sessions = m_engine->sessions().list(id, {});
    QCOMPARE(sessions->size(), std::size_t{1}); // it goes on
    QVERIFY(!sessions->front().ended);
    QCOMPARE(sessions->front().size, (TerminalSize{101, 33}));
}

void TestCliTerminal::execOnATerminalEndsWithItsCode()
{
    const ContainerId id = m_engine->addRunning("web");
    const FakeTerminal terminal;
    int code = -1;
    {
        std::jthread runs([&] {
            Program program;
            code = program.run({"exec", "-it", "web", "sh"}, terminal.console(), [this] { return std::make_unique<Borrowed>(*m_engine); }, m_signals);
        });
        terminal.readUntil("/ # ");
        terminal.type("exit 42\r");
    }
    QCOMPARE(code, 42);
    QVERIFY(m_engine->sessions().list(id, {})->empty());
}

void TestCliTerminal::execRestoresTheTerminal()
{
    m_engine->addRunning("web");
    const FakeTerminal terminal;
    termios before{};
    QCOMPARE(::tcgetattr(terminal.theirs.get(), &before), 0);
    {
        std::jthread runs([&] {
            Program program;
            program.run({"exec", "-it", "web", "sh"}, terminal.console(), [this] { return std::make_unique<Borrowed>(*m_engine); }, m_signals);
        });
        terminal.readUntil("/ # ");
        termios raw{};
        QCOMPARE(::tcgetattr(terminal.theirs.get(), &raw), 0);
        QVERIFY((raw.c_lflag & (ICANON | ECHO | ISIG)) == 0);
        terminal.type("exit\r");
    }
    termios after{};
    QCOMPARE(::tcgetattr(terminal.theirs.get(), &after), 0);
    QCOMPARE(after.c_lflag, before.c_lflag);
    QCOMPARE(after.c_oflag, before.c_oflag);
}

void TestCliTerminal::volumePruneAsks_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("left");
    QTest::newRow("yes") << QByteArray("y\r") << 0 << 0;
    QTest::newRow("no") << QByteArray("n\r") << 1 << 1;
    QTest::newRow("nothing") << QByteArray("\r") << 1 << 1;
}

void TestCliTerminal::volumePruneAsks()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, code);
    QFETCH(int, left);
    VolumeSpec spec;
    spec.name = "data";
    QVERIFY(m_engine->volumes().create(spec, {}));
    const FakeTerminal terminal;
    int ended = -1;
    std::string shown;
    {
        std::jthread runs([&] {
            Program program;
            ended = program.run({"volume", "prune", "--all"}, terminal.console(), [this] { return std::make_unique<Borrowed>(*m_engine); }, m_signals);
        });
        shown = terminal.readUntil("[y/N] ");
        terminal.type(answer.toStdString());
    }
    QVERIFY2(shown.contains("  data  "), shown.c_str());
    QCOMPARE(ended, code);
    QCOMPARE(m_engine->volumes().list({})->size(), static_cast<std::size_t>(left));
}

QTEST_APPLESS_MAIN(TestCliTerminal)
#include "test_cli_terminal.moc"

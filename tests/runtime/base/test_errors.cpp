// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/error_text.h"
#include "runtime/base/result.h"

#include <QTest>

#include <cerrno>
#include <set>

using namespace firkin;

namespace {

/// Values follow each other from 0; the compiler sees to it that each has a text, so the first without one is past the end.
template <class Enum>
std::vector<Enum> allOf(int first)
{
    std::vector<Enum> all;
    for (int value = first; value < 256 && !text(static_cast<Enum>(value)).empty(); ++value)
        all.push_back(static_cast<Enum>(value));
    return all;
}

} // namespace

class TestErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOperationCompletesASentence()
    {
        const auto all = allOf<Operation>(0);
        QVERIFY(all.size() > 60);
        std::set<std::string_view> seen;
        for (const Operation operation : all) {
            const auto words = text(operation);
            QVERIFY2(seen.insert(words).second, std::string(words).c_str());
            QVERIFY2(words[0] >= 'a' && words[0] <= 'z' && !words.ends_with('.') && !words.ends_with(' '), std::string(words).c_str());
        }
    }

    void everyReasonHasWordsOfItsOwnAndEveryRemedyIsASentence()
    {
        QVERIFY(text(Reason::Unspecified).empty());
        const auto all = allOf<Reason>(1);
        QVERIFY(all.size() > 70);
        std::set<std::string_view> seen;
        for (const Reason reason : all) {
            const auto words = text(reason);
            QVERIFY2(seen.insert(words).second, std::string(words).c_str());
            QVERIFY2(words[0] >= 'a' && words[0] <= 'z' && !words.ends_with('.'), std::string(words).c_str());
            QCOMPARE(codeFor(reason) == ErrorCode::Internal, reason == Reason::SystemError || reason == Reason::Bug);
            if (const auto hint = remedy(reason))
                QVERIFY2(hint->ends_with('.') && !(hint->front() >= 'a' && hint->front() <= 'z' && !hint->starts_with("fk ")), std::string(*hint).c_str());
        }
    }

    void chainIsRenderedOnceOnOneLine()
    {
        const Error inner = makeError(Operation::RunHelper, "qemu", Reason::KernelPanic, "no init\nfound");
        const Error error = wrap(Operation::StartContainer, "web", wrap(Operation::StartMachine, "web", inner));
        QCOMPARE(render(error),
                 std::string("cannot start container web: cannot start machine web: cannot run qemu: the guest's kernel panicked "
                             "(no init\\nfound). The machine's console log has its last lines."));
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QCOMPARE(error.rootReason(), Reason::KernelPanic);
    }

    void levelThatSaysNothingNewIsLeftOut()
    {
        const Error inner = makeError(Operation::StartMachine, "web", Reason::NoKvm);
        QVERIFY(render(wrap(Operation::StartMachine, "web", inner)).starts_with("cannot start machine web: hardware"));
    }

    void withoutObjectOrReasonTheSentenceIsStillOne()
    {
        QCOMPARE(render(makeError(Operation::ListContainers, "", Reason::Unspecified)), std::string("cannot list containers."));
        QCOMPARE(render(makeError(Operation::ListContainers, "", Reason::Unspecified, "odd")), std::string("cannot list containers: odd."));
    }

    void errnoIsTranslated_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("reason");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, int number, Reason reason, ErrorCode code) {
            QTest::newRow(name) << number << static_cast<int>(reason) << static_cast<int>(code);
        };
        row("ENOENT", ENOENT, Reason::NoSuchFile, ErrorCode::NotFound);
        row("EACCES", EACCES, Reason::NoPermission, ErrorCode::PermissionDenied);
        row("EROFS", EROFS, Reason::ReadOnly, ErrorCode::PermissionDenied);
        row("ENOSPC", ENOSPC, Reason::NoSpace, ErrorCode::ResourceExhausted);
        row("EDQUOT", EDQUOT, Reason::NoSpace, ErrorCode::ResourceExhausted);
        row("EADDRINUSE", EADDRINUSE, Reason::PortTaken, ErrorCode::AlreadyExists);
        row("EPIPE", EPIPE, Reason::ConnectionLost, ErrorCode::Unavailable);
        row("ETIMEDOUT", ETIMEDOUT, Reason::DeadlineExceeded, ErrorCode::Timeout);
        row("EEXIST", EEXIST, Reason::SystemError, ErrorCode::AlreadyExists);
        row("EIO", EIO, Reason::SystemError, ErrorCode::Internal);
        row("no such number", 99999, Reason::SystemError, ErrorCode::Internal);
    }
    void errnoIsTranslated()
    {
        QFETCH(int, number);
        QFETCH(int, reason);
        QFETCH(int, code);
        const Error error = systemError(Operation::OpenStore, "/x", number, "open");
        QCOMPARE(static_cast<int>(error.reason), reason);
        QCOMPARE(static_cast<int>(error.code), code);
        QVERIFY(error.detail.starts_with("open: "));
    }

    void foreignTextIsHarmless_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("plain") << QByteArray("a b") << QByteArray("a b");
        QTest::newRow("umlauts and emoji") << QByteArray("gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\xb3") << QByteArray("gr\xc3\xbc\xc3\x9f \xf0\x9f\x90\xb3");
        QTest::newRow("line breaks") << QByteArray("a\r\nb\t") << QByteArray("a\\x0d\\nb\\t");
        QTest::newRow("escape") << QByteArray("\x1b[2J") << QByteArray("\\x1b[2J");
        QTest::newRow("delete") << QByteArray("\x7f") << QByteArray("\\x7f");
        QTest::newRow("zero") << QByteArray("a\0b", 3) << QByteArray("a\\x00b");
        QTest::newRow("C1 control as UTF-8") << QByteArray("\xc2\x9b") << QByteArray("\\x9b");
        QTest::newRow("C1 control raw") << QByteArray("\x9b") << QByteArray("\\x9b");
        QTest::newRow("text turned round") << QByteArray("a\xe2\x80\xae" "b") << QByteArray("a\\u202eb");
        QTest::newRow("line separator") << QByteArray("\xe2\x80\xa8") << QByteArray("\\u2028");
        QTest::newRow("cut off") << QByteArray("\xe2\x80") << QByteArray("\\xe2\\x80");
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QByteArray("\\xc0\\xaf");
        QTest::newRow("overlong of three") << QByteArray("\xe0\x80\xaf") << QByteArray("\\xe0\\x80\\xaf");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\\xed\\xa0\\x80");
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80") << QByteArray("\\xf4\\x90\\x80\\x80");
        QTest::newRow("stray continuation") << QByteArray("\x80") << QByteArray("\\x80");
    }
    void foreignTextIsHarmless()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(escaped(raw.toStdString())), shown);
    }
};

int runErrorTests(int argc, char **argv)
{
    TestErrors test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_errors.moc"

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/completion.h"
#include "app/cli/manual.h"
#include "app/cli/program.h"

#include <CLI/CLI.hpp>

#include <QTest>

#include <algorithm>

using namespace firkin::cli;

Q_DECLARE_METATYPE(firkin::cli::Operand)

/// What the shells' completion and the manual are made of: the program's own verbs.
class TestCliShell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void completionOffersWhatMayFollow_data();
    void completionOffersWhatMayFollow();
    void completionOffersEachVisibleVerb();
    void completionOfAnythingEnds_data();
    void completionOfAnythingEnds();
    void theManualHasAPageForEachVerbAndALineForEachOption();
    void theManualEscapesWhatRoffWouldTake();
};

namespace {

std::vector<std::string> wordsOf(const QString &line)
{
    std::vector<std::string> words;
    for (const QString &word : line.split(u' '))
        words.push_back(word.toStdString());
    return words;
}

} // namespace

void TestCliShell::completionOffersWhatMayFollow_data()
{
    QTest::addColumn<QString>("line"); // after "fk "
    QTest::addColumn<QString>("words"); // some that are among them
    QTest::addColumn<Operand>("operand");
    QTest::newRow("a verb's beginning") << "ren" << "rename" << Operand::None;
    QTest::newRow("verbs of a group") << "image l" << "load ls" << Operand::None;
    QTest::newRow("a container") << "stop w" << "" << Operand::Container;
    QTest::newRow("a second container") << "stop web d" << "" << Operand::Container;
    QTest::newRow("a container and no second") << "rename web n" << "" << Operand::None;
    QTest::newRow("an image") << "rmi " << "" << Operand::Image;
    QTest::newRow("the image to run") << "run -d --name web st" << "" << Operand::Image;
    QTest::newRow("the container of an exec") << "exec -it w" << "" << Operand::Container;
    QTest::newRow("not the command in the container") << "exec web --he" << "" << Operand::None;
    QTest::newRow("options") << "stop --t" << "--time" << Operand::None;
    QTest::newRow("short ones too") << "stop -" << "--time -t" << Operand::None;
    QTest::newRow("an option's value") << "ps --format j" << "json" << Operand::None;
    QTest::newRow("an option's value after =") << "ps --format=j" << "--format=json" << Operand::None;
    QTest::newRow("after an option with a value") << "stop -t 5 w" << "" << Operand::Container;
    QTest::newRow("an option's file") << "load --input x" << "" << Operand::File;
    QTest::newRow("either side of a copy") << "cp we" << "" << Operand::CopyPath;
    QTest::newRow("container or image") << "inspect x" << "" << Operand::ContainerOrImage;
    QTest::newRow("volume rm") << "volume rm d" << "" << Operand::Volume;
    QTest::newRow("volume inspect") << "volume inspect a b" << "" << Operand::Volume;
    QTest::newRow("volume create") << "volume create d" << "" << Operand::None;
    QTest::newRow("network rm") << "network rm a" << "" << Operand::Network;
    QTest::newRow("network inspect") << "network inspect a" << "" << Operand::Network;
    QTest::newRow("a network to join") << "run --network a" << "" << Operand::Network;
    QTest::newRow("a further name, which is none of the store's") << "run --network-alias a" << "" << Operand::None;
    QTest::newRow("pod stop") << "pod stop s" << "" << Operand::Pod;
    QTest::newRow("a pod to join") << "run --pod s" << "" << Operand::Pod;
    QTest::newRow("a pod's volume") << "run --pod-volume d" << "" << Operand::None;
    QTest::newRow("after --") << "stop -- -w" << "" << Operand::Container;
}

void TestCliShell::completionOffersWhatMayFollow()
{
    QFETCH(const QString, line);
    QFETCH(const QString, words);
    QFETCH(const Operand, operand);
    const Program program;
    const Completion completion = complete(const_cast<Program &>(program).root(), wordsOf(line));
    QCOMPARE(completion.operand, operand);
    if (words.isEmpty())
        QVERIFY2(completion.words.empty(), completion.words.empty() ? "" : completion.words.front().c_str());
    for (const QString &word : words.split(u' ', Qt::SkipEmptyParts))
        QVERIFY2(std::ranges::count(completion.words, word.toStdString()) == 1, qPrintable(word));
}

void TestCliShell::completionOffersEachVisibleVerb()
{
    Program program;
    const Completion completion = complete(program.root(), {""});
    QVERIFY(completion.words.size() > 20);
    QVERIFY(std::ranges::none_of(completion.words, [](const std::string &word) { return word.starts_with('_'); }));
}

void TestCliShell::completionOfAnythingEnds_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("nothing") << "";
    QTest::newRow("no such verb") << "frobnicate x y";
    QTest::newRow("no such option") << "stop --frobnicate x";
    QTest::newRow("an option without its value") << "stop -t";
    QTest::newRow("only =") << "stop --=";
    QTest::newRow("spaces") << "stop    ";
    QTest::newRow("a dash") << "cp -";
    QTest::newRow("dashes") << "-- -- --";
}

void TestCliShell::completionOfAnythingEnds()
{
    QFETCH(const QString, line);
    Program program;
    const Completion completion = complete(program.root(), wordsOf(line));
    QVERIFY(completion.words.size() < 200);
    QCOMPARE(complete(program.root(), {}), Completion());
}

void TestCliShell::theManualHasAPageForEachVerbAndALineForEachOption()
{
    Program program;
    const auto pages = manual(program.root());
    for (const CLI::App *verb : program.root().get_subcommands(nullptr)) {
        const auto page = std::ranges::find(pages, "fk-" + verb->get_name() + ".1", &ManualPage::file);
        if (verb->get_group().empty()) {
            QVERIFY(page == pages.end());
            continue;
        }
        QVERIFY2(page != pages.end(), verb->get_name().c_str());
        QVERIFY(page->text.starts_with(".TH FK"));
        for (const CLI::Option *option : verb->get_options()) {
            if (option->get_group().empty())
                continue; // hidden
            for (const std::string &name : option->get_lnames()) {
                std::string escaped;
                for (const char c : "--" + name)
                    escaped += c == '-' ? std::string("\\-") : std::string(1, c);
                QVERIFY2(page->text.find(escaped) != std::string::npos, (verb->get_name() + " --" + name).c_str());
            }
        }
        QVERIFY(pages.front().text.find(verb->get_description().substr(0, verb->get_description().find('-'))) != std::string::npos);
    }
}

void TestCliShell::theManualEscapesWhatRoffWouldTake()
{
    CLI::App root("hostile");
    CLI::App *verb = root.add_subcommand("verb", ".so /etc/passwd");
    verb->footer("'quoted\n.ig\na\\b -x");
    const std::string text = manual(root).back().text;
    QVERIFY(text.find("\n.so") == std::string::npos);
    QVERIFY(text.find("\n.ig") == std::string::npos);
    QVERIFY(text.find("\n'quoted") == std::string::npos);
    QVERIFY(text.find("a\\eb \\-x") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestCliShell)
#include "test_cli_shell.moc"

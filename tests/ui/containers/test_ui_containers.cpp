#include "tests/ui/containers/test_ui_containers_page.h"
#include "ui/containers/container_actions.h"
#include "ui/containers/container_filter.h"
#include "ui/containers/container_form.h"
#include "ui/containers/container_model.h"
#include "ui/containers/fk_command.h"
#include "ui/containers/pod_row.h"
#include "ui/containers/process_model.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::ContainerState;
using engine::PendingVerb;

namespace {

ContainerId id(int number)
{
    return *ContainerId::parse("c" + std::to_string(number));
}

ContainerRow row(int number, const QString &name = {}, const QString &group = {})
{
    ContainerRow made;
    made.id = id(number);
    made.name = name.isEmpty() ? u"n%1"_s.arg(number) : name;
    made.group = group;
    return made;
}

/// What a model said, in one line.
class Recorder : public QObject {
public:
    explicit Recorder(QAbstractItemModel &model)
    {
        connect(&model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) { said << u"+%1-%2"_s.arg(first).arg(last); });
        connect(&model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) { said << u"-%1-%2"_s.arg(first).arg(last); });
        connect(&model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &a, const QModelIndex &b) {
            said << u"~%1:%2-%3"_s.arg(a.row()).arg(a.column()).arg(b.column());
        });
        connect(&model, &QAbstractItemModel::modelReset, this, [this] { said << u"reset"_s; });
        connect(&model, &QAbstractItemModel::layoutChanged, this, [this] { said << u"layout"_s; });
    }
    QStringList said;
};

engine::ContainerView view(ContainerState state)
{
    engine::ContainerView made;
    made.id = id(1);
    made.name = "a";
    made.state = state;
    return made;
}

} // namespace

class TestUiContainers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theModelSaysExactlyWhatChanged()
    {
        ContainerModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Recorder recorder(model);

        model.setRows({row(1), row(2), row(3)});
        QCOMPARE(recorder.said, QStringList{u"+0-2"_s});

        recorder.said.clear();
        model.setRows({row(1), row(2), row(3)});
        QCOMPARE(recorder.said, QStringList{});

        model.setRows({row(1), row(2, u"renamed"_s), row(3)});
        QCOMPARE(recorder.said, QStringList{u"~1:0-8"_s});

        recorder.said.clear();
        model.setRows({row(3), row(4)});
        QCOMPARE(recorder.said, (QStringList{u"-0-1"_s, u"+1-1"_s}));
    }

    void podsAreGroupsWithCellsOfTheirOwn()
    {
        ContainerModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Recorder recorder(model);
        ContainerRow pod;
        pod.pod = *PodId::parse("p1");
        pod.name = u"shop"_s;
        pod.podState = u"Running, 1 of 1"_s;
        pod.condition = Condition::Running;

        model.setRows({row(1, u"web"_s, u"shop"_s), row(2)}, {pod});

        QCOMPARE(model.rowCount(), 2);
        const QModelIndex group = model.index(0, 0);
        QCOMPARE(group.data().toString(), u"shop"_s);
        QCOMPARE(group.siblingAtColumn(ContainerModel::StateColumn).data().toString(), u"Running, 1 of 1"_s);
        QVERIFY(model.podAt(group) == pod.pod);
        QVERIFY(!model.podAt(model.index(1, 0)) && !model.idAt(group));
        QCOMPARE(model.rowCount(group), 1);

        recorder.said.clear();
        model.setRows({row(1, u"web"_s, u"shop"_s), row(2)}, {pod});
        QCOMPARE(recorder.said, QStringList{});
        pod.live = true;
        pod.cpu = 0.5;
        model.updatePod(pod);
        QCOMPARE(recorder.said, QStringList{u"~0:3-4"_s});

        model.setRows({row(2)}, {pod}); // an empty one stays
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowCount(model.index(0, 0)), 0);
        model.setRows({row(1, u"web"_s), row(2)});
        QVERIFY(!model.hasGroups());
    }

    void aRenamedPodKeepsItsRow()
    {
        ContainerModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        ContainerRow pod;
        pod.pod = *PodId::parse("p1");
        pod.name = u"shop"_s;
        model.setRows({row(1, u"web"_s, u"shop"_s)}, {pod});
        const QPersistentModelIndex group = model.index(0, 0), inside = model.indexOf(id(1));
        Recorder recorder(model);

        pod.name = u"store"_s;
        model.setRows({row(1, u"web"_s, u"store"_s)}, {pod});

        QVERIFY(group.isValid() && inside.isValid());
        QCOMPARE(group.data().toString(), u"store"_s);
        QCOMPARE(recorder.said, (QStringList{u"~0:0-8"_s, u"~0:0-8"_s}));
    }

    void aPodsStateIsOneWord_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("members");
        QTest::addColumn<QString>("says");
        QTest::newRow("stopped") << int(engine::PodState::Stopped) << 2 << u"Stopped"_s;
        QTest::newRow("running") << int(engine::PodState::Running) << 3 << u"Running, 1 of 3"_s;
        QTest::newRow("empty") << int(engine::PodState::Running) << 0 << u"Running, empty"_s;
        QTest::newRow("starting") << int(engine::PodState::Starting) << 1 << u"Starting…"_s;
        QTest::newRow("stopping") << int(engine::PodState::Stopping) << 1 << u"Stopping…"_s;
    }
    void aPodsStateIsOneWord()
    {
        QFETCH(const int, state);
        QFETCH(const int, members);
        QFETCH(const QString, says);
        engine::PodView pod;
        pod.state = engine::PodState(state);
        for (int i = 0; i < members; ++i)
            pod.containers.push_back(id(i));
        QCOMPARE(podStateText(pod, members > 0 ? 1 : 0, {}), says);
        QCOMPARE(podStateText(pod, 0, PendingVerb::Remove), u"Deleting…"_s);
        pod.state = engine::PodState::Stopped;
        pod.exit = engine::ExitInfo{engine::ExitCause::KernelPanic, 137, 9, {}, {}};
        QCOMPARE(podStateText(pod, 0, {}), u"Kernel panic"_s);
    }

    void aContainerInAPodHasNoPortsOfItsOwn()
    {
        ContainerForm form;
        form.image = u"starter"_s;
        form.memory = u"64M"_s;
        form.ports = u"8080:80"_s;
        form.pod = u"shop"_s;
        const ParsedForm parsed = parseForm(form);
        QVERIFY(parsed.problems.empty());
        QVERIFY(parsed.spec.ports.empty());
        QCOMPARE(parsed.spec.pod, std::string("shop"));
        QVERIFY(fkRunCommand(parsed.spec).contains("--pod shop"));
    }

    void aSampleChangesItsCellsOnly()
    {
        ContainerModel model;
        model.setRows({row(1), row(2)});
        Recorder recorder(model);
        ContainerRow live = row(2);
        live.live = true;
        live.cpu = 0.5;
        live.memory = 100;
        live.memoryLimit = 200;
        model.updateRow(live);
        QCOMPARE(recorder.said, QStringList{u"~1:3-4"_s});

        recorder.said.clear();
        live.cpu = 0.6;
        model.updateRow(live);
        QCOMPARE(recorder.said, QStringList{u"~1:3-3"_s});
    }

    void timeChangesOnlyWhatCountsSeconds()
    {
        auto now = std::chrono::system_clock::now();
        ContainerModel model(nullptr, [&now] { return now; });
        ContainerRow running = row(1);
        running.condition = Condition::Running;
        running.startedAt = now - 5s;
        ContainerRow stopping = row(2);
        stopping.pending = PendingVerb::Stop;
        stopping.pendingSince = now;
        stopping.condition = Condition::Changing;
        model.setRows({running, stopping, row(3)});
        Recorder recorder(model);

        now += 4s;
        model.tick();

        QCOMPARE(recorder.said, (QStringList{u"~0:7-7"_s, u"~1:0-7"_s}));
        QCOMPARE(model.index(1, ContainerModel::StateColumn).data().toString(), u"Stopping… 4 s"_s);
        QCOMPARE(model.index(0, ContainerModel::UptimeColumn).data().toString(), u"9 s"_s);
    }

    void podsAreGroupsAndComeAndGo()
    {
        ContainerModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({row(1), row(2, {}, u"pod"_s), row(3, {}, u"pod"_s)});
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.hasGroups());
        const QModelIndex inside = model.indexOf(id(3));
        QVERIFY(inside.parent().isValid());
        QCOMPARE(model.rowCount(inside.parent()), 2);
        QVERIFY(!model.idAt(inside.parent()));

        model.setRows({row(1), row(2, {}, u"pod"_s)});
        QCOMPARE(model.rowCount(model.indexOf(id(2)).parent()), 1);
        model.setRows({row(1), row(2)}); // left its pod
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(!model.hasGroups());
    }

    void randomListsEndRight()
    {
        QRandomGenerator random(20260711);
        ContainerModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (int round = 0; round < 150; ++round) {
            std::vector<ContainerRow> rows;
            QStringList wanted;
            for (int number = 0; number < 14; ++number) {
                if (random.bounded(2) == 0)
                    continue;
                const QString group = random.bounded(3) == 0 ? u"g%1"_s.arg(random.bounded(2)) : QString();
                rows.push_back(row(number, u"n%1.%2"_s.arg(number).arg(random.bounded(2)), group));
                wanted << group + u'/' + rows.back().name;
            }
            std::shuffle(rows.begin(), rows.end(), random);
            model.setRows(rows);
            QStringList got;
            for (int top = 0; top < model.rowCount(); ++top) {
                const QModelIndex index = model.index(top, 0);
                if (model.idAt(index))
                    got << u'/' + index.data().toString();
                for (int child = 0; child < model.rowCount(index); ++child)
                    got << index.data().toString() + u'/' + model.index(child, 0, index).data().toString();
            }
            got.sort();
            wanted.sort();
            QCOMPARE(got, wanted);
        }
    }

    void aNameIsSpokenWithItsState()
    {
        ContainerModel model;
        ContainerRow running = row(1, u"web"_s);
        running.condition = Condition::Running;
        model.setRows({running});
        QCOMPARE(model.index(0, 0).data(Qt::AccessibleTextRole).toString(), u"web, Running"_s);
    }

    void toolTipsAreEscaped()
    {
        ContainerModel model;
        model.setRows({row(1, u"<img src=file:///etc/passwd>"_s)});
        QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).toString().contains("<img"_L1));
    }

    void conditionsAreNeverToldByColourAlone()
    {
        QSet<QString> marks;
        for (int i = 0; i <= static_cast<int>(Condition::Unhealthy); ++i)
            marks.insert(conditionIcon(static_cast<Condition>(i)));
        QCOMPARE(marks.size(), static_cast<int>(Condition::Unhealthy) + 1);
    }

    void theSearchLooksAtNamesImagesAndPorts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rows");
        QTest::newRow("everything") << QString() << 2;
        QTest::newRow("name") << u"WEB"_s << 1;
        QTest::newRow("image") << u"postgres"_s << 1;
        QTest::newRow("port") << u"8080"_s << 1;
        QTest::newRow("two words, both needed") << u"db post"_s << 1;
        QTest::newRow("a word that is not there") << u"db nginx"_s << 0;
        QTest::newRow("no expression") << u".*"_s << 0;
    }
    void theSearchLooksAtNamesImagesAndPorts()
    {
        QFETCH(QString, text);
        QFETCH(int, rows);
        ContainerModel model;
        ContainerRow web = row(1, u"web"_s);
        web.image = u"nginx:1"_s;
        web.ports = {{"127.0.0.1", 8080, 80}};
        ContainerRow db = row(2, u"db"_s);
        db.image = u"postgres:17"_s;
        model.setRows({web, db});
        ContainerFilter filter;
        filter.setSourceModel(&model);
        filter.setText(text);
        QCOMPARE(filter.rowCount(), rows);
    }

    void aLiveColumnSortsAgainOnlyWhenNobodyIsInTheList()
    {
        ContainerModel model;
        const auto loaded = [](int number, double cpu) {
            ContainerRow made = row(number);
            made.live = true;
            made.cpu = cpu;
            return made;
        };
        model.setRows({loaded(1, 0.1), loaded(2, 0.5)});
        ContainerFilter filter;
        filter.setSourceModel(&model);
        filter.sort(ContainerModel::CpuColumn, Qt::DescendingOrder);
        const auto first = [&filter] { return filter.index(0, 0).data().toString(); };
        QCOMPARE(first(), u"n2"_s);

        model.updateRow(loaded(1, 0.9));
        QCOMPARE(first(), u"n2"_s); // not at once

        filter.setHeld(true);
        filter.resort();
        QCOMPARE(first(), u"n2"_s);

        filter.setHeld(false);
        filter.resort();
        QCOMPARE(first(), u"n1"_s);
    }

    void aFixedColumnSortsAtOnceWithNumbersAsNumbers()
    {
        ContainerModel model;
        model.setRows({row(1, u"web-10"_s), row(2, u"web-9"_s)});
        ContainerFilter filter;
        filter.setSourceModel(&model);
        filter.sort(ContainerModel::NameColumn, Qt::AscendingOrder);
        QCOMPARE(filter.index(0, 0).data().toString(), u"web-9"_s);
        model.setRows({row(1, u"web-10"_s), row(2, u"web-9"_s), row(3, u"Alpha"_s)});
        QCOMPARE(filter.index(0, 0).data().toString(), u"Alpha"_s);
    }

    void actionsFollowTheState_data()
    {
        using A = ContainerAction;
        using O = ActionObstacle;
        QTest::addColumn<ContainerState>("state");
        QTest::addColumn<bool>("pending");
        QTest::addColumn<QList<QPair<A, O>>>("wanted");
        const auto expect = [](O start, O stop, O kill, O force, O shell, O remove) {
            return QList<QPair<A, O>>{{A::Start, start}, {A::Stop, stop}, {A::Restart, stop}, {A::Kill, kill}, {A::ForceOff, force}, {A::Shell, shell}, {A::Delete, remove}};
        };
        QTest::newRow("created") << ContainerState::Created << false << expect(O::None, O::NotRunning, O::NotRunning, O::NothingRuns, O::NotRunning, O::None);
        QTest::newRow("starting") << ContainerState::Starting << true << expect(O::Busy, O::Busy, O::NotRunning, O::None, O::Busy, O::None);
        QTest::newRow("running") << ContainerState::Running << false << expect(O::AlreadyRunning, O::None, O::None, O::None, O::None, O::None);
        QTest::newRow("paused") << ContainerState::Paused << false << expect(O::AlreadyRunning, O::None, O::None, O::None, O::Paused, O::None);
        QTest::newRow("stopping") << ContainerState::Stopping << true << expect(O::Busy, O::Busy, O::None, O::None, O::Busy, O::None);
        QTest::newRow("exited") << ContainerState::Exited << false << expect(O::None, O::NotRunning, O::NotRunning, O::NothingRuns, O::NotRunning, O::None);
        QTest::newRow("exited, being started") << ContainerState::Exited << true << expect(O::Busy, O::Busy, O::NotRunning, O::None, O::Busy, O::None);
    }
    void actionsFollowTheState()
    {
        QFETCH(ContainerState, state);
        QFETCH(bool, pending);
        using Wanted = QList<QPair<ContainerAction, ActionObstacle>>;
        QFETCH(Wanted, wanted);
        const auto table = actionsFor(view(state), pending ? std::optional(PendingVerb::Start) : std::nullopt);
        for (const auto &[action, why] : wanted)
            QVERIFY2(obstacle(table, action) == why, qPrintable(actionText(action)));
    }

    void processesComeAndGoByTheirNumber()
    {
        const auto process = [](int pid, const char *command) {
            engine::ProcessEntry entry;
            entry.pid = pid;
            entry.command = command;
            return entry;
        };
        ProcessModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setProcesses({process(1, "init"), process(7, "worker"), process(8, "evil\x1b[2J")});
        QCOMPARE(inserted.size(), 1);
        const auto command = [&model](int row) { return model.index(row, ProcessModel::Command).data().toString(); };
        QVERIFY(!command(2).contains(QChar(0x1b)));

        model.setProcesses({process(1, "init"), process(8, "renamed"), process(9, "new")});

        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(command(1), u"renamed"_s);
        QCOMPARE(command(2), u"new"_s);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 2);
        model.setProcesses({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(resets.size(), 0);
    }

    void whatIsInTroubleIsFoundAmongTheRunningAndTheStopped()
    {
        const auto where = [](Condition condition, bool failure = false) {
            QString in;
            for (const auto &[states, letter] : {std::pair(StateFilter::All, u'a'), std::pair(StateFilter::Running, u'r'), std::pair(StateFilter::Stopped, u's'), std::pair(StateFilter::Trouble, u't')})
                if (isShown(states, condition, failure))
                    in += letter;
            return in;
        };
        QCOMPARE(where(Condition::Running), u"ar"_s);
        QCOMPARE(where(Condition::Paused), u"ar"_s);
        QCOMPARE(where(Condition::Changing), u"ar"_s);
        QCOMPARE(where(Condition::Silent), u"art"_s);
        QCOMPARE(where(Condition::Unhealthy), u"art"_s);
        QCOMPARE(where(Condition::Created), u"as"_s);
        QCOMPARE(where(Condition::Exited), u"as"_s);
        QCOMPARE(where(Condition::Failed), u"ast"_s);
        QCOMPARE(where(Condition::Running, true), u"art"_s);
    }

    void onlyWhatRunsIsPausedAndOnlyWhatIsPausedResumes()
    {
        const auto of = [](ContainerState state, ContainerAction action) { return obstacle(actionsFor(view(state), {}), action); };
        QCOMPARE(of(ContainerState::Running, ContainerAction::Pause), ActionObstacle::None);
        QCOMPARE(of(ContainerState::Running, ContainerAction::Resume), ActionObstacle::NotPaused);
        QCOMPARE(of(ContainerState::Paused, ContainerAction::Pause), ActionObstacle::Paused);
        QCOMPARE(of(ContainerState::Paused, ContainerAction::Resume), ActionObstacle::None);
        QCOMPARE(of(ContainerState::Paused, ContainerAction::Files), ActionObstacle::Paused);
        QCOMPARE(of(ContainerState::Exited, ContainerAction::Pause), ActionObstacle::NotRunning);
        QCOMPARE(of(ContainerState::Exited, ContainerAction::Files), ActionObstacle::None);
    }

    void onlyWhatRunsIsKeptAsASnapshot()
    {
        const auto of = [](ContainerState state, std::optional<PendingVerb> pending) { return obstacle(actionsFor(view(state), pending), ContainerAction::Snapshot); };
        QCOMPARE(of(ContainerState::Running, {}), ActionObstacle::None);
        QCOMPARE(of(ContainerState::Running, PendingVerb::Stop), ActionObstacle::Busy);
        QCOMPARE(of(ContainerState::Paused, {}), ActionObstacle::Paused);
        QCOMPARE(of(ContainerState::Exited, {}), ActionObstacle::NotRunning);
    }

    void whatWaitsForItsRestartCanBeStopped()
    {
        auto waiting = view(ContainerState::Exited);
        QCOMPARE(obstacle(actionsFor(waiting, {}), ContainerAction::Stop), ActionObstacle::NotRunning);
        waiting.restartAt = std::chrono::system_clock::now();
        QCOMPARE(obstacle(actionsFor(waiting, {}), ContainerAction::Stop), ActionObstacle::None);
    }

    void aBrowserNeedsAPort()
    {
        auto running = view(ContainerState::Running);
        QCOMPARE(obstacle(actionsFor(running, {}), ContainerAction::OpenPort), ActionObstacle::NoPorts);
        running.ports = {{"127.0.0.1", 1, 80}};
        QCOMPARE(obstacle(actionsFor(running, {}), ContainerAction::OpenPort), ActionObstacle::None);
    }

    void everyActionHasTextAndIconAndEveryObstacleAReason()
    {
        for (std::size_t i = 0; i < containerActionCount; ++i) {
            QVERIFY(!actionText(static_cast<ContainerAction>(i)).isEmpty());
            QVERIFY(!actionIcon(static_cast<ContainerAction>(i)).isEmpty());
        }
        for (int i = 1; i <= static_cast<int>(ActionObstacle::NothingRuns); ++i)
            QVERIFY(!obstacleText(static_cast<ActionObstacle>(i)).isEmpty());
    }

    void statesAreWords_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("cause");
        QTest::addColumn<QString>("text");
        QTest::newRow("fine") << 0 << static_cast<int>(engine::ExitCause::Exited) << u"Exited"_s;
        QTest::newRow("code") << 3 << static_cast<int>(engine::ExitCause::Exited) << u"Exited (3)"_s;
        QTest::newRow("stopped") << 143 << static_cast<int>(engine::ExitCause::StoppedByUser) << u"Stopped"_s;
        QTest::newRow("memory") << 137 << static_cast<int>(engine::ExitCause::OutOfMemory) << u"Out of memory"_s;
    }
    void statesAreWords()
    {
        QFETCH(int, code);
        QFETCH(int, cause);
        QFETCH(QString, text);
        ContainerRow ended = row(1);
        ended.condition = Condition::Exited;
        ended.exit = engine::ExitInfo{static_cast<engine::ExitCause>(cause), code, 0, {}, {}};
        QCOMPARE(stateText(ended, std::chrono::system_clock::now()), text);
    }

    void wordsAreSplitAsAShellDoes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<bool>("fine");
        QTest::newRow("nothing") << u""_s << QStringList{} << true;
        QTest::newRow("spaces") << u"   "_s << QStringList{} << true;
        QTest::newRow("words") << u"sleep  10"_s << QStringList{u"sleep"_s, u"10"_s} << true;
        QTest::newRow("single quotes") << u"sh -c 'echo $HOME \"x\"'"_s << QStringList{u"sh"_s, u"-c"_s, u"echo $HOME \"x\""_s} << true;
        QTest::newRow("double quotes") << u"a \"b c\"d"_s << QStringList{u"a"_s, u"b cd"_s} << true;
        QTest::newRow("empty word") << u"a '' b"_s << QStringList{u"a"_s, QString(), u"b"_s} << true;
        QTest::newRow("escaped space") << u"a\\ b"_s << QStringList{u"a b"_s} << true;
        QTest::newRow("backslash in double quotes") << u"\"a\\\"b\\n\""_s << QStringList{u"a\"b\\n"_s} << true;
        QTest::newRow("open quote") << u"a 'b"_s << QStringList{} << false;
        QTest::newRow("trailing backslash") << u"a\\"_s << QStringList{u"a\\"_s} << true;
    }
    void wordsAreSplitAsAShellDoes()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, words);
        QFETCH(bool, fine);
        const auto got = splitWords(text);
        QCOMPARE(got.has_value(), fine);
        if (got) {
            QStringList list;
            for (const auto &word : *got)
                list << QString::fromStdString(word);
            QCOMPARE(list, words);
        }
    }

    void portsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("wanted");
        QTest::newRow("both") << u"8080:80"_s << u"127.0.0.1:8080:80"_s;
        QTest::newRow("any free one") << u"80"_s << u"127.0.0.1:0:80"_s;
        QTest::newRow("udp") << u"53:53/udp"_s << u"127.0.0.1:53:53u"_s;
        QTest::newRow("tcp") << u"53:53/tcp"_s << u"127.0.0.1:53:53"_s;
        QTest::newRow("address") << u"0.0.0.0:80:80"_s << u"0.0.0.0:80:80"_s;
        QTest::newRow("six") << u"[::1]:80:80"_s << u"[::1]:80:80"_s;
        QTest::newRow("nothing") << u""_s << u""_s;
        QTest::newRow("word") << u"http"_s << u""_s;
        QTest::newRow("zero inside") << u"80:0"_s << u""_s;
        QTest::newRow("too large") << u"80:70000"_s << u""_s;
        QTest::newRow("negative") << u"-1:80"_s << u""_s;
        QTest::newRow("no inside") << u"80:"_s << u""_s;
    }
    void portsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, wanted);
        const auto port = parsePort(text);
        const QString got = !port ? QString() : u"%1:%2:%3%4"_s.arg(QString::fromStdString(port->hostAddress)).arg(port->hostPort).arg(port->containerPort).arg(port->transport == engine::Transport::Udp ? u"u" : u"");
        QCOMPARE(got, wanted);
    }

    void theFormSaysWhatIsWrongAtEachField()
    {
        const auto parsed = parseForm({.image = {}, .name = u"a b"_s, .command = u"'x"_s, .memory = u"lots"_s, .ports = u"80:80, x"_s, .environment = u"A=1\nB"_s, .workingDirectory = u"srv"_s});
        for (const auto field : {FormField::Image, FormField::Name, FormField::Command, FormField::Memory, FormField::Ports, FormField::Environment, FormField::WorkingDirectory})
            QVERIFY(parsed.problems.contains(field));
        QCOMPARE(parsed.spec.ports.size(), std::size_t{1});
        QCOMPARE(parsed.spec.environment, std::vector<std::string>{"A=1"});
    }

    void aFilledFormIsASpecification()
    {
        const auto parsed = parseForm({.image = u" localhost/starter:latest "_s, .name = u"web"_s, .command = u"httpd -f"_s, .memory = u"512 MiB"_s, .ports = u"8080:80"_s, .environment = u"A=1"_s, .workingDirectory = u"/srv"_s, .cpus = 1.5});
        QVERIFY(parsed.problems.empty());
        QCOMPARE(parsed.spec.image, std::string("localhost/starter:latest"));
        QCOMPARE(parsed.spec.memory.bytes, ByteSize::ofMiB(512).bytes);
        QCOMPARE(parsed.spec.command, (std::vector<std::string>{"httpd", "-f"}));
        QCOMPARE(fkRunCommand(parsed.spec), std::string("fk run -d --name web --cpus 1.5 --memory 512m -p 8080:80 -e A=1 -w /srv localhost/starter:latest httpd -f"));
    }

    void wordsAreQuotedForAShell_data()
    {
        QTest::addColumn<QByteArray>("word");
        QTest::addColumn<QByteArray>("quoted");
        QTest::newRow("plain") << QByteArray("a-b_c/d:e=f") << QByteArray("a-b_c/d:e=f");
        QTest::newRow("empty") << QByteArray("") << QByteArray("''");
        QTest::newRow("space") << QByteArray("a b") << QByteArray("'a b'");
        QTest::newRow("quote") << QByteArray("it's") << QByteArray("'it'\\''s'");
        QTest::newRow("dollar") << QByteArray("$(rm -rf /)") << QByteArray("'$(rm -rf /)'");
        QTest::newRow("newline") << QByteArray("a\nb") << QByteArray("$'a\\x0ab'");
        QTest::newRow("escape") << QByteArray("\x1b[0m'") << QByteArray("$'\\x1b[0m\\''");
    }
    void wordsAreQuotedForAShell()
    {
        QFETCH(QByteArray, word);
        QFETCH(QByteArray, quoted);
        QCOMPARE(QByteArray::fromStdString(shellQuoted(word.toStdString())), quoted);
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    TestUiContainers pure;
    TestUiContainersPage page;
    return QTest::qExec(&pure, argc, argv) + QTest::qExec(&page, argc, argv);
}
#include "test_ui_containers.moc"

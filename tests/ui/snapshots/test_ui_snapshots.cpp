#include "tests/support/fake_engine.h"
#include "ui/services/services.h"
#include "ui/snapshots/snapshot_model.h"
#include "ui/snapshots/snapshots_view.h"
#include "ui/style/palettes.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/toasts.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::ContainerState;
using engine::FakeEngine;
using engine::SnapshotView;

namespace {

struct Bench {
    FakeEngine engine;
    ContainerId web;
    Pools pools;
    Services services{engine, pools};
    std::unique_ptr<QWidget> window = std::make_unique<QWidget>();
    SnapshotsView *view = nullptr;

    Bench()
    {
        applyTheme(*qApp, Theme::Light);
        web = engine.addRunning("web");
        window->resize(900, 500);
        auto *toasts = new Toasts(window.get());
        view = new SnapshotsView(services, *toasts, window.get());
        view->resize(900, 500);
        window->show();
        services.start();
    }
    ~Bench()
    {
        engine.clearFaults();
        pools.requestStop();
        window.reset();
        services.letGoOfStreams();
        pools.wait();
    }
    [[nodiscard]] QAction *action(const QString &text) const
    {
        for (QAction *one : view->findChildren<QAction *>())
            if (one->text().startsWith(text))
                return one;
        return nullptr;
    }
    [[nodiscard]] QTreeView *list() const { return view->findChild<QTreeView *>(); }
    [[nodiscard]] int count() const { return list()->model()->rowCount(); }
    /// Answers the question that is open: types, if given, and presses the button of that name.
    static bool answer(const QString &verb, const QString &text = {})
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            auto *dialog = qobject_cast<QDialog *>(widget);
            if (!dialog || !dialog->isVisible())
                continue;
            if (auto *edit = dialog->findChild<QLineEdit *>(); edit && !text.isNull())
                edit->setText(text);
            for (auto *button : dialog->findChildren<QPushButton *>())
                if (button->text() == verb && button->isEnabled()) {
                    button->click();
                    return true;
                }
        }
        return false;
    }
    static bool answersSoon(const QString &verb, const QString &text = {})
    {
        return QTest::qWaitFor([&] { return answer(verb, text); });
    }
};

SnapshotView snapshot(const ContainerId &container, const char *name, std::chrono::minutes ago, const char *note = "")
{
    SnapshotView view;
    view.container = container;
    view.name = name;
    view.note = note;
    view.takenAt = std::chrono::system_clock::now() - ago;
    view.size = ByteSize::ofMiB(100);
    view.saveTime = 1200ms;
    return view;
}

} // namespace

class TestUiSnapshots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelTellsDifferencesOnly()
    {
        SnapshotModel model;
        const QAbstractItemModelTester tester(&model);
        const ContainerId id = *ContainerId::parse("c1");
        model.setSnapshots({snapshot(id, "a", 3min), snapshot(id, "b", 2min)});
        QCOMPARE(model.data(model.index(0, SnapshotModel::NameColumn), Qt::DisplayRole).toString(), u"b"_s); // newest first
        const QPersistentModelIndex kept = model.index(1, 0);
        model.setSnapshots({model.rows()[1], snapshot(id, "c", 1min)});
        QVERIFY(kept.isValid());
        QCOMPARE(kept.row(), 1);
        QCOMPARE(model.rowCount(), 2);
        model.setSnapshots({});
        QCOMPARE(model.rowCount(), 0);
    }

    void emptyOffersToTakeOneAndItIsListedWithItsNote()
    {
        Bench bench;
        QTRY_VERIFY(bench.services.containers.find(bench.web));
        bench.view->setContainer(bench.web);
        QTRY_VERIFY(bench.view->findChild<StatePage *>()->isVisible());
        QTRY_VERIFY(bench.action(u"Take"_s)->isEnabled());
        QVERIFY(!bench.action(u"Restore"_s)->isEnabled());

        bench.action(u"Take"_s)->trigger();
        QVERIFY(Bench::answersSoon(u"Take Snapshot"_s, u"before the update"_s));

        QTRY_COMPARE(bench.count(), 1);
        QCOMPARE(bench.list()->model()->index(0, SnapshotModel::NoteColumn).data().toString(), u"before the update"_s);
        QVERIFY(bench.list()->isVisible());
    }

    void restoreAsksFirst()
    {
        Bench bench;
        bench.engine.addSnapshot(snapshot(bench.web, "good", 5min));
        QTRY_VERIFY(bench.services.containers.find(bench.web));
        bench.view->setContainer(bench.web);
        QTRY_COMPARE(bench.count(), 1);
        bench.list()->setCurrentIndex(bench.list()->model()->index(0, 0));
        QVERIFY(bench.action(u"Restore"_s)->isEnabled());

        bench.action(u"Restore"_s)->trigger();
        QVERIFY(Bench::answersSoon(u"Cancel"_s));
        QTest::qWait(30);
        QCOMPARE(bench.engine.calls(firkin::Operation::RestoreSnapshot), 0);
        bench.action(u"Restore"_s)->trigger();
        QVERIFY(Bench::answersSoon(u"Restore"_s));
        QTRY_COMPARE(bench.engine.calls(firkin::Operation::RestoreSnapshot), 1);
    }

    void aForkIsANewContainerAndATakenNameIsRefused()
    {
        Bench bench;
        bench.engine.addSnapshot(snapshot(bench.web, "good", 5min));
        QTRY_VERIFY(bench.services.containers.find(bench.web));
        bench.view->setContainer(bench.web);
        QTRY_COMPARE(bench.count(), 1);
        bench.list()->setCurrentIndex(bench.list()->model()->index(0, 0));

        bench.action(u"New Container"_s)->trigger();
        QVERIFY(!Bench::answer(u"Make It"_s, u"web"_s)); // its button is off
        QCOMPARE(bench.engine.calls(firkin::Operation::ForkSnapshot), 0);
        QVERIFY(Bench::answersSoon(u"Make It"_s, u"other"_s));

        QTRY_VERIFY(std::ranges::any_of(bench.services.containers.containers(), [](const auto &view) { return view.name == "other"; }));
    }

    void aFailureIsToldAndADamagedOneIsNotOffered()
    {
        Bench bench;
        auto damaged = snapshot(bench.web, "torn", 5min);
        damaged.problem = makeError(firkin::Operation::RestoreSnapshot, "torn", Reason::SnapshotDamaged, "memory is missing");
        bench.engine.addSnapshot(damaged);
        QTRY_VERIFY(bench.services.containers.find(bench.web));
        bench.view->setContainer(bench.web);
        QTRY_COMPARE(bench.count(), 1);
        bench.list()->setCurrentIndex(bench.list()->model()->index(0, 0));
        QVERIFY(!bench.action(u"Restore"_s)->isEnabled());
        QVERIFY(bench.action(u"Delete"_s)->isEnabled());

        bench.engine.inject(firkin::Operation::SaveSnapshot, {.error = makeError(firkin::Operation::SaveSnapshot, "web", Reason::NoSpace)});
        bench.action(u"Take"_s)->trigger();
        QVERIFY(Bench::answersSoon(u"Take Snapshot"_s));
        QTRY_VERIFY(bench.view->findChild<Banner *>()->isVisible());

        bench.action(u"Delete"_s)->trigger();
        QVERIFY(Bench::answersSoon(u"Delete Forever"_s));
        QTRY_COMPARE(bench.count(), 0);
    }

    void whatIsKnownStaysInSightWhenItCannotBeReadAgain()
    {
        Bench bench;
        bench.engine.addSnapshot(snapshot(bench.web, "good", 5min));
        QTRY_VERIFY(bench.services.containers.find(bench.web));
        bench.view->setContainer(bench.web);
        QTRY_COMPARE(bench.count(), 1);
        bench.list()->setCurrentIndex(bench.list()->model()->index(0, 0));

        bench.engine.inject(firkin::Operation::ListSnapshots, {.error = makeError(firkin::Operation::ListSnapshots, "web", Reason::SystemError)});
        Q_EMIT bench.services.snapshots.changed(bench.web);

        QTRY_VERIFY(bench.view->findChild<Banner *>()->isVisible());
        QVERIFY(bench.list()->isVisible());
        QVERIFY(bench.action(u"Restore"_s)->isEnabled());
        bench.engine.clearFaults();
        Q_EMIT bench.services.snapshots.changed(bench.web);
        QTRY_VERIFY(!bench.view->findChild<Banner *>()->isVisible());
    }

    void anEmptyListOffersToTakeOneAsSoonAsItsContainerRuns()
    {
        Bench bench;
        bench.engine.change(bench.web, [](engine::ContainerView &view) { view.state = ContainerState::Exited; });
        QTRY_VERIFY(bench.services.containers.find(bench.web) && bench.services.containers.find(bench.web)->state == ContainerState::Exited);
        bench.view->setContainer(bench.web);
        auto *page = bench.view->findChild<StatePage *>();
        const auto offers = [page] {
            return std::ranges::any_of(page->findChildren<QPushButton *>(), [](const QPushButton *button) { return button->isVisible(); });
        };
        QTRY_VERIFY(std::ranges::any_of(page->findChildren<QLabel *>(), [](const QLabel *label) { return label->text() == u"No snapshots yet"_s; }));
        QVERIFY(!offers());

        bench.engine.change(bench.web, [](engine::ContainerView &view) { view.state = ContainerState::Running; });

        QTRY_VERIFY(offers());
    }

    void theToolsAreIconsWhereThereIsNoRoomForTheirNames()
    {
        Bench bench;
        const auto button = [&bench](const QString &text) {
            for (auto *each : bench.view->findChildren<QToolButton *>())
                if (each->text().startsWith(text))
                    return each;
            return static_cast<QToolButton *>(nullptr);
        };
        QCOMPARE(button(u"Delete"_s)->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);

        bench.view->resize(300, 500);

        QCOMPARE(button(u"Delete"_s)->toolButtonStyle(), Qt::ToolButtonIconOnly);
        QCOMPARE(button(u"Take"_s)->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
        bench.view->resize(900, 500);
        QCOMPARE(button(u"Delete"_s)->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
    }

    void aStoppedContainerCannotBeSavedAndAFailedListCanBeTriedAgain()
    {
        Bench bench;
        bench.engine.change(bench.web, [](engine::ContainerView &view) { view.state = ContainerState::Exited; });
        QTRY_VERIFY(bench.services.containers.find(bench.web) && bench.services.containers.find(bench.web)->state == ContainerState::Exited);
        bench.engine.inject(firkin::Operation::ListSnapshots, {.error = makeError(firkin::Operation::ListSnapshots, "web", Reason::SystemError), .times = 2});
        bench.view->setContainer(bench.web);
        QTRY_VERIFY(bench.view->findChild<StatePage *>()->isVisible());
        QVERIFY(!bench.action(u"Take"_s)->isEnabled());
        bench.engine.clearFaults();
        bench.engine.addSnapshot(snapshot(bench.web, "good", 5min));
        QTRY_VERIFY(!bench.view->findChild<StatePage *>()->findChildren<QPushButton *>().isEmpty());
        QTest::qWait(50);
        Q_EMIT bench.view->findChild<StatePage *>()->actionTriggered();
        QTRY_COMPARE(bench.count(), 1);
    }
};

QTEST_MAIN(TestUiSnapshots)
#include "test_ui_snapshots.moc"

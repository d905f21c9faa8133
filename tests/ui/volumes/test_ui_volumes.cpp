#include "tests/support/page_world.h"
#include "ui/volumes/new_volume_dialog.h"
#include "ui/volumes/volume_model.h"
#include "ui/volumes/volumes_page.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace firkin;
using namespace Qt::StringLiterals;
using engine::FakeEngine;
using engine::MountKind;
using engine::VolumeView;

namespace {

VolumeView volume(const std::string &name, std::uint64_t mebibytes = 64)
{
    VolumeView view;
    view.name = name;
    view.size = ByteSize::ofMiB(mebibytes);
    view.filesystem = "ext4";
    view.createdAt = std::chrono::system_clock::now();
    return view;
}

struct World : PageWorld<ui::VolumesPage> {
    void show()
    {
        open();
        QTRY_VERIFY(services.volumes.state() != ui::LoadState::Loading);
    }
    [[nodiscard]] QAction *remove() const
    {
        for (QAction *action : page->findChildren<QAction *>())
            if (action->shortcut() == QKeySequence(QKeySequence::Delete))
                return action;
        return nullptr;
    }
    void use(const std::string &name, engine::ContainerState state)
    {
        const ContainerId id = engine.addRunning("db");
        engine.change(id, [&](engine::ContainerView &view) {
            view.state = state;
            view.spec.mounts.push_back({.kind = MountKind::Volume, .source = name, .destination = "/data"});
        });
    }
};

} // namespace

class TestUiVolumes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theModelTellsExactChanges()
    {
        ui::VolumeModel model;
        const QAbstractItemModelTester tester(&model);
        model.setVolumes({volume("a"), volume("b")});
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted), removed(&model, &QAbstractItemModel::rowsRemoved),
            changed(&model, &QAbstractItemModel::dataChanged), reset(&model, &QAbstractItemModel::modelReset);

        model.setVolumes({volume("b", 128), volume("c")});

        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(changed.size(), 1);
        QVERIFY(reset.isEmpty());
        QCOMPARE(model.volumeAt(0).size.bytes, ByteSize::ofMiB(128).bytes);
    }

    void hindrancesNameTheContainer_data()
    {
        QTest::addColumn<bool>("running");
        QTest::addColumn<bool>("inTrash");
        QTest::addColumn<QString>("expected");
        QTest::newRow("running") << true << false << "db is running with this volume.";
        QTest::newRow("stopped") << false << false << "db has this volume. Delete that container first.";
        QTest::newRow("in the trash") << false << true << "db in the trash has this volume. Empty the trash first.";
    }
    void hindrancesNameTheContainer()
    {
        QFETCH(bool, running);
        QFETCH(bool, inTrash);
        QFETCH(QString, expected);
        VolumeView view = volume("a");
        QVERIFY(ui::deleteHindrance(view).isEmpty());
        view.usedBy.push_back({.id = {}, .name = "db", .destination = "/data", .readOnly = false, .running = running, .inTrash = inTrash});
        QCOMPARE(ui::deleteHindrance(view), expected);
    }

    void wrongVolumesGetASentence_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("size");
        QTest::addColumn<QString>("filesystem");
        QTest::addColumn<bool>("fine");
        QTest::newRow("as it comes") << "" << "10g" << "ext4" << true;
        QTest::newRow("named") << "data-1.x_y" << "64m" << "ext4" << true;
        QTest::newRow("slash") << "a/b" << "10g" << "ext4" << false;
        QTest::newRow("dot first") << ".a" << "10g" << "ext4" << false;
        QTest::newRow("no size") << "a" << "" << "ext4" << false;
        QTest::newRow("words") << "a" << "big" << "ext4" << false;
        QTest::newRow("too small") << "a" << "1m" << "ext4" << false;
        QTest::newRow("too small for xfs") << "a" << "200m" << "xfs" << false;
        QTest::newRow("xfs") << "a" << "300m" << "xfs" << true;
    }
    void wrongVolumesGetASentence()
    {
        QFETCH(QString, name);
        QFETCH(QString, size);
        QFETCH(QString, filesystem);
        QFETCH(bool, fine);
        QCOMPARE(ui::volumeComplaint(name, size, filesystem).isEmpty(), fine);
    }

    void whatIsUsedCannotBeDeletedAndSaysWhy()
    {
        World world;
        world.engine.addVolume(volume("data"));
        world.engine.addVolume(volume("free"));
        world.use("data", engine::ContainerState::Running);
        world.show();
        QTRY_COMPARE(world.view()->model()->rowCount(), 2);
        QVERIFY(!world.remove()->isEnabled());

        world.view()->setCurrentIndex(world.view()->model()->index(0, 0));
        QVERIFY(!world.remove()->isEnabled());
        QVERIFY(world.remove()->toolTip().contains(u"db"_s));
        world.view()->setCurrentIndex(world.view()->model()->index(1, 0));
        QVERIFY(world.remove()->isEnabled());
    }

    void deletingAsksAndTheRowGoes()
    {
        World world;
        world.engine.addVolume(volume("free"));
        world.show();
        QTRY_COMPARE(world.view()->model()->rowCount(), 1);
        world.view()->setCurrentIndex(world.view()->model()->index(0, 0));

        world.remove()->trigger();
        QTRY_VERIFY(world.page->findChild<QDialog *>());
        for (QPushButton *button : world.page->findChild<QDialog *>()->findChildren<QPushButton *>())
            if (button->text() == u"Delete"_s)
                button->click();

        QTRY_COMPARE(world.engine.calls(firkin::Operation::RemoveVolume), 1);
        QTRY_COMPARE(world.services.volumes.volumes().size(), std::size_t{0});
    }

    void whenOneGoesItsNeighbourIsChosen()
    {
        World world;
        for (const char *name : {"a", "b", "c"})
            world.engine.addVolume(volume(name));
        world.show();
        auto *model = world.view()->model();
        QTRY_COMPARE(model->rowCount(), 3);
        world.view()->setCurrentIndex(model->index(1, 0));
        QVERIFY(world.engine.volumes().remove("b", {}).has_value());
        world.services.volumes.refresh();
        QTRY_COMPARE(model->rowCount(), 2);
        QCOMPARE(world.view()->selectionModel()->selectedRows().value(0).data().toString(), u"c"_s);
        QVERIFY(world.engine.volumes().remove("c", {}).has_value());
        world.services.volumes.refresh();
        QTRY_COMPARE(model->rowCount(), 1);
        QCOMPARE(world.view()->selectionModel()->selectedRows().value(0).data().toString(), u"a"_s);
    }

    void enterMakesOne()
    {
        World world;
        world.show();
        world.page->create();
        auto *dialog = world.page->findChild<ui::NewVolumeDialog *>();
        QVERIFY(dialog);
        dialog->findChildren<QLineEdit *>()[0]->setText(u"data"_s);
        QTest::keyClick(dialog->findChildren<QLineEdit *>()[0], Qt::Key_Return);
        QTRY_COMPARE(world.services.volumes.volumes().size(), std::size_t{1});
        QCOMPARE(world.engine.calls(firkin::Operation::CreateVolume), 1);
    }

    void makingOneShowsIt()
    {
        World world;
        world.show();
        world.page->create();
        auto *dialog = world.page->findChild<ui::NewVolumeDialog *>();
        QVERIFY(dialog);
        const auto edits = dialog->findChildren<QLineEdit *>();
        edits[0]->setText(u"data"_s);
        dialog->findChild<QDialogButtonBox *>()->buttons().front()->click();

        QTRY_COMPARE(world.services.volumes.volumes().size(), std::size_t{1});
        QCOMPARE(world.services.volumes.volumes().front().name, std::string("data"));
    }

    void aRefusedOneKeepsTheDialog()
    {
        World world;
        world.engine.addVolume(volume("data"));
        world.show();
        world.page->create();
        auto *dialog = world.page->findChild<ui::NewVolumeDialog *>();
        dialog->findChildren<QLineEdit *>()[0]->setText(u"data"_s);
        dialog->findChild<QDialogButtonBox *>()->buttons().front()->click();

        QTRY_COMPARE(world.engine.calls(firkin::Operation::CreateVolume), 1);
        QTRY_VERIFY(dialog->findChild<QDialogButtonBox *>()->buttons().front()->isEnabled());
        QVERIFY(dialog->isVisible());
    }

    void aFailedListSaysSoAndTriesAgain()
    {
        World world;
        world.engine.addVolume(volume("data"));
        world.engine.inject(firkin::Operation::ListVolumes, {.error = makeError(firkin::Operation::ListVolumes, "x", Reason::NoPermission)});
        world.show();
        QTRY_COMPARE(world.services.volumes.state(), ui::LoadState::Failed);

        world.engine.inject(firkin::Operation::ListVolumes, {});
        world.services.volumes.refresh();

        QTRY_COMPARE(world.view()->model()->rowCount(), 1);
    }
};

QTEST_MAIN(TestUiVolumes)
#include "test_ui_volumes.moc"

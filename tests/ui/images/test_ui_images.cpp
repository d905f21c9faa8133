// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/page_world.h"
#include "ui/images/image_actions.h"
#include "ui/images/image_model.h"
#include "ui/images/images_page.h"
#include "ui/images/registry_dialog.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace firkin;
using namespace Qt::StringLiterals;
using engine::FakeEngine;
using engine::ImageView;

namespace {

ImageView image(const std::string &reference, const std::string &digest, std::uint64_t mebibytes = 10)
{
    ImageView view;
    view.digest = "sha256:" + digest;
    if (!reference.empty())
        view.references = {reference};
    view.size = ByteSize::ofMiB(mebibytes);
    view.createdAt = std::chrono::system_clock::now();
    return view;
}

struct World : PageWorld<ui::ImagesPage> {
    void show()
    {
        open();
        QTRY_VERIFY(services.images.state() != ui::LoadState::Loading);
    }
    [[nodiscard]] ui::ImageActions &actions() const { return *page->findChild<ui::ImageActions *>(); }
    [[nodiscard]] QString chosen() const { return view()->currentIndex().siblingAtColumn(0).data().toString(); }
    [[nodiscard]] QModelIndex rowOf(const QString &name) const
    {
        auto *model = view()->model();
        return model->match(model->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly).value(0);
    }
};

void press(QWidget &widget, const QString &text)
{
    for (auto *button : widget.findChildren<QPushButton *>())
        if (button->text() == text && button->isVisible()) {
            button->click();
            return;
        }
    QFAIL(qPrintable(u"no button "_s + text));
}

} // namespace

class TestUiImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theModelTellsExactChanges()
    {
        ui::ImageModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setImages({image("a.example/a:1", "a"), image("a.example/b:1", "b")});
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted), removed(&model, &QAbstractItemModel::rowsRemoved),
            changed(&model, &QAbstractItemModel::dataChanged), reset(&model, &QAbstractItemModel::modelReset);

        model.setImages({image("a.example/b:1", "b", 20), image("", "c")});

        QCOMPARE(removed.size(), 1);
        QCOMPARE(inserted.size(), 1);
        QCOMPARE(changed.size(), 1);
        QVERIFY(reset.isEmpty());
        QCOMPARE(model.referenceAt(0), std::string("a.example/b:1"));
        QCOMPARE(model.referenceAt(1), std::string("sha256:c"));
        QVERIFY(model.isUntagged(1));
    }

    void deletingAsksByNameAndItsNeighbourIsChosen()
    {
        World world;
        for (const char *name : {"a", "b", "c"})
            world.engine.addImage(image(std::string("x.example/") + name + ":1", name));
        world.show();
        QTRY_VERIFY(world.rowOf(u"x.example/b:1"_s).isValid());
        world.view()->setCurrentIndex(world.rowOf(u"x.example/b:1"_s));

        world.actions().remove->trigger();
        QTRY_VERIFY(world.page->findChild<QDialog *>());
        QVERIFY(shows(*world.page->findChild<QDialog *>(), u"x.example/b:1"_s));
        press(*world.page->findChild<QDialog *>(), u"Delete"_s);

        QTRY_VERIFY(!world.rowOf(u"x.example/b:1"_s).isValid());
        QCOMPARE(world.chosen(), u"x.example/c:1"_s);
        QCOMPARE(world.view()->selectionModel()->selectedRows().size(), 1);
    }

    void oneThatCannotBeDeletedDoesNotKeepTheOthers()
    {
        World world;
        world.engine.addImage(image("x.example/a:1", "a"));
        world.engine.addImage(image("x.example/b:1", "b"));
        world.engine.inject(firkin::Operation::RemoveImage, {.error = makeError(firkin::Operation::RemoveImage, "a", Reason::InUse), .times = 1});
        world.show();
        QTRY_VERIFY(world.rowOf(u"x.example/b:1"_s).isValid());
        world.view()->selectAll();
        const int before = world.view()->model()->rowCount();

        world.actions().remove->trigger();
        QTRY_VERIFY(world.page->findChild<QDialog *>());
        press(*world.page->findChild<QDialog *>(), u"Delete"_s);

        QTRY_COMPARE(world.view()->model()->rowCount(), 1);
        QCOMPARE(world.engine.calls(firkin::Operation::RemoveImage), before);
        QTRY_VERIFY(shows(*world.page, u"it is in use"_s));
    }

    void onlyWhatNoContainerUsesCanBePruned()
    {
        World world;
        ImageView used = image("x.example/used:1", "u");
        world.engine.addImage(used);
        const ContainerId user = world.engine.addRunning("web", "x.example/used:1");
        world.engine.change(user, [&](engine::ContainerView &view) { view.imageDigest = used.digest; });
        world.show();
        QTRY_COMPARE(world.services.images.state(), ui::LoadState::Ready);
        for (const auto &other : world.services.images.images())
            if (other.usedBy.empty())
                (void)world.engine.images().remove(other.references.front(), false, {});
        world.services.images.refresh();
        QTRY_VERIFY(!world.actions().prune->isEnabled());

        world.engine.addImage(image("x.example/spare:1", "s"));
        world.services.images.refresh();
        QTRY_VERIFY(world.actions().prune->isEnabled());
    }

    void aLoadedArchiveIsSaid()
    {
        World world;
        world.show();
        QTemporaryDir folder;
        QFile archive(folder.filePath(u"app.tar"_s));
        QVERIFY(archive.open(QIODevice::WriteOnly));
        world.services.images.load(archive.fileName());
        QTRY_COMPARE(world.toasts.count(), 1);
        QVERIFY(shows(world.window, u"localhost/app:latest"_s));
    }

    void aListThatCannotBeReadAgainStaysInSight()
    {
        World world;
        world.engine.addImage(image("x.example/a:1", "a"));
        world.show();
        QTRY_VERIFY(world.rowOf(u"x.example/a:1"_s).isValid());
        world.engine.inject(firkin::Operation::ListImages, {.error = makeError(firkin::Operation::ListImages, {}, Reason::NoPermission)});
        world.services.images.refresh();
        QTRY_COMPARE(world.services.images.state(), ui::LoadState::Failed);
        QVERIFY(world.view()->isVisible());
        QVERIFY(shows(*world.page, u"permission was denied"_s));

        world.engine.clearFaults();
        world.services.images.refresh();
        QTRY_COMPARE(world.services.images.state(), ui::LoadState::Ready);
        QVERIFY(!shows(*world.page, u"permission was denied"_s));
    }

    void enterLogsInAndARefusalKeepsWhatIsTyped()
    {
        World world;
        ui::RegistryDialog dialog(world.services.images, &world.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        const auto edits = dialog.findChildren<QLineEdit *>();
        edits[0]->setText(u"x.example"_s);
        edits[1]->setText(u"me"_s);
        edits[2]->setText(u"wrong"_s);
        QTest::keyClick(edits[2], Qt::Key_Return);
        QTRY_COMPARE(world.engine.calls(firkin::Operation::LogIn), 1);
        QTRY_VERIFY(shows(dialog, u"does not accept this name and password"_s));
        QVERIFY(dialog.isVisible());
        QCOMPARE(edits[1]->text(), u"me"_s);

        edits[2]->setText(u"right"_s);
        QTest::keyClick(edits[2], Qt::Key_Return);
        const auto first = [list = dialog.findChild<QListWidget *>()] { return list->item(0) ? list->item(0)->text() : QString(); }; // nothing: it is still read
        QTRY_COMPARE(first(), u"x.example"_s);
        QVERIFY(edits[2]->text().isEmpty());
    }

    void aRegistryIsLoggedOutByItsNameAsItIs()
    {
        World world;
        const std::string hostile = "x.example\u202e"; // shown with the control character made visible
        QVERIFY(world.engine.registries().logIn(hostile, "me", "right", {}).has_value());
        ui::RegistryDialog dialog(world.services.images, &world.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        auto *list = dialog.findChild<QListWidget *>();
        QTRY_COMPARE(list->count(), 1);
        QTRY_VERIFY(list->item(0)->flags().testFlag(Qt::ItemIsEnabled));
        QVERIFY(list->item(0)->text() != QString::fromStdString(hostile));
        list->setCurrentRow(0);

        press(dialog, u"Log Out"_s);

        QTRY_VERIFY(world.engine.registries().list({})->empty());
        QTRY_VERIFY(!list->item(0)->flags().testFlag(Qt::ItemIsEnabled));
    }
};

QTEST_MAIN(TestUiImages)
#include "test_ui_images.moc"

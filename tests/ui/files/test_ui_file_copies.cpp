#include "tests/ui/files/files_world.h"
#include "ui/files/copy_conflicts.h"
#include "ui/files/drag_out.h"
#include "ui/files/edited_files.h"
#include "ui/files/transfer_panel.h"
#include "ui/files/transfer_row.h"
#include "ui/services/host_paths.h"
#include "ui/widgets/banner.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Files on their way: into and out of containers, between them, and through an editor.
class TestUiFileCopies : public QObject {
    Q_OBJECT

    QTemporaryDir m_private; ///< runtime and cache folders of this test's own

    static QPushButton *button(QWidget *below, const QString &text)
    {
        for (auto *each : below->findChildren<QPushButton *>()) {
            if (each->text() == text && each->isVisible())
                return each;
        }
        return nullptr;
    }
    /// Writes files here and gives their addresses.
    static QList<QUrl> made(const QTemporaryDir &folder, const QStringList &names, const QByteArray &content)
    {
        QList<QUrl> urls;
        for (const QString &name : names) {
            QFile file(folder.filePath(name));
            if (file.open(QIODevice::WriteOnly))
                file.write(content);
            urls << QUrl::fromLocalFile(file.fileName());
        }
        return urls;
    }

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_private.path().toUtf8());
        qputenv("XDG_CACHE_HOME", m_private.filePath(u"cache"_s).toUtf8());
    }

    void filesAreCopiedOut()
    {
        World world;
        QTemporaryDir temporary;
        const auto view = world.open();
        QSignalSpy toast(view.get(), &FilesView::toastRequested);
        view->copyOut({"/data/a.txt"}, temporary.path());
        QTRY_COMPARE(toast.count(), 1);
        QFile file(temporary.filePath(u"a.txt"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("aaa"));
    }

    void copyAndPasteWorkWithinAndBetweenContainers()
    {
        World world;
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(view.get()));
        view->tree().setFocus();
        view->tree().setCurrentIndex(view->model().find("/data/a.txt"));
        QTest::keyClick(&view->tree(), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QApplication::clipboard()->text(), u"/data/a.txt"_s);

        view->tree().setCurrentIndex(view->model().find("/data/deep"));
        QTest::keyClick(&view->tree(), Qt::Key_V, Qt::ControlModifier);

        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/deep/a.txt").value_or(""), std::string("aaa"));
    }

    void aRunningCopyIsShownAndCancelled()
    {
        World world;
        QTemporaryDir temporary;
        QFile file(temporary.filePath(u"big"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(100'000, 'x'));
        file.close();
        const auto view = world.open();
        world.engine.setWorkTime(5s);
        view->copyIn({QUrl::fromLocalFile(file.fileName())}, "/data");
        auto *bar = view->findChild<TransferPanel *>();
        QTRY_VERIFY(bar->isVisible());
        for (auto *each : bar->findChildren<QToolButton *>()) {
            if (each->accessibleName() == u"Cancel the copy"_s)
                each->click();
        }
        QTRY_VERIFY(!bar->isVisible());
        QCOMPARE(world.services->tasks.tasks().front().state, TaskState::Cancelled);
        QVERIFY(!view->findChild<Banner *>()->isVisible()); // an outcome, no error
    }

    void addressesKeepTheBytesOfNames_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const QByteArray &path : {QByteArray("/a b"), QByteArray("/a%20b"), QByteArray("/\xff\xfe"), QByteArray("/a\nb"), QByteArray("/#?&"), QByteArray("/\xc3\xbc")})
            QTest::newRow(path.toHex().constData()) << path;
    }
    void addressesKeepTheBytesOfNames()
    {
        QFETCH(QByteArray, path);
        const auto mime = servedMime("/run/f", {path.toStdString()});
        QCOMPARE(hostPathsOf(mime->urls()), std::vector<std::string>{"/run/f" + path.toStdString()});
    }
    void otherAddressesAreNoPaths()
    {
        QVERIFY(hostPathOf(QUrl(u"https://example.org/x"_s)).empty());
        QVERIFY(hostPathOf(QUrl::fromEncoded("file:///a%00b")).empty());
        QCOMPARE(hostPathOf(QUrl(u"file:///a/"_s)), std::string("/a"));
        QCOMPARE(hostPathOf(QUrl(u"file:///"_s)), std::string("/"));
    }

    void aNameThatIsTakenGetsANumber_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("free");
        QTest::newRow("ending") << QByteArray("a.txt") << QByteArray("a (3).txt");
        QTest::newRow("none") << QByteArray("a") << QByteArray("a (2)");
        QTest::newRow("hidden") << QByteArray(".bashrc") << QByteArray(".bashrc (2)");
        QTest::newRow("archive") << QByteArray("x.tar.gz") << QByteArray("x (2).tar.gz");
        QTest::newRow("dot at the end") << QByteArray("x.") << QByteArray("x (2).");
        QTest::newRow("longest") << QByteArray(255, 'n') << QByteArray(251, 'n') + " (2)";
    }
    void aNameThatIsTakenGetsANumber()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, free);
        QCOMPARE(QByteArray::fromStdString(freeName(name.toStdString(), {"a (2).txt"})), free);
    }
    void answersChangeTheJob()
    {
        std::set<std::string> taken{"a", "b", "c"};
        CopyJob job = makeJob({{std::nullopt, "/x/a"}, {std::nullopt, "/x/new"}, {std::nullopt, "/x/b"}, {std::nullopt, "/x/c"}}, {});
        QCOMPARE(conflictsOf(job, taken), (std::vector<std::size_t>{0, 2, 3}));
        answer(job, 0, ConflictAnswer::Overwrite, taken);
        answer(job, 2, ConflictAnswer::KeepBoth, taken);
        answer(job, 3, ConflictAnswer::Skip, taken);
        QCOMPARE(job.items[0].name, std::string("a"));
        QCOMPARE(job.items[2].name, std::string("b (2)"));
        QVERIFY(taken.contains("b (2)"));
        QVERIFY(job.items[3].skip);
    }

    void conflictsAreAskedAboutOnceForAll()
    {
        World world;
        world.add("/data/x.txt", entry("x.txt", 3), "old");
        world.add("/data/y.txt", entry("y.txt", 3), "old");
        QTemporaryDir here;
        const auto view = world.open();
        view->copyIn(made(here, {u"x.txt"_s, u"y.txt"_s, u"z.txt"_s}, "new"), "/data");

        QTRY_VERIFY(view->findChild<QCheckBox *>());
        view->findChild<QCheckBox *>()->setChecked(true);
        button(view.get(), u"Keep Both"_s)->click();

        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/z.txt").value_or(""), std::string("new"));
        QCOMPARE(world.engine.fileContent(world.id, "/data/x.txt").value_or(""), std::string("old"));
        QCOMPARE(world.engine.fileContent(world.id, "/data/x (2).txt").value_or(""), std::string("new"));
        QCOMPARE(world.engine.fileContent(world.id, "/data/y (2).txt").value_or(""), std::string("new"));
    }
    void overwriteAndSkipDoWhatTheySay()
    {
        World world;
        QTemporaryDir here;
        const auto view = world.open();
        view->copyIn(made(here, {u"a.txt"_s}, "new"), "/data");
        QTRY_VERIFY(button(view.get(), u"Skip"_s));
        button(view.get(), u"Skip"_s)->click();
        QTRY_VERIFY(!button(view.get(), u"Skip"_s));
        QCOMPARE(world.engine.calls(firkin::Operation::CopyIn), 0);

        view->copyIn(made(here, {u"a.txt"_s}, "new"), "/data");
        QTRY_VERIFY(button(view.get(), u"Overwrite"_s));
        button(view.get(), u"Overwrite"_s)->click();
        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/a.txt").value_or(""), std::string("new"));
    }

    void aFileOfAnotherContainerIsCopiedFromThere()
    {
        World world;
        const ContainerId other = world.engine.addRunning("db");
        world.engine.addFile(other, "/srv/dump.sql", entry("dump.sql", 4), "dump");
        const auto view = world.open();
        // As a file manager or our own drag gives it: a path below the served folder. It is not there, and not looked at.
        view->copyIn({urlOf(world.services->files.servedFolderOf(other).native() + "/srv/dump.sql")}, "/data");
        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/dump.sql").value_or(""), std::string("dump"));
        QCOMPARE(world.engine.calls(firkin::Operation::MountFileSystem), 0);
    }
    void aFolderIsNotCopiedIntoItself()
    {
        World world;
        const auto view = world.open();
        view->copyIn({urlOf(world.services->files.servedFolderOf(world.id).native() + "/data")}, "/data/deep");
        QVERIFY(view->findChild<Banner *>()->isVisible());
        QCOMPARE(world.engine.calls(firkin::Operation::CopyIn), 0);
    }

    void oneItemCanBeSkippedAndOneThatFailsDoesNotStopTheOthers()
    {
        World world;
        QTemporaryDir here;
        const auto view = world.open();
        auto urls = made(here, {u"1"_s, u"2"_s, u"3"_s}, "x");
        urls.insert(1, QUrl::fromLocalFile(here.filePath(u"missing"_s)));
        world.engine.setWorkTime(300ms);
        view->copyIn(urls, "/data");
        auto *panel = view->findChild<TransferPanel *>();
        QTRY_VERIFY(panel->isVisible());
        panel->setUnfolded(true);
        QTRY_COMPARE(panel->findChildren<TransferRow *>().size(), 4);
        const TaskId task = world.services->tasks.tasks().front().id;
        world.services->files.transfers().skip(task, 2);

        QTRY_VERIFY(world.engine.fileContent(world.id, "/data/3"));
        QVERIFY(world.engine.fileContent(world.id, "/data/1"));
        QVERIFY(!world.engine.fileContent(world.id, "/data/2"));
        QTRY_COMPARE(world.services->tasks.find(task)->state, TaskState::Failed);
        const Transfer *transfer = world.services->files.transfers().find(task); // stays: something failed
        QVERIFY(transfer);
        QCOMPARE(transfer->items[0].state, ItemState::Done);
        QCOMPARE(transfer->items[1].state, ItemState::Failed);
        QCOMPARE(transfer->items[2].state, ItemState::Skipped);
        QVERIFY(panel->isVisible());
        world.services->files.transfers().forget(task);
        QTRY_VERIFY(!panel->isVisible());
    }

    void anEditedFileIsCopiedBackWhenItIsSaved()
    {
        World world;
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        view->setEditor([] { return u"/bin/true"_s; });
        QSignalSpy staged(&view->edited(), &EditedFiles::staged);
        QSignalSpy saved(&view->edited(), &EditedFiles::saved);
        view->edited().edit(world.id, "/data/a.txt");
        QTRY_COMPARE(staged.count(), 1);
        QFile file(staged.front().front().toString());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("aaa"));
        file.close();

        QTest::qWait(20); // another modification time than the copy's
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("changed");
        file.close();

        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/a.txt").value_or(""), std::string("changed"));
        QTRY_COMPARE(saved.count(), 1);
    }
    void aFileThatChangedInTheContainerIsNotOverwrittenUnasked()
    {
        World world;
        const auto view = world.open();
        view->setEditor([] { return u"/bin/true"_s; });
        QSignalSpy staged(&view->edited(), &EditedFiles::staged);
        view->edited().edit(world.id, "/data/a.txt");
        QTRY_COMPARE(staged.count(), 1);
        world.add("/data/a.txt", entry("a.txt", 6), "theirs");
        QTest::qWait(20);
        QFile file(staged.front().front().toString());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("mine");
        file.close();

        QTRY_VERIFY(button(view.get(), u"Overwrite It"_s));
        QCOMPARE(world.engine.fileContent(world.id, "/data/a.txt").value_or(""), std::string("theirs"));
        button(view.get(), u"Overwrite It"_s)->click();
        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/a.txt").value_or(""), std::string("mine"));
    }
    void aFileThatIsAskedForTwiceIsEditedOnce()
    {
        World world;
        const auto view = world.open();
        view->setEditor([] { return u"/bin/true"_s; });
        QSignalSpy staged(&view->edited(), &EditedFiles::staged);

        view->edited().edit(world.id, "/data/a.txt");
        view->edited().edit(world.id, "/data/a.txt");

        QTRY_COMPARE(staged.count(), 2);
        QCOMPARE(view->edited().count(), 1);
        QCOMPARE(staged.at(0), staged.at(1));
    }
    void anEditorThatIsNotThereIsToldSo()
    {
        World world;
        const auto view = world.open();
        view->setEditor([] { return u"/no/such/editor"_s; });
        view->edited().edit(world.id, "/data/a.txt");
        QTRY_VERIFY(view->findChild<Banner *>()->isVisible());
    }
};

QTEST_MAIN(TestUiFileCopies)
#include "test_ui_file_copies.moc"

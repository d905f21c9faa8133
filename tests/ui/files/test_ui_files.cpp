#include "tests/ui/files/files_world.h"
#include "ui/files/file_order.h"
#include "ui/files/file_text.h"
#include "ui/files/path_box.h"
#include "ui/widgets/banner.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCompleter>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMimeData>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <random>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Plays a change as the model does.
std::vector<engine::FileEntry> played(std::vector<engine::FileEntry> rows, const FolderChange &change)
{
    for (const auto &range : change.removed)
        rows.erase(rows.begin() + range.first, rows.begin() + range.first + range.count);
    for (const auto &range : change.inserted)
        rows.insert(rows.begin() + range.first, change.entries.begin() + range.first, change.entries.begin() + range.first + range.count);
    for (const int row : change.changed)
        rows[std::size_t(row)] = change.entries[std::size_t(row)];
    return rows;
}

} // namespace

class TestUiFiles : public QObject {
    Q_OBJECT

    QTemporaryDir m_private; ///< runtime and cache folders of this test's own

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_RUNTIME_DIR", m_private.path().toUtf8());
        qputenv("XDG_CACHE_HOME", m_private.filePath(u"cache"_s).toUtf8());
    }

    // Pure.

    void pathsAreJoinedAndCleaned()
    {
        QCOMPARE(joinPath("/", "a"), std::string("/a"));
        QCOMPARE(joinPath("", "a"), std::string("/a"));
        QCOMPARE(joinPath("/a", "b"), std::string("/a/b"));
        QCOMPARE(parentPath("/a/b"), std::string("/a"));
        QCOMPARE(parentPath("/a"), std::string("/"));
        QCOMPARE(parentPath("/"), std::string("/"));
        QCOMPARE(lastPart("/a/b"), std::string("b"));
        QCOMPARE(lastPart("b"), std::string("b"));
        QCOMPARE(lastPart("/"), std::string());
        QCOMPARE(cleanPath("//a/./b//"), std::string("/a/b"));
        QCOMPARE(cleanPath(""), std::string("/"));
        QCOMPARE(cleanPath("a"), std::string("/a"));
        QCOMPARE(cleanPath("/a/../b"), std::string("/a/../b"));
    }

    void modesAreSpelled_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("text");
        using engine::FileType;
        QTest::newRow("file") << int(FileType::Regular) << 0644 << u"-rw-r--r--"_s;
        QTest::newRow("folder") << int(FileType::Directory) << 0755 << u"drwxr-xr-x"_s;
        QTest::newRow("sticky") << int(FileType::Directory) << 01777 << u"drwxrwxrwt"_s;
        QTest::newRow("set-uid") << int(FileType::Regular) << 04755 << u"-rwsr-xr-x"_s;
        QTest::newRow("set-gid without x") << int(FileType::Regular) << 02644 << u"-rw-r-Sr--"_s;
        QTest::newRow("none") << int(FileType::Socket) << 0 << u"s---------"_s;
        QTest::newRow("more bits than there are") << int(FileType::Unknown) << 0177777 << u"?rwsrwsrwt"_s;
    }
    void modesAreSpelled()
    {
        QFETCH(int, type);
        QFETCH(int, mode);
        QFETCH(QString, text);
        QCOMPARE(modeText(engine::FileType(type), std::uint32_t(mode)), text);
    }

    void namesAreChecked()
    {
        QVERIFY(nameComplaint(u"ok.txt"_s).isEmpty());
        QVERIFY(nameComplaint(u" leading"_s).isEmpty());
        for (const QString &bad : {u""_s, u"."_s, u".."_s, u"a/b"_s, QString(300, u'x'), u"a\0b"_s})
            QVERIFY(!nameComplaint(bad).isEmpty());
    }

    void foldersComeFirstAndCaseDoesNotSplit()
    {
        std::vector<engine::FileEntry> entries{entry("b"), entry("C"), folder("z"), entry("a"), folder("Y")};
        sortEntries(entries, {});
        QStringList names;
        for (const auto &e : entries)
            names << QString::fromStdString(e.name);
        QCOMPARE(names, (QStringList{u"Y"_s, u"z"_s, u"a"_s, u"b"_s, u"C"_s}));
        sortEntries(entries, {FileColumn::Name, true});
        QCOMPARE(entries.front().name, std::string("z"));
    }

    void aChangeMakesTheOldRowsTheNewOnes()
    {
        std::mt19937 random(11);
        const FileColumn columns[] = {FileColumn::Name, FileColumn::Size, FileColumn::Mode};
        for (int round = 0; round < 400; ++round) {
            const FileOrder order{columns[round % 3], round % 2 == 0};
            const auto make = [&] {
                std::vector<engine::FileEntry> made;
                for (int i = 0; i < 30; ++i) {
                    if (random() % 3 == 0)
                        continue;
                    auto e = entry("n" + std::to_string(i), random() % 5, random() % 6 == 0 ? engine::FileType::Directory : engine::FileType::Regular);
                    made.push_back(e);
                }
                return made;
            };
            std::vector<engine::FileEntry> shown = make();
            sortEntries(shown, order);
            const std::vector<engine::FileEntry> fresh = make();

            const FolderChange change = changeOf(shown, fresh, order);
            const auto rows = played(shown, change);

            QCOMPARE(rows.size(), fresh.size());
            for (std::size_t i = 0; i < rows.size(); ++i)
                QVERIFY(sameEntry(rows[i], change.entries[i]));
            for (std::size_t i = 1; i < rows.size(); ++i)
                QVERIFY(comesBefore(rows[i - 1], rows[i], order));
        }
    }

    void anUnchangedFolderChangesNothing()
    {
        std::vector<engine::FileEntry> shown{folder("a"), entry("b", 1), entry("c", 2)};
        sortEntries(shown, {});
        const FolderChange change = changeOf(shown, shown, {});
        QVERIFY(change.removed.empty() && change.inserted.empty() && change.changed.empty());
    }

    void hostileListsAreMadeSound()
    {
        const FolderChange change = changeOf({}, {entry("a"), entry("a"), entry(""), entry("b")}, {});
        QCOMPARE(change.entries.size(), std::size_t(2));
    }

    // The model.

    void foldersAreListedWhenTheyAreOpened()
    {
        World world;
        const auto view = world.open();
        FileTreeModel &model = view->model();
        const QModelIndex data = model.find("/data");
        QVERIFY(data.isValid());
        QVERIFY(model.hasChildren(data));
        QCOMPARE(model.rowCount(data), 0);
        const int calls = world.engine.calls(firkin::Operation::ListDirectory);

        QVERIFY(world.loaded(*view, "/data"));

        QCOMPARE(model.rowCount(model.find("/data")), 2);
        QCOMPARE(world.engine.calls(firkin::Operation::ListDirectory), calls + 1);
        QCOMPARE(model.find("/data/a.txt").siblingAtColumn(int(FileColumn::Size)).data().toString(), u"3\u00a0B"_s);
        QCOMPARE(model.index(0, 0, model.find("/data")).data().toString(), u"deep"_s); // folders first
    }

    void theModelKeepsTheRulesOfModels()
    {
        World world;
        for (int i = 0; i < 3000; ++i)
            world.add("/data/n" + std::to_string(i), entry("n" + std::to_string(i), std::uint64_t(i % 7)));
        const auto view = world.open();
        FileTreeModel &model = view->model();
        // It opens every folder there is.
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(world.loaded(*view, "/data"));
        QVERIFY(world.loaded(*view, "/data/deep"));
        for (int i = 0; i < 3000; i += 3)
            world.add("/data/n" + std::to_string(i), entry("n" + std::to_string(i), std::uint64_t(i % 11)));
        model.refreshAll();
        model.setHidden("/data/a.txt", true); // in the middle of it
        model.sort(int(FileColumn::Size), Qt::DescendingOrder);
        QTRY_COMPARE(model.rowCount(model.find("/data")), 3001);
        QTRY_COMPARE(model.loadOf(model.find("/data")), FileTreeModel::Load::Loaded);
        model.setHidden("/data/a.txt", false);
        QTRY_COMPARE(model.rowCount(model.find("/data")), 3002);
        model.setContainer({});
        QCOMPARE(model.rowCount(), 0);
    }

    void aRefreshTouchesOnlyWhatChanged()
    {
        World world;
        const auto view = world.open();
        FileTreeModel &model = view->model();
        QVERIFY(world.loaded(*view, "/data"));
        const QPersistentModelIndex kept = model.find("/data/a.txt");
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

        world.add("/data/c.txt", entry("c.txt", 5));
        model.refresh("/data");

        QTRY_COMPARE(inserted.count(), 1);
        QCOMPARE(inserted.at(0).at(1).toInt(), 2);
        QCOMPARE(removed.count(), 0);
        QCOMPARE(reset.count(), 0);
        QVERIFY(kept.isValid());
        QCOMPARE(model.pathOf(kept), std::string("/data/a.txt"));
    }

    void manyEntriesComeInPieces()
    {
        World world;
        world.add("/many", folder("many"));
        for (int i = 0; i < 9000; ++i)
            world.add("/many/f" + std::to_string(i), entry("f" + std::to_string(i), std::uint64_t(i)));
        const auto view = world.open();
        FileTreeModel &model = view->model();
        int largest = 0;
        connect(&model, &QAbstractItemModel::rowsInserted, this, [&](const QModelIndex &, int first, int last) { largest = std::max(largest, last - first + 1); });
        QElapsedTimer time;
        time.start();

        QVERIFY(world.loaded(*view, "/many"));

        QCOMPARE(model.rowCount(model.find("/many")), 9000);
        QVERIFY2(largest <= FileTreeModel::rowsPerTurn, qPrintable(QString::number(largest)));
        view->tree().sortByColumn(int(FileColumn::Size), Qt::DescendingOrder);
        QTRY_COMPARE_WITH_TIMEOUT(model.index(0, 0, model.find("/many")).data().toString(), u"f8999"_s, 10'000);
        QTRY_COMPARE(model.rowCount(model.find("/many")), 9000);
        qInfo("9,000 entries listed and sorted: %lld ms", time.elapsed());
    }

    void sortingKeepsWhatIsOpenAndSelected()
    {
        World world;
        const auto view = world.open();
        FileTreeModel &model = view->model();
        QVERIFY(world.loaded(*view, "/data"));
        view->tree().setCurrentIndex(model.find("/data/a.txt"));

        view->tree().sortByColumn(0, Qt::DescendingOrder);

        QVERIFY(view->tree().isExpanded(model.find("/data")));
        QCOMPARE(model.pathOf(view->tree().currentIndex().siblingAtColumn(0)), std::string("/data/a.txt"));
    }

    void aFolderThatFailsSaysSoAtItsPlace()
    {
        World world;
        const auto view = world.open();
        FileTreeModel &model = view->model();
        world.engine.inject(firkin::Operation::ListDirectory,
                            {.error = makeError(firkin::Operation::ListDirectory, "/data", Reason::NoPermission), .times = 1});

        view->tree().expand(model.find("/data"));

        QTRY_COMPARE(model.loadOf(model.find("/data")), FileTreeModel::Load::Failed);
        QVERIFY(!model.find("/data").siblingAtColumn(int(FileColumn::Target)).data().toString().isEmpty());
        QVERIFY(!view->tree().isExpanded(model.find("/data")));
        QVERIFY(world.loaded(*view, "/data")); // opening it again tries again
    }

    void aSilentMachineBlocksNothing()
    {
        World world;
        const auto view = world.open();
        world.engine.inject(firkin::Operation::ListDirectory, {.hang = true});
        view->tree().expand(view->model().find("/data"));
        QTest::qWait(50);
        QCOMPARE(view->model().loadOf(view->model().find("/data")), FileTreeModel::Load::Loading);
        view->setContainer({}); // and going away waits for nothing
        QCOMPARE(view->model().rowCount(), 0);
    }

    void namesThatAreNoTextStayWhatTheyAre()
    {
        World world;
        const std::string name = "bad\xff\x1b[31m\n";
        world.add("/data/" + name, entry(name));
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        const QModelIndex index = view->model().find("/data/" + name);
        QVERIFY(index.isValid());
        QCOMPARE(index.data().toString(), u"bad\\xff\\x1b[31m\\n"_s);
        QCOMPARE(view->model().pathOf(index), "/data/" + name);
        QVERIFY(!view->model().setData(index, index.data(), Qt::EditRole)); // as it is shown: nothing to do
        QCOMPARE(world.engine.calls(firkin::Operation::RenameFile), 0);
    }

    // The view.

    void aPathIsRevealed()
    {
        World world;
        const auto view = world.open();
        auto *path = view->findChild<QLineEdit *>();
        path->setText(u"/data/deep/b.txt"_s);
        QTest::keyClick(path, Qt::Key_Return);
        QTRY_COMPARE(view->model().pathOf(view->tree().currentIndex().siblingAtColumn(0)), std::string("/data/deep/b.txt"));
        QVERIFY(view->tree().isExpanded(view->model().find("/data/deep")));

        path->setText(u"/data/nothing/here"_s);
        QTest::keyClick(path, Qt::Key_Return);
        QTRY_VERIFY(view->findChild<Banner *>()->isVisible());
    }

    void droppedFilesGoIntoTheFolderUnderThePointerOnAnyColumn()
    {
        World world;
        QTemporaryDir temporary;
        QFile file(temporary.filePath(u"new.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("new");
        file.close();
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        const auto drop = [&](const QModelIndex &index) {
            QMimeData mime;
            mime.setUrls({QUrl::fromLocalFile(file.fileName())});
            const QPoint place = view->tree().visualRect(index).center();
            QDragEnterEvent enter(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(view->tree().viewport(), &enter);
            QDragMoveEvent move(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(view->tree().viewport(), &move);
            QVERIFY(move.isAccepted());
            QDropEvent dropped(place, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(view->tree().viewport(), &dropped);
        };

        drop(view->model().find("/data/deep").siblingAtColumn(int(FileColumn::Owner)));
        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/deep/new.txt").value_or(""), std::string("new"));
        drop(view->model().find("/data/a.txt").siblingAtColumn(int(FileColumn::Modified))); // a file: its folder
        QTRY_COMPARE(world.engine.fileContent(world.id, "/data/new.txt").value_or(""), std::string("new"));
        QTRY_VERIFY(view->model().find("/data/new.txt").isValid()); // and the tree shows it
    }

    void aDropOfNothingUsableSaysSo()
    {
        World world;
        const auto view = world.open();
        QMimeData mime;
        mime.setUrls({QUrl(u"https://example.org/x"_s)});
        QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view->tree().viewport(), &enter);
        QDropEvent dropped(QPointF(20, 20), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view->tree().viewport(), &dropped);
        QVERIFY(view->findChild<Banner *>()->isVisible());
        QCOMPARE(world.engine.calls(firkin::Operation::CopyIn), 0);
    }

    void aDeletionCanBeUndone()
    {
        World world;
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        std::function<void()> undo;
        connect(view.get(), &FilesView::toastRequested, this, [&](const QString &, const QString &, const std::function<void()> &action) { undo = action; });

        view->remove({"/data/a.txt"});
        QVERIFY(!view->model().find("/data/a.txt").isValid());
        QVERIFY(undo != nullptr);
        undo();

        QTRY_VERIFY(view->model().find("/data/a.txt").isValid());
        QCOMPARE(world.engine.calls(firkin::Operation::RemoveFile), 0);
    }

    void aDeletionHappensWhenTheTimeForUndoIsOver()
    {
        World world;
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        view->setUndoMilliseconds(30);
        view->remove({"/data/a.txt", "/data/deep"});
        view->model().refresh("/data"); // a listing meanwhile does not bring them back
        QTRY_COMPARE(world.engine.calls(firkin::Operation::RemoveFile), 2);
        QTRY_VERIFY(!world.engine.fileContent(world.id, "/data/deep/b.txt"));
        QTRY_COMPARE(view->model().rowCount(view->model().find("/data")), 0);
    }

    void aDeletionThatFailsBringsTheRowBack()
    {
        World world;
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        world.engine.inject(firkin::Operation::RemoveFile, {.error = makeError(firkin::Operation::RemoveFile, "/data/a.txt", Reason::ReadOnly)});
        view->setUndoMilliseconds(10);
        view->remove({"/data/a.txt"});
        QTRY_VERIFY(view->findChild<Banner *>()->isVisible());
        QTRY_VERIFY(view->model().find("/data/a.txt").isValid());
    }

    void aRenameGoesToTheContainer()
    {
        World world;
        const auto view = world.open();
        QVERIFY(world.loaded(*view, "/data"));
        view->model().setData(view->model().find("/data/a.txt"), u"renamed.txt"_s, Qt::EditRole);
        QTRY_VERIFY(view->model().find("/data/renamed.txt").isValid());
        QVERIFY(!view->model().find("/data/a.txt").isValid());
        QVERIFY(!view->model().setData(view->model().find("/data/renamed.txt"), u"a/b"_s, Qt::EditRole));
    }

    void thePathBoxCompletesNamesOfTheContainer()
    {
        World world;
        const auto view = world.open();
        auto *box = view->findChild<PathBox *>();
        view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(view.get()));
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, u"/data/d"_s);
        QTRY_COMPARE(box->completer()->currentCompletion(), u"/data/deep/"_s);
        box->setText(u"/data/deep/b.txt"_s);
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_COMPARE(view->model().pathOf(view->tree().currentIndex()), std::string("/data/deep/b.txt"));
    }

    void aStoppedContainerIsSaidToBeLookedInto()
    {
        World world;
        world.engine.change(world.id, [](engine::ContainerView &view) { view.state = engine::ContainerState::Exited; });
        world.engine.inject(firkin::Operation::ListDirectory, {.delay = 3s});
        QVERIFY(QTest::qWaitFor([&] {
            const auto *found = world.services->containers.find(world.id);
            return found && found->state == engine::ContainerState::Exited;
        }));
        FilesView view(*world.services);
        view.show();
        view.setContainer(world.id);
        QTRY_VERIFY(std::ranges::any_of(view.findChildren<QLabel *>(), [](const QLabel *label) {
            return label->isVisible() && label->text().startsWith(u"Looking into"_s);
        }));
    }

    void theViewMayDieAtAnyMoment()
    {
        World world;
        for (int i = 0; i < 6; ++i) {
            auto view = std::make_unique<FilesView>(*world.services);
            view->show();
            view->setContainer(world.id);
            QTest::qWait(i * 4);
            view.reset();
        }
    }
};

QTEST_MAIN(TestUiFiles)
#include "test_ui_files.moc"

#include "tests/support/fake_engine.h"
#include "ui/files/file_order.h"
#include "ui/files/file_text.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/files_view.h"
#include "ui/files/copy_conflicts.h"
#include "ui/files/drag_out.h"
#include "ui/files/edited_files.h"
#include "ui/files/path_box.h"
#include "ui/files/transfer_panel.h"
#include "ui/files/transfer_row.h"
#include "ui/services/host_paths.h"
#include "ui/services/services.h"
#include "ui/widgets/banner.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QCompleter>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QMimeData>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <random>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

engine::FileEntry entry(const std::string &name, std::uint64_t size = 0, engine::FileType type = engine::FileType::Regular)
{
    engine::FileEntry made;
    made.name = name;
    made.size = size;
    made.type = type;
    made.mode = type == engine::FileType::Directory ? 0755 : 0644;
    return made;
}

engine::FileEntry folder(const std::string &name) { return entry(name, 0, engine::FileType::Directory); }

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

struct World {
    engine::FakeEngine engine;
    Pools pools;
    std::unique_ptr<Services> services = std::make_unique<Services>(engine, pools);
    ContainerId id = engine.addRunning("web");

    World()
    {
        add("/data", folder("data"));
        add("/data/a.txt", entry("a.txt", 3), "aaa");
        add("/data/deep", folder("deep"));
        add("/data/deep/b.txt", entry("b.txt", 2), "bb");
        services->start();
    }
    ~World()
    {
        services.reset();
        pools.requestStop();
        pools.wait();
    }
    void add(const std::string &path, engine::FileEntry what, const std::string &content = {}) { engine.addFile(id, path, what, content); }
    std::unique_ptr<FilesView> open()
    {
        if (!QTest::qWaitFor([&] { return services->containers.find(id) != nullptr; }))
            qFatal("no container");
        auto view = std::make_unique<FilesView>(*services);
        view->resize(900, 500);
        view->show();
        view->tree().setFocus();
        view->setContainer(id);
        if (!QTest::qWaitFor([&] { return view->model().loadOf({}) == FileTreeModel::Load::Loaded; }))
            qFatal("not listed");
        return view;
    }
    bool loaded(FilesView &view, const char *path)
    {
        view.tree().expand(view.model().find(path));
        return QTest::qWaitFor([&] { return view.model().find(path).isValid() && view.model().loadOf(view.model().find(path)) == FileTreeModel::Load::Loaded; });
    }
};

} // namespace

class TestUiFiles : public QObject {
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

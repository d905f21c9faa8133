// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/translations.h"
#include "runtime/fuse/file_server.h"
#include "tests/gui/drag/desktop.h"
#include "tests/gui/scene.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/files_view.h"
#include "ui/services/services.h"
#include "ui/style/firkin_style.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace firkin;
using namespace Qt::StringLiterals;

namespace {

constexpr QRect ourPlace(0, 0, 1000, 700);
constexpr QRect managersPlace(1030, 100, 500, 500);
constexpr std::uint64_t bigSize = 100'000'000;

/// The window on the Files tab of a container, whose tree a real FUSE server offers.
class Bench {
public:
    Bench() : m_stage({"drag", {}, {}}, ui::Theme::Light, ourPlace.size())
    {
        id = m_stage.engine().addRunning("web");
        engine::FileEntry big;
        big.type = engine::FileType::Regular;
        big.mode = 0640;
        big.size = bigSize;
        m_stage.engine().addFile(id, "/big file.bin", big, "begin");
        m_stage.engine().setServe([this](const ContainerId &container) -> Result<std::filesystem::path> {
            const std::lock_guard lock(m_mutex);
            const std::filesystem::path folder(m_mount.path().toStdString());
            if (!m_server) {
                auto server = fuse::FileServer::mount(m_stage.engine().files(), container, folder, {});
                if (!server)
                    return fail(server.error());
                m_server = std::move(*server);
                m_loop = std::jthread([this] { m_server->run(); });
            }
            return folder;
        });
        (void)QTest::qWaitFor([this] { return m_stage.application().services().containers.find(id) != nullptr; });
        m_stage.application().window().go({ui::Page::Containers, id, ui::DetailTab::Files});
    }
    ~Bench()
    {
        if (m_server)
            m_server->end();
    }

    [[nodiscard]] ui::FilesView *files() { return m_stage.application().window().findChild<ui::FilesView *>(); }
    [[nodiscard]] engine::FakeEngine &engine() { return m_stage.engine(); }
    [[nodiscard]] QWidget &window() { return m_stage.application().window(); }
    /// The middle of a file's name; empty while it is not there.
    [[nodiscard]] std::optional<QPoint> pointOf(const std::string &path)
    {
        auto *view = files();
        if (!view || !view->isVisible() || !view->model().find(path).isValid())
            return std::nullopt;
        const QRect row = view->tree().visualRect(view->model().find(path));
        return row.isValid() ? std::optional(QPoint(row.left() + 40, row.center().y())) : std::nullopt;
    }

    ContainerId id;

private:
    QTemporaryDir m_mount;
    std::mutex m_mutex;
    std::unique_ptr<fuse::FileServer> m_server;
    std::jthread m_loop;
    gui::Stage m_stage;
};

} // namespace

/// Real pointer drags between the window and a file manager.
class TestDrag : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        if (::access("/dev/fuse", R_OK | W_OK) != 0)
            QSKIP("this host has no /dev/fuse");
        m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + u"/firkin-drag-XXXXXX"_s);
        m_home = std::make_unique<QTemporaryDir>();
        m_desktop = gui::Desktop::create();
    }
    void cleanup()
    {
        if (QTest::currentTestFailed() && m_desktop)
            m_desktop->picture(QDir::tempPath() + u"/firkin-drag-%1.png"_s.arg(QLatin1StringView(QTest::currentTestFunction())));
    }

    void aLargeFileIsDraggedOutIntoAFileManager()
    {
        Bench bench;
        gui::FileManager manager(m_folder->path(), m_home->path());
        QVERIFY(QTest::qWaitFor([&] { return m_desktop->place(manager.title(), managersPlace); }, 20'000));
        QVERIFY(m_desktop->place(bench.window().windowTitle(), ourPlace));
        QTRY_VERIFY(bench.pointOf("/big file.bin"));
        QTest::qWait(500);

        const QPoint from = m_desktop->onScreen(*bench.files()->tree().viewport(), *bench.pointOf("/big file.bin"));
        m_desktop->drag(from, managersPlace.center() + QPoint(0, 60));

        const QFileInfo copied(m_folder->filePath(u"big file.bin"_s));
        QTRY_VERIFY_WITH_TIMEOUT((QFileInfo(copied.filePath()).size() == qint64(bigSize)), 30'000);
        QFile file(copied.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.read(7), QByteArray("begin\0\0", 7));
    }

    void aFileIsDraggedInFromAFileManager()
    {
        QFile file(m_folder->filePath(u"from the desktop.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("dropped\n");
        file.close();
        Bench bench;
        gui::FileManager manager(m_folder->path(), m_home->path());
        QVERIFY(QTest::qWaitFor([&] { return m_desktop->place(manager.title(), managersPlace); }, 20'000));
        QVERIFY(m_desktop->place(bench.window().windowTitle(), ourPlace));
        QTRY_VERIFY(bench.pointOf("/srv"));
        QTest::qWait(1000);

        // The folder's only icon is at the upper left, below the tool bar.
        const QPoint to = m_desktop->onScreen(*bench.files()->tree().viewport(), *bench.pointOf("/srv"));
        for (int attempt = 0; attempt < 4 && !bench.engine().fileContent(bench.id, "/srv/from the desktop.txt"); ++attempt) {
            m_desktop->drag(managersPlace.topLeft() + QPoint(60, 60 + attempt * 20), to);
            QTest::qWait(1500);
        }

        QTRY_COMPARE_WITH_TIMEOUT(bench.engine().fileContent(bench.id, "/srv/from the desktop.txt").value_or(""), std::string("dropped\n"), 10'000);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<gui::Desktop> m_desktop;
};

QTEST_MAIN(TestDrag)
#include "test_drag.moc"

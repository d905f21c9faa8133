#include "tests/support/fake_engine.h"
#include "ui/services/services.h"
#include "ui/stats/stats_view.h"
#include "ui/consoles/console.h"
#include "ui/consoles/consoles_view.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/copy_flow.h"
#include "ui/files/drop_sheet.h"
#include "ui/files/files_view.h"
#include "ui/files/path_box.h"
#include "ui/files/transfer_panel.h"
#include "ui/logs/log_view.h"
#include "ui/logs/logs_page.h"
#include "terminal/terminal_view.h"
#include "ui/style/palettes.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QLineEdit>
#include <QTimer>

#include <functional>

using namespace firkin;
using namespace firkin::ui;

namespace {

struct Gallery {
    QApplication &application;
    explicit Gallery(QApplication &app) : application(app) {}

    engine::FakeEngine engine{std::chrono::milliseconds(1000)};
    Pools pools;
    Services services{engine, pools};
    QDir folder;
    QStringList wanted;

    void settle(int milliseconds)
    {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        loop.exec();
    }

    /// Makes the view, lets it come to rest, saves it in both themes.
    void picture(const QString &name, QSize size, const std::function<std::unique_ptr<QWidget>()> &make, int milliseconds = 500)
    {
        if (!wanted.isEmpty() && !wanted.contains(name.section(u'-', 0, 0)))
            return;
        for (const auto &[theme, suffix] : {std::pair{Theme::Light, "light"}, std::pair{Theme::Dark, "dark"}}) {
            applyTheme(application, theme);
            const auto widget = make();
            widget->setAutoFillBackground(true);
            widget->resize(size);
            widget->show();
            settle(milliseconds);
            const QString file = folder.filePath(QStringLiteral("%1-%2.png").arg(name, QLatin1StringView(suffix)));
            QWidget *dialog = QApplication::activeModalWidget(); // a question over it is the picture
            (dialog ? dialog : widget.get())->grab().save(file);
            qInfo("%s", qPrintable(file));
        }
    }
    ContainerId idOf(const char *name)
    {
        for (const auto &view : services.containers.containers()) {
            if (view.name == name)
                return view.id;
        }
        return {};
    }
};

void statistics(Gallery &gallery)
{
    const auto make = [&](const char *name, int seconds) {
        return [&gallery, name, seconds] {
            auto view = std::make_unique<StatsView>(gallery.services);
            view->setRange(std::chrono::seconds(seconds));
            view->setContainer(gallery.idOf(name));
            return view;
        };
    };
    gallery.picture(QStringLiteral("stats-15min"), {980, 620}, make("web", 900), 1500);
    gallery.picture(QStringLiteral("stats-1min"), {980, 620}, make("db", 60), 1500);
    gallery.picture(QStringLiteral("stats-narrow"), {480, 900}, make("web", 300), 1500);
    gallery.picture(QStringLiteral("stats-stopped"), {980, 620}, make("old-test", 900));
}

void logs(Gallery &gallery)
{
    const auto make = [&](const char *name, const std::function<void(LogsPage &)> &prepare = {}) {
        return [&gallery, name, prepare] {
            auto page = std::make_unique<LogsPage>(gallery.services);
            page->setContainer(gallery.idOf(name));
            if (prepare)
                QTimer::singleShot(150, page.get(), [prepare, shown = page.get()] { prepare(*shown); });
            return page;
        };
    };
    gallery.engine.print(gallery.idOf("db"), engine::OutputStream::Stdout,
                         "\x1b[1mbold\x1b[0m \x1b[31mred \x1b[32mgreen \x1b[33myellow \x1b[34mblue \x1b[35mmagenta \x1b[36mcyan "
                         "\x1b[37mwhite \x1b[90mgrey\x1b[0m \x1b[7minverse\x1b[0m \x1b[41mon red\x1b[0m \x1b[38;5;208morange\x1b[0m\n"
                         "\ttab\tand \x1b[2J an escape, \xe2\x80\xae bidi, \xff a bad byte\n" + std::string(20'000, 'l') + "\nno line end");
    gallery.picture(QStringLiteral("logs-follow"), {980, 480}, make("web"));
    gallery.picture(QStringLiteral("logs-search"), {980, 480}, make("web", [](LogsPage &page) {
                        page.findChild<QLineEdit *>()->setText(QStringLiteral("buffered"));
                        QTimer::singleShot(150, &page, [&page] { page.view().goToMatch(-1); });
                        page.view().setTimestamps(true);
                    }));
    gallery.picture(QStringLiteral("logs-colours"), {980, 300}, make("db", [](LogsPage &page) { page.view().setWrap(true); }));
    gallery.picture(QStringLiteral("logs-empty"), {980, 300}, make("cache"));
}

void terminals(Gallery &gallery)
{
    const auto make = [&](const char *name, const std::function<void(ConsolesView &)> &prepare = {}) {
        return [&gallery, name, prepare] {
            auto view = std::make_unique<ConsolesView>(gallery.services);
            view->setContainer(gallery.idOf(name));
            if (prepare)
                QTimer::singleShot(400, view.get(), [prepare, shown = view.get()] { prepare(*shown); });
            return view;
        };
    };
    const auto paint = [&gallery](ConsolesView &view) {
        ContainerConsoles *consoles = view.consoles();
        if (!consoles->current() || !consoles->current()->session())
            return;
        std::string text = "\x1b]0;root@web: /srv\a\r\n";
        for (int i = 0; i < 16; ++i)
            text += "\x1b[" + std::to_string(i < 8 ? 30 + i : 82 + i) + "mcolour" + std::to_string(i) + "\x1b[0m ";
        text += "\r\n\x1b[1;34mbin\x1b[0m  \x1b[1;34metc\x1b[0m  \x1b[1;32mrun.sh\x1b[0m  notes.txt\r\n\xe4\xb8\xad\xe6\x96\x87 \xe2\x94\x8c\xe2\x94\x80\xe2\x94\x90\r\n/srv # ";
        gallery.engine.printInSession(view.consoles()->container(), *consoles->current()->session(), text);
    };
    gallery.picture(QStringLiteral("terminal-tabs"), {980, 480}, make("web", [paint](ConsolesView &view) {
                        paint(view);
                        QTimer::singleShot(100, &view, [&view] { view.consoles()->openShell(); });
                        QTimer::singleShot(300, &view, [&view, paint] { paint(view); });
                    }), 1300);
    gallery.picture(QStringLiteral("terminal-split"), {980, 480}, make("web", [paint](ConsolesView &view) {
                        view.consoles()->run(ConsoleCommand::SplitRight);
                        QTimer::singleShot(400, &view, [&view, paint] { paint(view); });
                    }), 1300);
    gallery.picture(QStringLiteral("terminal-ended"), {980, 300}, make("db", [](ConsolesView &view) {
                        if (view.consoles()->current())
                            view.consoles()->current()->view().type(QStringLiteral("exit 3\r"));
                        else
                            view.consoles()->openShell();
                    }), 1300);
    gallery.picture(QStringLiteral("terminal-find"), {980, 300}, make("cache", [paint](ConsolesView &view) {
                        paint(view);
                        if (view.consoles()->current())
                            view.consoles()->current()->view().run(terminal::TerminalCommand::Find);
                    }), 1300);
    gallery.picture(QStringLiteral("terminal-stopped"), {980, 300}, make("old-test"));
    gallery.engine.inject(firkin::Operation::OpenSession, {.error = makeError(firkin::Operation::OpenSession, "dns", Reason::NoShell)});
    gallery.picture(QStringLiteral("terminal-noshell"), {980, 300}, make("dns"), 1000);
    gallery.engine.clearFaults();
}

void files(Gallery &gallery)
{
    const auto make = [&](const char *name, const std::function<void(FilesView &)> &prepare = {}) {
        return [&gallery, name, prepare] {
            auto view = std::make_unique<FilesView>(gallery.services);
            view->setContainer(gallery.idOf(name));
            if (prepare)
                QTimer::singleShot(300, view.get(), [prepare, shown = view.get()] { prepare(*shown); });
            return view;
        };
    };
    const auto add = [&](const char *path, engine::FileType type, std::uint64_t size = 0, const char *target = "") {
        engine::FileEntry entry;
        entry.name = std::string(path).substr(std::string(path).rfind('/') + 1);
        entry.type = type;
        entry.size = size;
        entry.mode = type == engine::FileType::Directory ? 0755 : 0644;
        entry.owner = entry.group = "root";
        entry.linkTarget = target;
        entry.modified = std::chrono::system_clock::now();
        gallery.engine.addFile(gallery.idOf("web"), path, entry);
    };
    add("/srv", engine::FileType::Directory);
    add("/srv/www", engine::FileType::Directory);
    add("/srv/www/index.html", engine::FileType::Regular, 4711);
    add("/srv/www/a very long name that goes on and on until nobody can read it in one column any more.tar.gz", engine::FileType::Regular, 1ULL << 31);
    add("/srv/www/bad\xff\x1b[31mname", engine::FileType::Regular, 12);
    add("/srv/current", engine::FileType::Symlink, 0, "www/releases/2026-03-04");
    gallery.picture(QStringLiteral("files-tree"), {980, 480}, make("web", [](FilesView &view) { view.reveal("/srv/www/index.html"); }), 900);
    gallery.picture(QStringLiteral("files-copying"), {980, 300}, make("web", [&gallery](FilesView &view) {
                        gallery.engine.setWorkTime(std::chrono::seconds(3));
                        view.copyIn({QUrl::fromLocalFile(QStringLiteral("/etc/services"))}, "/srv");
                    }), 1400);
    gallery.picture(QStringLiteral("files-transfers"), {980, 420}, make("web", [](FilesView &view) {
                        view.findChild<TransferPanel *>()->setUnfolded(true);
                        view.copyIn({QUrl::fromLocalFile(QStringLiteral("/etc/passwd")), QUrl::fromLocalFile(QStringLiteral("/no/such file")),
                                     QUrl::fromLocalFile(QStringLiteral("/etc/group")), QUrl::fromLocalFile(QStringLiteral("/etc/hosts"))}, "/srv");
                    }), 4400);
    gallery.engine.setWorkTime(std::chrono::seconds(0));
    gallery.picture(QStringLiteral("files-path"), {980, 420}, make("web", [](FilesView &view) {
                        auto *box = view.findChild<PathBox *>();
                        box->setFocus();
                        box->setText(QStringLiteral("/srv/"));
                        Q_EMIT box->textEdited(box->text());
                    }), 1200);
    gallery.engine.inject(firkin::Operation::ListDirectory, {.delay = std::chrono::seconds(9)});
    gallery.picture(QStringLiteral("files-looking-in"), {980, 300}, make("old-test"), 1600);
    gallery.engine.clearFaults();
    gallery.picture(QStringLiteral("files-conflict"), {560, 260}, [&gallery] {
        CopyJob job = makeJob({{std::nullopt, "/x/index.html"}, {std::nullopt, "/x/a very long name that goes on and on until nobody can read it in one column any more.tar.gz"}},
                              {gallery.idOf("web"), "/srv/www"});
        auto holder = std::make_unique<QWidget>();
        QTimer::singleShot(50, holder.get(), [&gallery, job, shown = holder.get()] { CopyFlow::start(gallery.services, job, shown); });
        return holder;
    }, 900);
    gallery.picture(QStringLiteral("drop-sheet"), {480, 240}, [&gallery] {
        return std::make_unique<DropSheet>(gallery.services, gallery.idOf("web"),
                                           std::vector<CopyPlace>{{std::nullopt, "/home/me/a very long name that goes on and on until nobody can read it.tar.gz"}},
                                           "/srv/www", DropSheet::Memory{}, QRect(), nullptr);
    }, 400);
    gallery.picture(QStringLiteral("files-error"), {980, 300}, make("web", [](FilesView &view) { view.reveal("/no/such/path"); }), 900);
    gallery.engine.inject(firkin::Operation::ListDirectory, {.error = makeError(firkin::Operation::ListDirectory, "/", Reason::AgentSilent, "no answer for 10 s")});
    gallery.picture(QStringLiteral("files-failed"), {980, 300}, make("web"), 900);
    gallery.engine.inject(firkin::Operation::ListDirectory, {.hang = true});
    gallery.picture(QStringLiteral("files-slow"), {980, 300}, make("web"), 1500);
    gallery.engine.clearFaults();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    QApplication application(argc, argv);
    Gallery gallery(application);
    for (int i = 2; i < argc; ++i)
        gallery.wanted << QString::fromLocal8Bit(argv[i]);
    gallery.folder = QDir(QString::fromLocal8Bit(argv[1]));
    gallery.folder.mkpath(QStringLiteral("."));
    populate(gallery.engine);
    gallery.services.start();
    gallery.settle(300);
    statistics(gallery);
    logs(gallery);
    terminals(gallery);
    files(gallery);
    gallery.pools.requestStop();
    gallery.pools.wait();
    return 0;
}

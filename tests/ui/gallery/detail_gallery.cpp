#include "tests/support/fake_engine.h"
#include "ui/services/services.h"
#include "ui/stats/stats_view.h"
#include "ui/style/palettes.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
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
            widget->grab().save(file);
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
    gallery.pools.requestStop();
    gallery.pools.wait();
    return 0;
}

#include "tests/gui/scene.h"

#include "ui/async/error_text.h"
#include "ui/containers/container_detail.h"
#include "ui/containers/container_table.h"
#include "ui/containers/containers_page.h"
#include "ui/networks/network_dialog.h"
#include "ui/networks/ports_view.h"
#include "ui/networks/publish_dialog.h"
#include "ui/containers/new_container_dialog.h"
#include "ui/logs/logs_page.h"
#include "ui/services/services.h"
#include "ui/stats/stats_view.h"
#include "ui/widgets/toasts.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QTabWidget>
#include <QTemporaryFile>
#include <QTest>

namespace firkin::gui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using engine::ContainerState;
using engine::FakeEngine;
using ui::DetailTab;
using ui::Page;

namespace {

ContainerId idOf(app::Application &app, const char *name)
{
    for (const auto &view : app.services().containers.containers())
        if (view.name == name)
            return view.id;
    return {};
}

/// The list is there and has a minute of live values.
void live(app::Application &app, FakeEngine &engine)
{
    waitUntil([&] { return app.services().containers.state() == ui::LoadState::Ready; });
    engine.playSeconds(60);
    settle(60);
}

auto openTab(const char *name, DetailTab tab, bool alone = false)
{
    return [=](app::Application &app, FakeEngine &engine) {
        live(app, engine);
        app.window().go({Page::Containers, idOf(app, name), tab});
        if (alone)
            app.window().containersPage().setLayoutState(ui::ContainersPage::Layout::Alone);
        settle(250);
        engine.tickNow();
    };
}

auto openPage(Page page)
{
    return [=](app::Application &app, FakeEngine &engine) {
        live(app, engine);
        app.window().go({page, {}, {}});
    };
}

auto newContainerTab(int tab)
{
    return [=](app::Application &app, FakeEngine &engine) {
        live(app, engine);
        auto *dialog = app.window().containersPage().newContainer();
        dialog->findChild<QTabWidget *>()->setCurrentIndex(tab);
    };
}

void busy(app::Application &app, FakeEngine &engine)
{
    live(app, engine);
    engine.setWorkTime(600s);
    auto &containers = app.services().containers;
    engine.change(idOf(app, "db"), [](engine::ContainerView &view) {
        view.state = ContainerState::Stopping;
        view.pending = engine::PendingVerb::Stop;
        view.pendingSince = std::chrono::system_clock::now() - 9s;
    });
    containers.startContainer(idOf(app, "scratchpad"));
    settle(60);
}

} // namespace

const std::vector<Scene> &scenes()
{
    static const std::vector<Scene> all = {
        {"first-run", {}, [](app::Application &app, FakeEngine &) { waitUntil([&] { return app.services().containers.state() == ui::LoadState::Ready; }); }},
        {"first-run-busy", [](FakeEngine &engine) { engine.setWorkTime(600s); },
         [](app::Application &app, FakeEngine &) {
             waitUntil([&] { return app.services().containers.state() == ui::LoadState::Ready; });
             app.window().containersPage().runStarter();
             settle(100);
         }},
        {"first-run-failed",
         [](FakeEngine &engine) {
             engine.inject(Operation::LoadImage, {.error = makeError(Operation::LoadImage, "starter", Reason::NoSpace, "write: No space left on device")});
         },
         [](app::Application &app, FakeEngine &) {
             waitUntil([&] { return app.services().containers.state() == ui::LoadState::Ready; });
             app.window().containersPage().runStarter();
         }},
        {"loading", [](FakeEngine &engine) { engine.inject(Operation::WatchContainers, {.delay = 400ms}); }, {}},
        {"slow", [](FakeEngine &engine) { engine.inject(Operation::WatchContainers, {.delay = 1600ms}); },
         [](app::Application &app, FakeEngine &) { waitUntil([&] { return app.services().containers.state() == ui::LoadState::Slow; }); }},
        {"failed",
         [](FakeEngine &engine) {
             engine.inject(Operation::WatchContainers, {.error = makeError(Operation::OpenStore, "~/.local/share/firkin", Reason::StoreTooNew, "format 7, known 1")});
         },
         {}},
        {"list", engine::populate, live},
        {"list-selected", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().containersPage().table().select(idOf(app, "billing-api"));
         }},
        {"list-busy", engine::populate, busy},
        {"list-no-match", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().findChild<QLineEdit *>()->setText(u"nothing like this"_s);
         }},
        {"list-hostile",
         [](FakeEngine &engine) {
             engine::populate(engine);
             const auto id = engine.addRunning("<b>bold</b>\x1b[31m\u202Eevil\n" + std::string(200, 'x'), "registry.example/" + std::string(120, 'y') + ":latest");
             (void)id;
         },
         live},
        {"list-pods",
         [](FakeEngine &engine) {
             engine::populate(engine);
             engine::PodView shop;
             shop.name = "shop";
             shop.state = engine::PodState::Running;
             shop.startedAt = std::chrono::system_clock::now() - 75h;
             shop.spec.cpus = 2;
             shop.spec.memory = ByteSize::ofMiB(3072);
             shop.ports = {{"127.0.0.1", 8443, 443, engine::Transport::Tcp}};
             const PodId pod = engine.addPod(shop);
             for (const char *name : {"db", "cache", "worker"})
                 engine.change(engine.containers().find(name, {})->id, [&](engine::ContainerView &view) { view.pod = pod; });
             engine::PodView empty;
             empty.name = "a-pod-with-quite-a-long-name-that-nobody-would-type";
             engine.addPod(empty);
             engine::PodView lost;
             lost.name = "lost";
             lost.exit = engine::ExitInfo{engine::ExitCause::SupervisorLost, 137, 9, std::chrono::system_clock::now() - 3h, {}};
             engine.addPod(lost);
         },
         live},
        {"list-pods-selected",
         [](FakeEngine &engine) {
             engine::populate(engine);
             engine::PodView shop;
             shop.name = "shop";
             shop.state = engine::PodState::Running;
             shop.startedAt = std::chrono::system_clock::now() - 75h;
             const PodId pod = engine.addPod(shop);
             for (const char *name : {"db", "cache"})
                 engine.change(engine.containers().find(name, {})->id, [&](engine::ContainerView &view) { view.pod = pod; });
         },
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().go({Page::Containers, idOf(app, "db"), DetailTab::Overview});
         }},
        {"new-container-pod",
         [](FakeEngine &engine) {
             engine::populate(engine);
             engine::PodView shop;
             shop.name = "shop";
             engine.addPod(shop);
         },
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().containersPage().newContainer();
         }},
        {"list-error", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             engine.inject(Operation::StartContainer, {.error = makeError(Operation::StartContainer, "flaky", Reason::KernelPanic, "pvpanic")});
             app.services().containers.startContainer(idOf(app, "flaky"));
         }},
        {"list-deleted-toast", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.services().containers.remove(idOf(app, "old-test"), false);
         }},
        {"delete-question", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             auto &page = app.window().containersPage();
             page.table().select(idOf(app, "web"));
             Q_EMIT page.table().deleteRequested();
         }},
        {"overview", engine::populate, openTab("web", DetailTab::Overview)},
        {"overview-dead", engine::populate, openTab("worker", DetailTab::Overview)},
        {"stats", engine::populate, openTab("db", DetailTab::Statistics)},
        {"stats-alone", engine::populate, openTab("billing-api", DetailTab::Statistics, true)},
        {"logs", engine::populate, openTab("web", DetailTab::Logs)},
        {"terminal", engine::populate, openTab("web", DetailTab::Terminal)},
        {"files", engine::populate, openTab("web", DetailTab::Files)},
        {"snapshots", engine::populate, openTab("web", DetailTab::Snapshots)},
        {"snapshots-empty", engine::populate, openTab("cache", DetailTab::Snapshots)},
        {"snapshots-saving", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             openTab("web", DetailTab::Snapshots)(app, engine);
             engine.setWorkTime(4s);
             app.services().snapshots.take(idOf(app, "web"), u"web"_s, u"before the schema change"_s);
             settle(1800);
         }},
        {"inspect", engine::populate, openTab("web", DetailTab::Inspect)},
        {"new-container", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().containersPage().newContainer();
         }},
        {"new-container-wrong", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().containersPage().newContainer();
             settle(60);
             for (QWidget *widget : QApplication::topLevelWidgets())
                 for (auto *edit : widget->findChildren<QLineEdit *>()) {
                     if (edit->placeholderText().startsWith(u"8080"_s))
                         edit->setText(u"80:eighty"_s);
                     else if (edit->text() == u"1 GiB"_s)
                         edit->setText(u"a lot"_s);
                     else if (edit->placeholderText().startsWith(u"Made up"_s))
                         edit->setText(u"web"_s);
                 }
         }},
        {"new-container-full", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             auto *dialog = app.window().containersPage().newContainer();
             dialog->fillFromCommand(u"docker run -d --name shop -p 8080:80 -p 53:53/udp -e DATABASE_URL=postgres://db/shop -e DEBUG=1 --memory 768m --cpus 1.5 --gpus all "
                                     "-w /srv/app -u 1000 registry.example/team/shop:2.1 serve --verbose"_s);
         }},
        {"new-container-environment", engine::populate, newContainerTab(1)},
        {"new-container-network", engine::populate, newContainerTab(2)},
        {"new-container-resources", engine::populate, newContainerTab(3)},
        {"new-container-docker-run", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().containersPage().newContainer()->askForCommand();
         }},
        {"recreate", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().containersPage().run(idOf(app, "web"), ui::ContainerAction::Recreate);
         }},
        {"list-running-only", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().findChild<QComboBox *>()->setCurrentIndex(1);
         }},
        {"list-silent", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             engine.change(idOf(app, "db"), [](engine::ContainerView &view) { view.silentSince = std::chrono::system_clock::now() - 14s; });
             settle(60);
         }},
        {"dashboard", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             const auto containers = engine.containers().list({});
             for (const auto &view : containers->containers)
                 engine.makeHistory(view.id, 900s);
             live(app, engine);
             app.window().go({Page::Dashboard, {}, {}});
             settle(400);
             engine.tickNow();
         }},
        {"dashboard-empty", {}, openPage(Page::Dashboard)},
        {"palette", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().openPalette();
         }},
        {"palette-typed", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().openPalette();
             QTest::keyClicks(QApplication::focusWidget(), u"db"_s);
         }},
        {"palette-nothing", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().openPalette();
             QTest::keyClicks(QApplication::focusWidget(), u"xyzzy"_s);
         }},
        {"stats-table", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             openTab("db", DetailTab::Statistics)(app, engine);
             app.window().findChild<ui::StatsView *>()->setShowsTable(true);
         }},
        {"logs-search", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             openTab("web", DetailTab::Logs)(app, engine);
             auto *logs = app.window().findChild<ui::LogsPage *>();
             logs->findChild<QLineEdit *>()->setText(u"GET"_s);
             settle(200);
         }},
        {"images", engine::populate, openPage(Page::Images)},
        {"images-empty", {}, openPage(Page::Images)},
        {"volumes", engine::populate, openPage(Page::Volumes)},
        {"volumes-empty", {}, openPage(Page::Volumes)},
        {"networks", engine::populate, openPage(Page::Networks)},
        {"networks-empty", {}, openPage(Page::Networks)},
        {"networks-failed",
         [](FakeEngine &engine) {
             engine::populate(engine);
             engine.inject(Operation::ListNetworks, {.error = makeError(Operation::ListNetworks, {}, Reason::NoPermission, "networks: Permission denied")});
         },
         openPage(Page::Networks)},
        {"network-new", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             openPage(Page::Networks)(app, engine);
             auto *dialog = new ui::NetworkDialog(app.services(), &app.window());
             dialog->open();
             settle(60);
             dialog->findChildren<QLineEdit *>().value(0)->setText(u"shop"_s);
             dialog->findChildren<QLineEdit *>().value(1)->setText(u"10.89.300.0/24"_s);
         }},
        {"port-publish", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             openPage(Page::Networks)(app, engine);
             auto *dialog = new ui::PublishDialog(app.services(), std::nullopt, &app.window());
             dialog->open();
         }},
        {"container-ports", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             ui::showPortsOf(app.services(), idOf(app, "billing-api"), &app.window());
         }},
        {"tasks", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.services().images.pull(u"no such name"_s);
             app.services().images.pull(u"registry.example/library/busybox:1"_s);
             settle(60);
             engine.setWorkTime(4s);
             app.services().images.pull(u"registry.example/library/golang:1.25"_s);
             QTemporaryFile file;
             file.setFileTemplate(u"/tmp/firkin-XXXXXX.csv"_s);
             if (file.open())
                 file.write(QByteArray(1 << 20, 'x'));
             file.flush();
             app.services().files.copyIn(idOf(app, "web"), {file.fileName()}, "/srv");
             settle(1800);
             app.window().go({Page::Tasks, {}, {}});
         }},
        {"tasks-empty", engine::populate, openPage(Page::Tasks)},
        {"trash", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             for (const char *name : {"old-test", "batch-import", "flaky"})
                 app.services().containers.remove(idOf(app, name), false);
             settle(60);
             app.window().toasts().clear();
             app.window().go({Page::Trash, {}, {}});
         }},
        {"trash-empty", engine::populate, openPage(Page::Trash)},
        {"settings", engine::populate, openPage(Page::Settings)},
        {"quit-question", engine::populate,
         [](app::Application &app, FakeEngine &engine) {
             live(app, engine);
             app.window().requestQuit();
         }},
    };
    return all;
}

} // namespace firkin::gui

#include "ui/containers/detail_tabs.h"

#include "ui/consoles/consoles_view.h"
#include "ui/containers/inspect_tab.h"
#include "ui/containers/overview_tab.h"
#include "ui/files/files_view.h"
#include "ui/logs/logs_page.h"
#include "ui/services/services.h"
#include "ui/snapshots/snapshots_view.h"
#include "ui/stats/stats_view.h"
#include "ui/widgets/toasts.h"

#include <QCoreApplication>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

struct DetailTabs {
    Q_DECLARE_TR_FUNCTIONS(DetailTabs)
};

/// Of a view that needs the services only, and follows a container.
template <class View>
DetailTabEntry plain(DetailTab tab, const QString &title, QLatin1StringView iconName, Services &services)
{
    return {tab, title, iconName, [&services](QWidget *parent) -> QWidget * { return new View(services, parent); },
            [](QWidget *widget, const ContainerId &id) { static_cast<View *>(widget)->setContainer(id); }};
}

DetailTabEntry terminal(const DetailTabContext &context)
{
    return {DetailTab::Terminal, DetailTabs::tr("Terminal"), "terminal"_L1,
            [&services = context.services, &toasts = context.toasts, memory = context.memory, go = context.go](QWidget *parent) -> QWidget * {
                auto *view = new ConsolesView(services, memory, parent);
                QObject::connect(view, &ConsolesView::noticed, &toasts, [&toasts](const QString &text) { toasts.show(text); });
                if (go)
                    QObject::connect(view, &ConsolesView::logsRequested, view, [go](const ContainerId &id) { go(id, DetailTab::Logs); });
                return view;
            },
            [](QWidget *widget, const ContainerId &id) { static_cast<ConsolesView *>(widget)->setContainer(id); }};
}

DetailTabEntry files(const DetailTabContext &context)
{
    return {DetailTab::Files, DetailTabs::tr("Files"), "files"_L1,
            [&services = context.services, &toasts = context.toasts, memory = context.memory](QWidget *parent) -> QWidget * {
                auto *view = new FilesView(services, parent);
                view->setEditor([memory] { return memory.load ? QString::fromUtf8(memory.load(u"editor"_s)) : QString(); });
                QObject::connect(view, &FilesView::toastRequested, &toasts,
                                 [&toasts](const QString &text, const QString &action, const std::function<void()> &onAction) { toasts.show(text, action, onAction); });
                return view;
            },
            [](QWidget *widget, const ContainerId &id) { static_cast<FilesView *>(widget)->setContainer(id); }};
}

DetailTabEntry snapshots(const DetailTabContext &context)
{
    return {DetailTab::Snapshots, DetailTabs::tr("Snapshots"), "snapshot"_L1,
            [&services = context.services, &toasts = context.toasts](QWidget *parent) -> QWidget * { return new SnapshotsView(services, toasts, parent); },
            [](QWidget *widget, const ContainerId &id) { static_cast<SnapshotsView *>(widget)->setContainer(id); }};
}

} // namespace

std::vector<DetailTabEntry> detailTabs(const DetailTabContext &context)
{
    auto &services = context.services;
    return {
        plain<OverviewTab>(DetailTab::Overview, DetailTabs::tr("Overview"), "overview"_L1, services),
        plain<StatsView>(DetailTab::Statistics, DetailTabs::tr("Stats"), "stats"_L1, services),
        plain<LogsPage>(DetailTab::Logs, DetailTabs::tr("Logs"), "logs"_L1, services),
        terminal(context),
        files(context),
        snapshots(context),
        plain<InspectTab>(DetailTab::Inspect, DetailTabs::tr("Inspect"), "inspect"_L1, services),
    };
}

} // namespace firkin::ui

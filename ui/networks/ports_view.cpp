#include "ui/networks/ports_view.h"

#include "ui/async/plain_text.h"
#include "ui/networks/publish_dialog.h"
#include "ui/networks/row_table.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/table_view.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTreeView>
#include <QUrl>

#include <algorithm>
#include <map>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { ContainerColumn, InsideColumn, ProtocolColumn, HostColumn, StateColumn };

std::string keyOf(const std::string &owner, const engine::PortMapping &port)
{
    const bool udp = port.transport == engine::Transport::Udp;
    return owner + "|" + port.hostAddress + "|" + std::to_string(port.hostPort) + "|" + std::to_string(port.containerPort) + (udp ? "u" : "t");
}

bool isAlive(engine::ContainerState state)
{
    return state == engine::ContainerState::Running || state == engine::ContainerState::Paused;
}

} // namespace

PortsView::PortsView(Services &services, std::optional<ContainerId> only, QWidget *parent)
    : QWidget(parent), m_services(services), m_only(std::move(only))
{
    m_model = new RowTable({tr("Container"), tr("Port inside"), tr("Protocol"), tr("Published at"), tr("State")}, this);
    m_filter = new QSortFilterProxyModel(this);
    m_filter->setSourceModel(m_model);
    m_filter->setSortRole(RowTable::SortRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterKeyColumn(-1);

    m_open = new QAction(icon("globe"_L1), tr("Open in Browser"), this);
    m_copy = new QAction(icon("copy"_L1), tr("Copy Address"), this);
    m_publish = new QAction(icon("plus"_L1), tr("Publish Port…"), this);
    m_takeBack = new QAction(icon("close"_L1), tr("Take Back"), this);
    m_takeBack->setShortcut(QKeySequence::Delete);
    m_takeBack->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_takeBack);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(metrics::medium, metrics::tight, metrics::medium, metrics::tight);
    tools->setSpacing(2);
    if (!m_only) {
        tools->addWidget(titleLabel(tr("Published ports")));
        tools->addSpacing(metrics::large);
    }
    for (QAction *action : {m_publish, m_open, m_copy})
        tools->addWidget(toolButton(action));
    tools->addStretch();
    tools->addWidget(toolButton(m_takeBack));
    layout->addLayout(tools);
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    auto *bannerRow = new QHBoxLayout;
    bannerRow->setContentsMargins(metrics::medium, 0, metrics::medium, 0);
    bannerRow->addWidget(m_banner);
    layout->addLayout(bannerRow);

    m_view = makeTable(m_filter, tr("Published ports"), {220, 110, 90, 200});
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(m_only ? InsideColumn : ContainerColumn, Qt::AscendingOrder);
    m_view->setColumnHidden(ContainerColumn, m_only.has_value());
    auto *list = new QWidget;
    m_stack = new QStackedLayout(list);
    m_statePage = new StatePage;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_statePage);
    layout->addWidget(list, 1);
    setFocusProxy(m_view);

    connect(&services.containers, &ContainersService::listChanged, this, &PortsView::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PortsView::refreshActions);
    connect(m_view, &QTreeView::activated, this, &PortsView::open);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_open, m_copy, m_publish});
        menu->addSeparator();
        menu->addAction(m_takeBack);
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_open, &QAction::triggered, this, &PortsView::open);
    connect(m_copy, &QAction::triggered, this, &PortsView::copy);
    connect(m_publish, &QAction::triggered, this, &PortsView::publish);
    connect(m_takeBack, &QAction::triggered, this, &PortsView::takeBack);
    refresh();
}

QString PortsView::addressOf(const engine::PortMapping &port)
{
    const bool isAny = port.hostAddress.empty() || port.hostAddress == "0.0.0.0";
    const QString host = isAny ? u"127.0.0.1"_s : port.hostAddress == "::" ? u"::1"_s : displayText(port.hostAddress);
    const QString scheme = port.containerPort == 443 ? u"https"_s : u"http"_s;
    return u"%1://%2:%3/"_s.arg(scheme, host.contains(u':') ? u'[' + host + u']' : host).arg(port.hostPort);
}

void PortsView::refresh()
{
    m_ports.clear();
    std::vector<TextRow> rows;
    for (const auto &view : m_services.containers.containers()) {
        if (!m_only || view.id == *m_only)
            addRows(rows, {view.id.str(), view.id, {}, isAlive(view.state)}, view.name, view.ports);
    }
    if (!m_only) {
        for (const auto &pod : m_services.containers.pods())
            addRows(rows, {"pod " + pod.id.str(), std::nullopt, {}, pod.state == engine::PodState::Running}, pod.name, pod.ports.empty() ? pod.spec.ports : pod.ports);
    }
    m_model->setRows(rows);
    refreshState();
    refreshActions();
}

void PortsView::addRows(std::vector<TextRow> &rows, const Published &like, const std::string &name, const std::vector<engine::PortMapping> &ports)
{
    const bool running = like.running;
    for (const engine::PortMapping &port : ports) {
        m_ports.push_back({like.owner, like.container, port, running});
        const bool udp = port.transport == engine::Transport::Udp;
        const QString at = displayText(port.hostAddress) + u':' + (port.hostPort == 0 ? tr("any free port") : QString::number(port.hostPort));
        TextRow row;
        row.key = keyOf(like.owner, port);
        row.cells = {like.container ? displayText(name) : tr("%1 (pod)").arg(displayText(name)), QString::number(port.containerPort), udp ? u"UDP"_s : u"TCP"_s, at, running ? tr("Open") : tr("When it runs")};
        row.muted = !running;
        row.sort = {QVariant(), port.containerPort, QVariant(), port.hostPort, QVariant()};
        rows.push_back(std::move(row));
    }
}

void PortsView::refreshState()
{
    const bool none = m_model->rowCount() == 0;
    if (none)
        m_statePage->showText("networks"_L1, tr("No published ports"), {});
    else if (m_filter->rowCount() == 0)
        m_statePage->showText("search"_L1, tr("No port matches"), {});
    m_stack->setCurrentIndex(m_filter->rowCount() == 0 ? 1 : 0);
}

std::vector<PortsView::Published> PortsView::selected() const
{
    std::vector<Published> chosen;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows()) {
        const std::string &key = m_model->keyAt(m_filter->mapToSource(index).row());
        if (const auto found = std::ranges::find_if(m_ports, [&](const Published &one) { return keyOf(one.owner, one.port) == key; }); found != m_ports.end())
            chosen.push_back(*found);
    }
    return chosen;
}

void PortsView::refreshActions()
{
    const auto chosen = selected();
    const bool canOpen = std::ranges::any_of(chosen, [](const Published &one) { return one.running && one.port.transport == engine::Transport::Tcp; });
    m_open->setEnabled(canOpen);
    m_copy->setEnabled(!chosen.empty());
    const bool ofPods = std::ranges::any_of(chosen, [](const Published &one) { return !one.container; });
    m_takeBack->setEnabled(!chosen.empty() && !ofPods);
    m_takeBack->setToolTip(ofPods ? tr("A pod keeps the ports that it was made with.") : m_takeBack->text());
}

void PortsView::open()
{
    for (const Published &one : selected()) {
        if (one.running && one.port.transport == engine::Transport::Tcp)
            QDesktopServices::openUrl(QUrl(addressOf(one.port), QUrl::StrictMode));
    }
}

void PortsView::copy()
{
    QStringList lines;
    for (const Published &one : selected())
        lines << displayText(one.port.hostAddress) + u':' + QString::number(one.port.hostPort);
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void PortsView::publish()
{
    auto *dialog = new PublishDialog(m_services, m_only, window());
    connect(dialog, &PublishDialog::published, this, &PortsView::published);
    dialog->open();
}

void PortsView::takeBack()
{
    m_banner->clear();
    std::map<ContainerId, std::vector<engine::PortMapping>> ports;
    for (const Published &one : selected())
        if (one.container)
            ports[*one.container].push_back(one.port);
    for (const auto &[container, back] : ports) {
        m_services.networks.unpublish(container, back).then(this, [this](const Status &status) {
            if (!status)
                m_banner->showError(status.error());
        });
    }
}

void PortsView::setSearch(const QString &text)
{
    m_filter->setFilterFixedString(text);
    refreshState();
}

int PortsView::shownCount() const
{
    return m_filter->rowCount();
}

void showPortsOf(Services &services, const ContainerId &id, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(PortsView::tr("Ports of %1").arg(services.containers.nameOf(id)));
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new PortsView(services, id));
    dialog->resize(620, 320);
    dialog->open();
}

} // namespace firkin::ui

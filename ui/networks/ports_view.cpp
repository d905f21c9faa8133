#include "ui/networks/ports_view.h"

#include "ui/async/plain_text.h"
#include "ui/networks/publish_dialog.h"
#include "ui/networks/row_table.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/row_delegate.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QDesktopServices>
#include <QDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QToolButton>
#include <QTreeView>
#include <QUrl>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { ContainerColumn, InsideColumn, ProtocolColumn, HostColumn, StateColumn };

std::string keyOf(const ContainerId &container, const engine::PortMapping &port)
{
    const bool udp = port.transport == engine::Transport::Udp;
    return container.str() + "|" + port.hostAddress + "|" + std::to_string(port.hostPort) + "|" + std::to_string(port.containerPort) + (udp ? "u" : "t");
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
    const auto addButton = [tools](QAction *action) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        tools->addWidget(button);
    };
    addButton(m_publish);
    addButton(m_open);
    addButton(m_copy);
    tools->addStretch();
    addButton(m_takeBack);
    layout->addLayout(tools);
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    auto *bannerRow = new QHBoxLayout;
    bannerRow->setContentsMargins(metrics::medium, 0, metrics::medium, 0);
    bannerRow->addWidget(m_banner);
    layout->addLayout(bannerRow);

    m_view = new QTreeView;
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(m_only ? InsideColumn : ContainerColumn, Qt::AscendingOrder);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Published ports"));
    m_view->header()->setStretchLastSection(true);
    m_view->header()->setHighlightSections(false);
    m_view->setColumnHidden(ContainerColumn, m_only.has_value());
    m_view->setColumnWidth(ContainerColumn, 220);
    m_view->setColumnWidth(InsideColumn, 110);
    m_view->setColumnWidth(ProtocolColumn, 90);
    m_view->setColumnWidth(HostColumn, 200);
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);

    connect(&services.containers, &ContainersService::listChanged, this, &PortsView::refresh);
    connect(&services.containers, &ContainersService::rowChanged, this, &PortsView::refresh);
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
    const bool isAny = port.hostAddress == "0.0.0.0" || port.hostAddress == "::";
    const QString host = isAny ? u"127.0.0.1"_s : displayText(port.hostAddress);
    return u"http://%1:%2/"_s.arg(host.contains(u':') ? u'[' + host + u']' : host).arg(port.hostPort);
}

void PortsView::refresh()
{
    m_ports.clear();
    std::vector<TextRow> rows;
    for (const auto &view : m_services.containers.containers()) {
        if (m_only && view.id != *m_only)
            continue;
        for (const engine::PortMapping &port : view.ports) {
            const bool running = isAlive(view.state);
            m_ports.push_back({view.id, port, running});
            const bool udp = port.transport == engine::Transport::Udp;
            const QString at = displayText(port.hostAddress) + u':' + (port.hostPort == 0 ? tr("any free port") : QString::number(port.hostPort));
            TextRow row;
            row.key = keyOf(view.id, port);
            row.cells = {displayText(view.name), QString::number(port.containerPort), udp ? u"UDP"_s : u"TCP"_s, at, running ? tr("Open") : tr("When it runs")};
            row.muted = !running;
            row.sort = {QVariant(), port.containerPort, QVariant(), port.hostPort, QVariant()};
            rows.push_back(std::move(row));
        }
    }
    m_model->setRows(rows);
    refreshActions();
}

std::vector<PortsView::Published> PortsView::selected() const
{
    std::vector<Published> chosen;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows()) {
        const std::string &key = m_model->keyAt(m_filter->mapToSource(index).row());
        if (const auto found = std::ranges::find_if(m_ports, [&](const Published &one) { return keyOf(one.container, one.port) == key; }); found != m_ports.end())
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
    m_takeBack->setEnabled(!chosen.empty());
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
    for (const Published &one : selected()) {
        m_services.networks.unpublish(one.container, {one.port}).then(this, [this](const Status &status) {
            if (!status)
                m_banner->showError(status.error());
        });
    }
}

void PortsView::setSearch(const QString &text)
{
    m_filter->setFilterFixedString(text);
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

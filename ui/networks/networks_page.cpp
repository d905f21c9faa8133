#include "ui/networks/networks_page.h"

#include "ui/async/plain_text.h"
#include "ui/networks/network_dialog.h"
#include "ui/networks/ports_view.h"
#include "ui/networks/row_table.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/toasts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

NetworksPage::NetworksPage(Services &services, Toasts &toasts, QWidget *parent) : PageView(parent), m_services(services), m_toasts(toasts)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *halves = new QSplitter(Qt::Vertical);
    halves->setChildrenCollapsible(false);
    layout->addWidget(halves);

    auto *upper = new QWidget;
    m_stack = new QStackedLayout(upper);
    m_statePage = new StatePage;
    m_stack->addWidget(m_statePage);
    m_content = new QSplitter(Qt::Horizontal);
    m_stack->addWidget(m_content);
    auto *sides = static_cast<QSplitter *>(m_content);
    sides->setChildrenCollapsible(false);
    sides->addWidget(makeNetworks());
    sides->addWidget(makeMembers());
    sides->setStretchFactor(0, 3);
    sides->setStretchFactor(1, 2);

    m_ports = new PortsView(services, std::nullopt);
    halves->addWidget(upper);
    halves->addWidget(m_ports);
    halves->setStretchFactor(0, 1);
    halves->setStretchFactor(1, 1);
    setFocusProxy(m_view);

    connect(&services.networks, &NetworksService::listChanged, this, &NetworksPage::refresh);
    connect(&services.networks, &NetworksService::stateChanged, this, &NetworksPage::refreshState);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &NetworksPage::refreshMembers);
    connect(m_ports, &PortsView::published, this, [this](const QString &text) { m_toasts.show(text); });
    connect(m_statePage, &StatePage::actionTriggered, this, [this] {
        if (!m_services.networks.networks().empty())
            Q_EMIT searchResetRequested();
        else if (m_services.networks.state() == LoadState::Failed)
            m_services.networks.refresh();
        else
            create();
    });
    refresh();
}

NetworksPage::~NetworksPage() = default;

QWidget *NetworksPage::makeNetworks()
{
    m_model = new RowTable({tr("Name"), tr("Addresses"), tr("Members"), tr("Kind"), tr("Largest packet")}, this);
    m_filter = new QSortFilterProxyModel(this);
    m_filter->setSourceModel(m_model);
    m_filter->setSortRole(RowTable::SortRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterKeyColumn(-1);
    m_copy = new QAction(icon("copy"_L1), tr("Copy Name"), this);
    m_delete = new QAction(icon("trash"_L1), tr("Delete"), this);
    m_delete->setShortcut(QKeySequence::Delete);
    m_delete->setShortcutContext(Qt::WidgetWithChildrenShortcut);

    auto *side = new QWidget;
    side->addAction(m_delete);
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(metrics::medium, metrics::tight, metrics::medium, metrics::tight);
    tools->setSpacing(2);
    tools->addWidget(titleLabel(tr("Networks")));
    tools->addSpacing(metrics::large);
    tools->addStretch();
    for (QAction *action : {m_copy, m_delete})
        tools->addWidget(toolButton(action));
    layout->addLayout(tools);
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    auto *bannerRow = new QHBoxLayout;
    bannerRow->setContentsMargins(metrics::medium, 0, metrics::medium, 0);
    bannerRow->addWidget(m_banner);
    layout->addLayout(bannerRow);

    m_view = makeTable(m_filter, tr("Networks"), {150, 170, 90, 90});
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(0, Qt::AscendingOrder);
    layout->addWidget(m_view, 1);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        if (selectedNames().isEmpty())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(m_copy);
        menu->addSeparator();
        menu->addAction(m_delete);
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(selectedNames().join(u'\n')); });
    connect(m_delete, &QAction::triggered, this, &NetworksPage::removeSelected);
    return side;
}

QWidget *NetworksPage::makeMembers()
{
    m_memberModel = new RowTable({tr("Member"), tr("Address"), tr("Also called"), tr("State")}, this);
    auto *side = new QWidget;
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::medium, metrics::tight, metrics::medium, metrics::tight);
    m_membersTitle = new ToneLabel(Tone::Muted);
    m_membersTitle->setMinimumHeight(QToolButton().sizeHint().height()); // as the tools beside it
    head->addWidget(m_membersTitle);
    head->addStretch();
    layout->addLayout(head);
    layout->addWidget(separatorLine());
    m_members = makeTable(m_memberModel, tr("Members of the network"), {});
    m_members->header()->setSectionResizeMode(QHeaderView::Stretch); // beside the networks there is no room to scroll
    m_members->setSelectionMode(QAbstractItemView::SingleSelection);
    m_members->setContextMenuPolicy(Qt::DefaultContextMenu);
    layout->addWidget(m_members, 1);
    connect(m_members, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (const auto id = ContainerId::parse(m_memberModel->keyAt(index.row())))
            Q_EMIT placeRequested({Page::Containers, *id, DetailTab::Overview});
    });
    return side;
}

void NetworksPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_services.networks.setWatched(true);
}

void NetworksPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_services.networks.setWatched(false);
}

QString NetworksPage::searchHint() const
{
    return tr("Search networks and ports (Ctrl+F)");
}

void NetworksPage::setSearch(const QString &text)
{
    m_filter->setFilterFixedString(text);
    m_ports->setSearch(text);
    refreshState();
}

PageView::Primary NetworksPage::primary() const
{
    return {tr("New Network…"), "plus"_L1};
}

QStringList NetworksPage::selectedNames() const
{
    QStringList names;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        names << QString::fromStdString(m_model->keyAt(m_filter->mapToSource(index).row()));
    return names;
}

void NetworksPage::refresh()
{
    std::vector<TextRow> rows;
    for (const engine::NetworkView &network : m_services.networks.networks()) {
        const auto running = std::ranges::count(network.members, true, &engine::NetworkMember::active);
        const QString addresses = displayText(network.subnet6.empty() ? network.subnet : network.subnet + ", " + network.subnet6);
        const QString members = network.members.empty() ? tr("None") : tr("%1 of %2 run").arg(running).arg(network.members.size());
        TextRow row;
        row.key = network.name;
        row.cells = {displayText(network.name), addresses, members, network.internal ? tr("Internal") : tr("Open"), QString::number(network.mtu)};
        row.sort = {QVariant(), QVariant(), static_cast<qulonglong>(network.members.size()), QVariant(), network.mtu};
        rows.push_back(std::move(row));
    }
    keepChoice(*m_view, [&] { m_model->setRows(rows); });
    if (!m_view->selectionModel()->hasSelection() && m_filter->rowCount() > 0)
        m_view->setCurrentIndex(m_filter->index(0, 0));
    refreshMembers();
    refreshState();
}

void NetworksPage::refreshMembers()
{
    const QStringList names = selectedNames();
    m_copy->setEnabled(!names.isEmpty());
    QString hindrance;
    for (const engine::NetworkView &network : m_services.networks.networks())
        if (hindrance.isEmpty() && !network.members.empty() && names.contains(QString::fromStdString(network.name)))
            hindrance = tr("%1 is on %2.").arg(displayText(network.members.front().name), displayText(network.name));
    m_delete->setEnabled(!names.isEmpty() && hindrance.isEmpty());
    m_delete->setToolTip(hindrance.isEmpty() ? m_delete->text() : hindrance);
    std::vector<TextRow> rows;
    const auto &networks = m_services.networks.networks();
    const auto shown = names.size() == 1 ? std::ranges::find(networks, names.front().toStdString(), &engine::NetworkView::name) : networks.end();
    if (shown == networks.end()) {
        m_membersTitle->setText(names.isEmpty() ? tr("Choose a network to see its members") : tr("Several networks are chosen"));
    } else {
        m_membersTitle->setText(shown->members.empty() ? tr("No container is on %1").arg(displayText(shown->name)) : tr("Members of %1").arg(displayText(shown->name)));
        for (const engine::NetworkMember &member : shown->members) {
            QStringList aliases;
            for (const std::string &alias : member.aliases)
                aliases << displayText(alias);
            const QString address = member.address.empty() ? tr("Not yet") : displayText(member.address6.empty() ? member.address : member.address + ", " + member.address6);
            rows.push_back({member.container.str(), {displayText(member.name), address, aliases.join(u", "_s), member.active ? tr("Runs") : tr("Stopped")}, !member.active, {}});
        }
    }
    m_memberModel->setRows(rows);
}

void NetworksPage::refreshState()
{
    const auto &networks = m_services.networks;
    const bool replaced = m_statePage->replacesList(
        networks.state() == LoadState::Ready, networks.error(), networks.networks().empty(), m_filter->rowCount() == 0,
        {"networks"_L1, tr("No named networks yet"), tr("Every container has a network of its own. On a named one they reach each other by name."),
         tr("New Network…"), {}, tr("No network matches"), tr("Show All")},
        *m_banner);
    m_stack->setCurrentWidget(replaced ? static_cast<QWidget *>(m_statePage) : m_content);
}

void NetworksPage::create()
{
    auto *dialog = new NetworkDialog(m_services, window());
    connect(dialog, &NetworkDialog::created, this, [this](const QString &name) { m_toasts.show(tr("Created the network %1").arg(name)); });
    dialog->open();
}

void NetworksPage::removeSelected()
{
    const QStringList names = selectedNames();
    if (names.isEmpty())
        return;
    QStringList shown;
    for (const QString &name : names)
        shown << displayText(name);
    const QString title = names.size() == 1 ? tr("Delete the network %1?").arg(shown.front()) : tr("Delete %n networks?", nullptr, static_cast<int>(names.size()));
    const QString text = tr("Its addresses become free. A network that a container is on stays.");
    askBeforeLoss(window(), title, names.size() == 1 ? text : listedNames(shown) + u"\n\n"_s + text, tr("Delete"), [this, names] {
        m_banner->clear();
        for (const QString &name : names)
            m_services.networks.remove(name.toStdString()).then(this, [this](const Status &status) {
                if (!status)
                    m_banner->showError(status.error());
            });
    });
}

} // namespace firkin::ui

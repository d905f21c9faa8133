#include "ui/containers/containers_page.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/containers/container_commands.h"
#include "ui/containers/container_detail.h"
#include "ui/containers/container_filter.h"
#include "ui/containers/container_model.h"
#include "ui/containers/pod_commands.h"
#include "ui/containers/pod_row.h"
#include "ui/containers/container_table.h"
#include "ui/containers/detail_tabs.h"
#include "ui/containers/first_run_page.h"
#include "ui/containers/new_container_dialog.h"
#include "ui/containers/row_drop.h"
#include "ui/containers/starter_run.h"
#include "ui/services/services.h"
#include "ui/snapshots/snapshots_view.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/toasts.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/visible_timer.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

ContainersPage::ContainersPage(Services &services, Toasts &toasts, ConsoleMemory memory, QWidget *parent)
    : PageView(parent), m_services(services), m_toasts(toasts)
{
    m_model = new ContainerModel(this);
    m_listCommands = new ContainerCommands(services, toasts, this);
    m_detailCommands = new ContainerCommands(services, toasts, this);
    m_podCommands = new PodCommands(services, this);
    m_otherCommands = new ContainerCommands(services, toasts, this);
    m_starter = new StarterRun(services, this);

    m_stack = new QStackedLayout(this);
    m_statePage = new StatePage;
    m_firstRun = new FirstRunPage;
    m_content = new QWidget;
    m_stack->addWidget(m_statePage);
    m_stack->addWidget(m_firstRun);
    m_stack->addWidget(m_content);

    auto *contentLayout = new QVBoxLayout(m_content);
    contentLayout->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setChildrenCollapsible(false);
    contentLayout->addWidget(m_splitter);

    m_left = new QWidget;
    auto *leftLayout = new QVBoxLayout(m_left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    m_tools = new ToolRow;
    for (const auto kind : {ContainerAction::Start, ContainerAction::Stop})
        m_tools->addButton(m_listCommands->action(kind), ToolRow::Name::Stays);
    for (const auto kind : {ContainerAction::Restart, ContainerAction::Pause, ContainerAction::Resume})
        m_tools->addButton(m_listCommands->action(kind));
    m_tools->row().addSpacing(metrics::large);
    for (const auto kind : {ContainerAction::Shell, ContainerAction::Logs, ContainerAction::Files})
        m_tools->addButton(m_listCommands->action(kind));
    m_tools->row().addStretch();
    m_tools->addButton(m_listCommands->action(ContainerAction::Delete));
    m_tools->row().addSpacing(metrics::small);
    m_states = new QComboBox;
    m_states->addItems({tr("All"), tr("Running"), tr("Stopped"), tr("In Trouble")});
    m_states->setAccessibleName(tr("Which containers are shown"));
    m_states->setToolTip(m_states->accessibleName());
    m_tools->row().addWidget(m_states);
    auto *columns = new QToolButton;
    columns->setIcon(icon("table"_L1));
    columns->setAutoRaise(true);
    columns->setFocusPolicy(Qt::TabFocus);
    columns->setToolTip(tr("Columns"));
    columns->setAccessibleName(tr("Columns"));
    connect(columns, &QToolButton::clicked, this, [this, columns] { m_table->makeColumnMenu(this)->popup(columns->mapToGlobal(QPoint(0, columns->height()))); });
    m_tools->row().addWidget(columns);
    leftLayout->addWidget(m_tools);
    m_toolsLine = separatorLine();
    leftLayout->addWidget(m_toolsLine);
    m_table = new ContainerTable(m_model);
    setFocusProxy(m_table);
    m_noMatch = new StatePage;
    m_noMatch->showText("search"_L1, tr("No container matches"), tr("The search looks at names, images and ports; the choice of states counts, too."), tr("Show All"));
    auto *lists = new QWidget;
    m_leftStack = new QStackedLayout(lists);
    m_leftStack->addWidget(m_table);
    m_leftStack->addWidget(m_noMatch);
    leftLayout->addWidget(lists, 1);

    m_detail = new ContainerDetail(services, *m_detailCommands);
    m_splitter->addWidget(m_left);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_detail->hide();
    for (auto &entry : detailTabs({services, toasts, memory, [this](const ContainerId &id, DetailTab tab) { open(id, tab); }}))
        m_detail->addTab(std::move(entry));

    connect(&services.containers, &ContainersService::stateChanged, this, &ContainersPage::refreshState);
    connect(&services.containers, &ContainersService::listChanged, this, &ContainersPage::refreshRows);
    connect(&services.containers, &ContainersService::rowChanged, this, [this](const ContainerId &id) {
        if (const auto *view = m_services.containers.find(id))
            m_model->updateRow(makeRow(*view, m_services.containers, m_services.statistics));
    });
    connect(&services.containers, &ContainersService::removed, this, &ContainersPage::onRemoved);
    connect(&services.statistics, &StatisticsService::sampled, this, [this](const std::vector<engine::LiveSample> &samples) {
        if (!isVisible()) // shown again, all rows are made anew
            return;
        for (const auto &live : samples)
            if (const auto *view = m_services.containers.find(live.container))
                m_model->updateRow(makeRow(*view, m_services.containers, m_services.statistics));
        for (const auto &pod : m_services.containers.pods())
            m_model->updatePod(makePodRow(pod, m_services.containers, m_services.statistics));
    });
    connect(new VisibleTimer(this, 1000), &QTimer::timeout, m_model, &ContainerModel::tick);

    connect(m_table, &ContainerTable::opened, this, [this](const ContainerId &id) { open(id, openTab()); });
    connect(m_table, &ContainerTable::selectedChanged, this, [this] {
        m_listCommands->setTargets(m_table->selectedIds());
        // In the narrow list a selection is the choice of what the detail shows.
        if (m_layout == Layout::Split)
            if (const auto ids = m_table->selectedIds(); ids.size() == 1 && ids.front() != m_detail->container())
                open(ids.front(), openTab());
    });
    connect(m_table, &ContainerTable::menuRequested, this, [this](const QPoint &at) {
        const auto pod = m_table->selectedPod();
        (pod ? m_podCommands->makeMenu(*pod, this) : m_listCommands->makeMenu(this))->popup(at);
    });
    connect(m_table, &ContainerTable::deleteRequested, this, [this] {
        if (const auto pod = m_table->selectedPod())
            m_podCommands->remove(*pod);
        else
            m_listCommands->trigger(ContainerAction::Delete);
    });
    connect(m_table, &ContainerTable::renameRequested, this, [this](const ContainerId &id) { m_listCommands->rename(id); });
    connect(m_table, &ContainerTable::filesDropped, new RowDrop(services, toasts, memory, this), &RowDrop::ask);
    connect(m_table, &ContainerTable::cancelRequested, this, [this](const ContainerId &id) { m_services.containers.cancelPending(id); });
    connect(m_table, &ContainerTable::forceOffRequested, this, [this](const ContainerId &id) {
        m_listCommands->setTargets({id});
        m_listCommands->trigger(ContainerAction::ForceOff);
    });
    connect(m_table, &ContainerTable::pointerLeft, this, [this] {
        if (!m_ghosts.empty()) {
            m_ghosts.clear();
            refreshRows();
        }
    });
    connect(m_listCommands, &ContainerCommands::placeRequested, this, &ContainersPage::onPlaceRequested);
    connect(m_otherCommands, &ContainerCommands::placeRequested, this, &ContainersPage::onPlaceRequested);
    connect(m_detailCommands, &ContainerCommands::placeRequested, this, &ContainersPage::onPlaceRequested);
    connect(m_detail, &ContainerDetail::tabChanged, this, &ContainersPage::placeChanged);
    connect(m_detail, &ContainerDetail::closeRequested, this, &ContainersPage::showList);
    connect(m_detail, &ContainerDetail::aloneRequested, this, [this](bool alone) { setLayoutState(alone ? Layout::Alone : Layout::Split); });
    connect(m_noMatch, &StatePage::actionTriggered, this, [this] {
        m_states->setCurrentIndex(0);
        Q_EMIT searchResetRequested();
    });
    connect(m_states, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_table->filter().setStates(static_cast<StateFilter>(index));
        refreshState();
    });
    connect(m_statePage, &StatePage::actionTriggered, this, [this] { m_services.containers.start(); });
    connect(m_firstRun, &FirstRunPage::starterRequested, this, &ContainersPage::runStarter);
    connect(m_firstRun, &FirstRunPage::cancelRequested, m_starter, &StarterRun::cancel);
    connect(m_firstRun, &FirstRunPage::newRequested, this, [this] { newContainer(); });
    connect(m_starter, &StarterRun::progressed, m_firstRun, &FirstRunPage::setBusy);
    connect(m_starter, &StarterRun::created, this, [this](const ContainerId &id) {
        m_firstRun->setBusy({});
        open(id, DetailTab::Statistics);
        Q_EMIT starterCreated(id);
    });
    connect(m_starter, &StarterRun::failed, this, [this](const Error &error) {
        m_firstRun->showError(error);
        Q_EMIT starterFailed(error);
    });
    refreshState();
}

ContainersPage::~ContainersPage() = default;

void ContainersPage::showEvent(QShowEvent *event)
{
    PageView::showEvent(event);
    refreshRows();
}

void ContainersPage::refreshRows()
{
    std::vector<ContainerRow> rows;
    for (const auto &view : m_services.containers.containers()) {
        rows.push_back(makeRow(view, m_services.containers, m_services.statistics));
        m_ghosts.erase(view.id);
    }
    // A deleted row keeps its place while the pointer is over the list, so that a second click cannot hit its neighbour.
    if (m_table->isPointerInside()) {
        for (const ContainerId &id : m_model->ids()) {
            if (m_services.containers.find(id))
                continue;
            ContainerRow ghost = *m_model->row(id);
            ghost.gone = true;
            ghost.live = false;
            ghost.pending.reset();
            m_ghosts.insert_or_assign(id, std::move(ghost));
        }
    }
    for (const auto &[id, ghost] : m_ghosts)
        rows.push_back(ghost);
    std::vector<ContainerRow> pods;
    for (const auto &pod : m_services.containers.pods())
        pods.push_back(makePodRow(pod, m_services.containers, m_services.statistics));
    m_model->setRows(std::move(rows), std::move(pods));
    if (m_layout != Layout::List && !m_services.containers.find(m_detail->container()))
        showList();
    m_table->leaveGone();
    refreshState();
}

void ContainersPage::refreshState()
{
    auto &containers = m_services.containers;
    const bool known = !containers.containers().empty() || !containers.pods().empty() || !m_ghosts.empty();
    switch (containers.state()) {
    case LoadState::Loading:
    case LoadState::Slow:
        // Cache first: what is known stays on the screen while it is read again.
        if (known)
            break;
        m_statePage->showLoading(containers.state() == LoadState::Slow);
        m_stack->setCurrentWidget(m_statePage);
        return;
    case LoadState::Failed:
        m_statePage->showError(*containers.error());
        m_stack->setCurrentWidget(m_statePage);
        return;
    case LoadState::Ready:
        if (known)
            break;
        if (m_stack->currentWidget() != m_firstRun) {
            m_stack->setCurrentWidget(m_firstRun);
            m_firstRun->focusFirst();
        }
        return;
    }
    if (m_stack->currentWidget() != m_content) {
        m_stack->setCurrentWidget(m_content);
        m_table->setFocus(Qt::OtherFocusReason);
    }
    m_leftStack->setCurrentIndex(m_table->shownCount() == 0 && m_table->filter().isNarrowed() ? 1 : 0);
}

QString ContainersPage::searchHint() const
{
    return tr("Search containers (Ctrl+F)");
}

PageView::Primary ContainersPage::primary() const
{
    return {tr("New Container…"), "plus"_L1};
}

void ContainersPage::setSearch(const QString &text)
{
    m_table->filter().setText(text);
    refreshState();
}

std::optional<ContainerId> ContainersPage::openContainer() const
{
    return m_layout == Layout::List ? std::nullopt : std::optional(m_detail->container());
}

DetailTab ContainersPage::openTab() const
{
    return m_detail->tab();
}

void ContainersPage::open(const ContainerId &id, DetailTab tab)
{
    const QSignalBlocker quiet(this); // one change of place, said at the end
    if (m_layout == Layout::List)
        setLayoutState(Layout::Split);
    m_detail->setTab(tab);
    m_detail->setContainer(id);
    m_table->select(id);
    blockSignals(false);
    Q_EMIT placeChanged();
}

void ContainersPage::showList()
{
    setLayoutState(Layout::List);
}

void ContainersPage::setLayoutState(Layout layout)
{
    if (m_layout == layout)
        return;
    if (m_layout == Layout::List)
        m_wideState = m_table->saveState();
    const bool focusWasInside = m_detail->isAncestorOf(focusWidget()) || m_table->hasFocus();
    m_layout = layout;
    m_table->setNarrow(layout != Layout::List);
    m_tools->setVisible(layout == Layout::List);
    m_toolsLine->setVisible(layout == Layout::List);
    m_left->setVisible(layout != Layout::Alone);
    m_detail->setVisible(layout != Layout::List);
    m_detail->setAlone(layout == Layout::Alone);
    if (layout == Layout::Split) {
        m_left->setMinimumWidth(200);
        m_left->setMaximumWidth(420);
        m_splitter->setSizes({metrics::narrowListWidth, std::max(400, width() - metrics::narrowListWidth)});
    } else {
        m_left->setMaximumWidth(QWIDGETSIZE_MAX);
    }
    if (layout == Layout::List && focusWasInside)
        m_table->setFocus();
    Q_EMIT placeChanged();
}

bool ContainersPage::goBack()
{
    switch (m_layout) {
    case Layout::Alone: setLayoutState(Layout::Split); return true;
    case Layout::Split: showList(); return true;
    case Layout::List: return false;
    }
    return false;
}

void ContainersPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && goBack())
        return;
    QWidget::keyPressEvent(event);
}

void ContainersPage::run(const ContainerId &id, ContainerAction action)
{
    m_otherCommands->setTargets({id});
    m_otherCommands->trigger(action);
}

NewContainerDialog *ContainersPage::newContainer(const QString &image)
{
    auto *dialog = new NewContainerDialog(m_services, window());
    if (!image.isEmpty())
        dialog->setImage(image);
    connect(dialog, &NewContainerDialog::created, this, [this](const ContainerId &id) {
        // Its row may not be here yet; the list's next change selects it.
        connect(
            &m_services.containers, &ContainersService::listChanged, this, [this, id] { m_table->select(id); },
            static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
        m_table->select(id);
    });
    dialog->open();
    return dialog;
}

void ContainersPage::runStarter()
{
    m_starter->run();
}

void ContainersPage::onRemoved(const ContainerId &id, const QString &name)
{
    m_toasts.show(tr("%1 moved to the trash").arg(name), tr("Undo"), [this, id] {
        m_services.containers.restore(id).then(this, [this](const Status &status) {
            if (!status)
                m_toasts.show(errorText(status.error()).headline);
        });
    });
}

void ContainersPage::onPlaceRequested(const ContainerId &id, ContainerAction action)
{
    switch (action) {
    case ContainerAction::Shell: open(id, DetailTab::Terminal); return;
    case ContainerAction::Logs: open(id, DetailTab::Logs); return;
    case ContainerAction::Files: open(id, DetailTab::Files); return;
    case ContainerAction::Statistics: open(id, DetailTab::Statistics); return;
    case ContainerAction::Snapshot:
        open(id, DetailTab::Snapshots);
        if (auto *snapshots = qobject_cast<SnapshotsView *>(m_detail->tabWidget()))
            snapshots->take();
        return;
    case ContainerAction::Duplicate:
    case ContainerAction::Recreate:
        if (const auto *view = m_services.containers.find(id)) {
            auto *dialog = newContainer();
            engine::ContainerSpec spec = view->spec;
            if (spec.image.empty())
                spec.image = view->image;
            if (action == ContainerAction::Duplicate)
                spec.name.clear();
            else
                spec.name = view->name;
            dialog->setSpec(spec);
            if (action == ContainerAction::Recreate)
                dialog->setReplaces(id);
        }
        return;
    default: open(id, openTab()); return;
    }
}

QByteArray ContainersPage::saveTable() const
{
    return m_layout == Layout::List ? m_table->saveState() : m_wideState;
}

void ContainersPage::restoreTable(const QByteArray &state)
{
    m_wideState = state;
    m_table->restoreState(state);
}

} // namespace firkin::ui

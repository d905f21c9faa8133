#include "ui/snapshots/snapshots_view.h"

#include "ui/async/plain_text.h"
#include "ui/services/services.h"
#include "ui/snapshots/snapshot_model.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/toasts.h"
#include "ui/widgets/tool_row.h"
#include "ui/widgets/visible_timer.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
constexpr int roomForAll = 640;
}

SnapshotsView::SnapshotsView(Services &services, Toasts &toasts, QWidget *parent) : QWidget(parent), m_services(services), m_toasts(toasts)
{
    build();
    connect(m_take, &QAction::triggered, this, &SnapshotsView::take);
    connect(m_restore, &QAction::triggered, this, &SnapshotsView::restore);
    connect(m_fork, &QAction::triggered, this, &SnapshotsView::fork);
    connect(m_remove, &QAction::triggered, this, &SnapshotsView::remove);
    connect(m_statePage, &StatePage::actionTriggered, this, [this] { m_failure ? refresh() : take(); });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &SnapshotsView::refreshActions);
    connect(m_view, &QTreeView::activated, this, &SnapshotsView::restore);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        if (!selected())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_restore, m_fork, m_remove});
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (const Task *task = m_services.snapshots.working(m_container))
            m_services.tasks.cancel(task->id);
    });

    auto &snapshots = services.snapshots;
    connect(&snapshots, &SnapshotsService::changed, this, [this](const ContainerId &id) {
        if (id == m_container)
            refresh();
    });
    connect(&snapshots, &SnapshotsService::failed, this, [this](const ContainerId &id, const Error &error, const QString &object) {
        if (id == m_container)
            m_banner->showError(error, object);
    });
    connect(&snapshots, &SnapshotsService::taken, this, [this](const ContainerId &id, const QString &name) {
        if (id == m_container)
            m_toasts.show(tr("%1 saved").arg(name));
    });
    connect(&snapshots, &SnapshotsService::restored, this, [this](const ContainerId &id, const QString &name) {
        if (id == m_container)
            m_toasts.show(tr("%1 goes on from %2").arg(containerName(), name));
    });
    connect(&snapshots, &SnapshotsService::forked, this, [this](const ContainerId &id, const ContainerId &made) {
        if (id == m_container)
            m_toasts.show(tr("%1 runs").arg(m_services.containers.nameOf(made)));
    });
    for (const auto signal : {&TaskList::added, &TaskList::changed, &TaskList::ended})
        connect(&services.tasks, signal, this, &SnapshotsView::showWork);
    connect(&services.containers, &ContainersService::listChanged, this, [this] {
        showState();
        refreshActions();
    });
    connect(new VisibleTimer(this, 30'000), &QTimer::timeout, m_model, &SnapshotModel::refreshAges);
}

void SnapshotsView::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_take = new QAction(icon("snapshot"_L1), tr("Take Snapshot…"), this);
    m_restore = new QAction(icon("undo"_L1), tr("Restore…"), this);
    m_fork = new QAction(icon("split"_L1), tr("New Container…"), this);
    m_remove = new QAction(icon("trash"_L1), tr("Delete…"), this);
    m_take->setToolTip(tr("Saves memory and disk; the container goes on"));
    m_restore->setToolTip(tr("The container goes on from the selected snapshot"));
    m_fork->setToolTip(tr("A new container goes on from the selected snapshot"));
    m_tools = new ToolRow;
    m_tools->addButton(m_take, ToolRow::Name::Stays);
    for (QAction *action : {m_restore, m_fork, m_remove})
        m_tools->addButton(action);
    m_work = new ElidedLabel;
    m_work->setForegroundRole(QPalette::PlaceholderText);
    m_cancel = new QToolButton;
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    m_tools->row().addStretch();
    m_tools->row().addWidget(m_work);
    m_tools->row().addWidget(m_cancel);
    layout->addWidget(m_tools);
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    layout->addWidget(m_banner);

    auto *body = new QWidget;
    m_stack = new QStackedLayout(body);
    m_statePage = new StatePage;
    m_statePage->showLoading(false);
    m_stack->addWidget(m_statePage);
    m_model = new SnapshotModel(this);
    m_view = makeTable(m_model, tr("Snapshots"), {180, 0, 110, 90, 100});
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionsMovable(false);
    m_view->header()->setSectionResizeMode(SnapshotModel::NoteColumn, QHeaderView::Stretch);
    m_stack->addWidget(m_view);
    layout->addWidget(body, 1);
    setFocusProxy(m_view);
}

void SnapshotsView::setContainer(const ContainerId &id)
{
    if (m_container == id)
        return;
    m_container = id;
    m_banner->clear();
    m_model->setSnapshots({});
    m_isListed = false;
    m_failure.reset();
    showState();
    if (isVisible())
        refresh();
    showWork();
}

void SnapshotsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

/// The note is worth more than how long it stood still.
void SnapshotsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_view->setColumnHidden(SnapshotModel::StillColumn, width() < roomForAll);
}

void SnapshotsView::refresh()
{
    if (m_container.empty())
        return;
    m_services.snapshots.list(m_container).then(this, [this, id = m_container](Result<std::vector<engine::SnapshotView>> snapshots) {
        if (id != m_container || (!snapshots && snapshots.error().isCancelled()))
            return;
        m_failure.reset();
        if (snapshots) {
            m_isListed = true;
            keepChoice(*m_view, [&] { m_model->setSnapshots(std::move(*snapshots)); });
        } else {
            m_failure = snapshots.error();
        }
        showState();
        refreshActions();
    });
}

void SnapshotsView::showState()
{
    const bool replaced = m_statePage->replacesList(m_isListed, m_failure, m_model->rowCount() == 0, false,
                                                    {.iconName = "snapshot"_L1,
                                                     .none = tr("No snapshots yet"),
                                                     .hint = tr("A snapshot keeps the container’s memory and disk of one moment. It goes on from there whenever you like."),
                                                     .make = isRunning() ? tr("Take Snapshot…") : QString(),
                                                     .otherwise = {},
                                                     .noMatch = {},
                                                     .showAll = {}},
                                                    *m_banner);
    m_stack->setCurrentWidget(replaced ? static_cast<QWidget *>(m_statePage) : m_view);
}

void SnapshotsView::refreshActions()
{
    const auto snapshot = selected();
    const bool working = m_services.snapshots.working(m_container) != nullptr;
    m_take->setEnabled(isRunning() && !working);
    m_restore->setEnabled(snapshot && !snapshot->problem && !working);
    m_fork->setEnabled(snapshot && !snapshot->problem && !working);
    m_remove->setEnabled(snapshot && !working);
}

void SnapshotsView::showWork()
{
    const Task *task = m_services.snapshots.working(m_container);
    m_work->setVisible(task);
    m_cancel->setVisible(task);
    if (task) {
        const auto &progress = task->progress;
        const QString share = progress.total && *progress.total > 0 ? u" "_s + formatPercent(static_cast<double>(progress.done) / static_cast<double>(*progress.total)) : QString();
        m_work->setFullText(task->title + u"…"_s + share);
    }
    m_tools->fit();
    refreshActions();
}

void SnapshotsView::take()
{
    if (!m_take->isEnabled())
        return;
    m_banner->clear();
    askForText(window(), tr("Take a snapshot of %1").arg(containerName()), tr("What to remember about it"), formatDateTime(std::chrono::system_clock::now()), tr("Take Snapshot"),
               [](const QString &) { return QString(); },
               [this, id = m_container, name = containerName()](const QString &note) { m_services.snapshots.take(id, name, note); });
}

void SnapshotsView::restore()
{
    const auto snapshot = selected();
    if (!snapshot || snapshot->problem || !m_restore->isEnabled())
        return;
    m_banner->clear();
    const auto go = [this, id = m_container, name = snapshot->name, container = containerName()] { m_services.snapshots.restore(id, container, name); };
    // What is on a stopped one's disk since then goes, too.
    const QString loss = isRunning() ? tr("%1 runs and is thrown back to how it was %2. What it has done since then is lost.")
                                     : tr("%1 starts as it was %2. What is on its disk since then is lost.");
    askBeforeLoss(window(), tr("Restore %1?").arg(displayText(snapshot->name)),
                  loss.arg(containerName(), formatAge(snapshot->takenAt, std::chrono::system_clock::now())), tr("Restore"), go);
}

void SnapshotsView::fork()
{
    const auto snapshot = selected();
    if (!snapshot || snapshot->problem)
        return;
    m_banner->clear();
    const auto check = [this](const QString &name) {
        const bool taken = std::ranges::any_of(m_services.containers.containers(),
                                               [&](const engine::ContainerView &view) { return view.name == toBytes(name.trimmed()); });
        return taken ? tr("There is a container of that name.") : QString();
    };
    askForText(window(), tr("New container from %1").arg(displayText(snapshot->name)), tr("Its name"), containerName() + u"-fork"_s, tr("Make It"), check,
               [this, id = m_container, name = snapshot->name](const QString &newName) { m_services.snapshots.fork(id, name, newName.trimmed()); });
}

void SnapshotsView::remove()
{
    const auto snapshot = selected();
    if (!snapshot)
        return;
    const QString name = displayText(snapshot->name);
    askBeforeLoss(window(), tr("Delete %1 forever?").arg(name), tr("This frees %1 and cannot be undone. The container is not touched.").arg(formatSize(snapshot->size.bytes)),
                  tr("Delete Forever"), [this, id = m_container, snapshotName = snapshot->name, name] {
                      m_services.snapshots.remove(id, snapshotName).then(this, [this, id, name](const Status &status) {
                          if (!status && id == m_container)
                              m_banner->showError(status.error(), name);
                      });
                  });
}

std::optional<engine::SnapshotView> SnapshotsView::selected() const
{
    const auto rows = m_view->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return std::nullopt;
    return m_model->rows()[static_cast<std::size_t>(rows.front().row())];
}

bool SnapshotsView::isRunning() const
{
    const auto *view = m_services.containers.find(m_container);
    return view && view->state == engine::ContainerState::Running;
}

QString SnapshotsView::containerName() const
{
    return m_services.containers.nameOf(m_container);
}

} // namespace firkin::ui

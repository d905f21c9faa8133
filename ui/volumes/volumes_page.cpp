#include "ui/volumes/volumes_page.h"

#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/volumes/new_volume_dialog.h"
#include "ui/volumes/volume_model.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/toasts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QTimer>
#include <QTreeView>

namespace firkin::ui {

using namespace Qt::StringLiterals;

VolumesPage::VolumesPage(Services &services, Toasts &toasts, QWidget *parent) : PageView(parent), m_services(services), m_toasts(toasts)
{
    m_stack = new QStackedLayout(this);
    m_statePage = new StatePage;
    m_stack->addWidget(m_statePage);
    m_content = new QWidget;
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_model = new VolumeModel(this);
    m_filter = new QSortFilterProxyModel(this);
    m_filter->setSourceModel(m_model);
    m_filter->setSortRole(VolumeModel::SortRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterKeyColumn(-1);

    layout->addWidget(makeTools());
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    auto *bannerRow = new QHBoxLayout;
    bannerRow->setContentsMargins(metrics::medium, 0, metrics::medium, 0);
    bannerRow->addWidget(m_banner);
    layout->addLayout(bannerRow);
    makeView();
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);

    connect(&services.volumes, &VolumesService::listChanged, this, [this] {
        keepChoice(*m_view, [this] { m_model->setVolumes(m_services.volumes.volumes()); });
        refreshState();
        refreshActions();
    });
    connect(&services.volumes, &VolumesService::stateChanged, this, &VolumesPage::refreshState);
    // Who has a volume changes with the containers: many of their changes, one look at the disk.
    auto *soon = new QTimer(this);
    soon->setSingleShot(true);
    soon->setInterval(200);
    connect(soon, &QTimer::timeout, this, [this] { m_services.volumes.refresh(); });
    connect(&services.containers, &ContainersService::listChanged, this, [this, soon] {
        if (isVisible() && !soon->isActive())
            soon->start();
    });
    connect(m_statePage, &StatePage::actionTriggered, this, [this] {
        if (!m_services.volumes.volumes().empty())
            Q_EMIT searchResetRequested();
        else if (m_services.volumes.state() == LoadState::Failed)
            m_services.volumes.refresh();
        else
            create();
    });
    m_model->setVolumes(services.volumes.volumes());
    refreshState();
    refreshActions();
}

QWidget *VolumesPage::makeTools()
{
    m_open = new QAction(icon("containers"_L1), tr("Show Container"), this);
    m_copy = new QAction(icon("copy"_L1), tr("Copy Name"), this);
    m_delete = new QAction(icon("trash"_L1), tr("Delete"), this);
    m_delete->setShortcut(QKeySequence::Delete);
    m_delete->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    addAction(m_delete);
    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(metrics::small, metrics::tight, metrics::medium, metrics::tight);
    row->setSpacing(2);
    row->addWidget(toolButton(m_open));
    row->addWidget(toolButton(m_copy));
    row->addStretch();
    row->addWidget(toolButton(m_delete));
    connect(m_open, &QAction::triggered, this, [this] {
        const auto rows = selectedRows();
        if (rows.size() != 1)
            return;
        for (const auto &user : m_model->volumeAt(rows.front()).usedBy) {
            if (!user.inTrash) {
                Q_EMIT placeRequested({Page::Containers, user.id, DetailTab::Overview});
                return;
            }
        }
    });
    connect(m_copy, &QAction::triggered, this, [this] {
        QStringList names;
        for (const int at : selectedRows())
            names << QString::fromStdString(m_model->volumeAt(at).name);
        QGuiApplication::clipboard()->setText(names.join(u'\n'));
    });
    connect(m_delete, &QAction::triggered, this, &VolumesPage::removeSelected);
    return tools;
}

void VolumesPage::makeView()
{
    m_view = makeTable(m_filter, tr("Volumes"), {280, 90, 90, 240, 150});
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(VolumeModel::NameColumn, Qt::AscendingOrder);
    m_view->setTextElideMode(Qt::ElideMiddle);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &VolumesPage::refreshActions);
    connect(m_view, &QTreeView::activated, m_open, &QAction::trigger);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        if (selectedRows().empty())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_open, m_copy});
        menu->addSeparator();
        menu->addAction(m_delete);
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
}

void VolumesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // fk may have changed them; nothing watches volumes.
    m_services.volumes.refresh();
}

void VolumesPage::setSearch(const QString &text)
{
    m_filter->setFilterFixedString(text);
    refreshState();
}

QString VolumesPage::searchHint() const
{
    return tr("Search volumes (Ctrl+F)");
}

PageView::Primary VolumesPage::primary() const
{
    return {tr("New Volume…"), "plus"_L1};
}

void VolumesPage::refreshState()
{
    const auto &volumes = m_services.volumes;
    const bool replaced = m_statePage->replacesList(
        volumes.state() == LoadState::Ready, volumes.error(), volumes.volumes().empty(), m_filter->rowCount() == 0,
        {"volumes"_L1, tr("No volumes yet"), tr("A volume keeps data when its container is deleted, and can be given to the next one."),
         tr("New Volume…"), {}, tr("No volume matches"), tr("Show All")},
        *m_banner);
    m_stack->setCurrentWidget(replaced ? static_cast<QWidget *>(m_statePage) : m_content);
}

std::vector<int> VolumesPage::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        rows.push_back(m_filter->mapToSource(index).row());
    return rows;
}

void VolumesPage::refreshActions()
{
    const auto rows = selectedRows();
    QString hindrance;
    bool hasUser = false;
    for (const int at : rows) {
        const engine::VolumeView &volume = m_model->volumeAt(at);
        if (hindrance.isEmpty())
            hindrance = deleteHindrance(volume);
        for (const auto &user : volume.usedBy)
            hasUser = hasUser || !user.inTrash;
    }
    m_open->setEnabled(rows.size() == 1 && hasUser);
    m_copy->setEnabled(!rows.empty());
    m_delete->setEnabled(!rows.empty() && hindrance.isEmpty());
    m_delete->setToolTip(hindrance.isEmpty() ? tr("Delete for good") : hindrance);
}

void VolumesPage::create()
{
    auto *dialog = new NewVolumeDialog(m_services.volumes, window());
    connect(dialog, &NewVolumeDialog::created, this, [this](const QString &name) { m_toasts.show(tr("Created %1").arg(name)); });
    dialog->open();
}

void VolumesPage::removeSelected()
{
    const auto rows = selectedRows();
    if (rows.empty())
        return;
    std::vector<std::string> volumes;
    QStringList names;
    for (const int at : rows) {
        volumes.push_back(m_model->volumeAt(at).name);
        names << m_model->index(at, VolumeModel::NameColumn).data().toString();
    }
    const QString title = rows.size() == 1 ? tr("Delete %1?").arg(names.front()) : tr("Delete %n volumes?", nullptr, static_cast<int>(rows.size()));
    const QString text = rows.size() == 1 ? tr("What is in the volume is lost.") : listedNames(names) + u"\n\n"_s + tr("What is in them is lost.");
    askBeforeLoss(window(), title, text, tr("Delete"), [this, volumes] {
        m_banner->clear();
        for (const auto &name : volumes)
            m_services.volumes.remove(name).then(this, [this](const Status &status) {
                if (!status)
                    m_banner->showError(status.error());
            });
    });
}

} // namespace firkin::ui

#include "ui/volumes/volumes_page.h"

#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/volumes/new_volume_dialog.h"
#include "ui/volumes/volume_model.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/toasts.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QToolButton>
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
        m_model->setVolumes(m_services.volumes.volumes());
        refreshState();
        refreshActions();
    });
    connect(&services.volumes, &VolumesService::stateChanged, this, &VolumesPage::refreshState);
    // Who has a volume changes with the containers.
    connect(&services.containers, &ContainersService::listChanged, this, [this] {
        if (isVisible())
            m_services.volumes.refresh();
    });
    connect(m_statePage, &StatePage::actionTriggered, this, [this] {
        if (m_services.volumes.state() == LoadState::Failed)
            m_services.volumes.refresh();
        else if (!m_services.volumes.volumes().empty())
            Q_EMIT searchResetRequested();
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
    const auto addButton = [row](QAction *action) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    };
    addButton(m_open);
    addButton(m_copy);
    row->addStretch();
    addButton(m_delete);
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
    m_view = new QTreeView;
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(VolumeModel::NameColumn, Qt::AscendingOrder);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Volumes"));
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->header()->setStretchLastSection(true);
    m_view->header()->setHighlightSections(false);
    m_view->setColumnWidth(VolumeModel::NameColumn, 280);
    m_view->setColumnWidth(VolumeModel::SizeColumn, 90);
    m_view->setColumnWidth(VolumeModel::DiskColumn, 90);
    m_view->setColumnWidth(VolumeModel::UsersColumn, 240);
    m_view->setColumnWidth(VolumeModel::CreatedColumn, 130);
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
    if (volumes.state() == LoadState::Failed && volumes.volumes().empty()) {
        m_statePage->showError(*volumes.error());
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    if (volumes.state() == LoadState::Failed)
        m_banner->showError(*volumes.error());
    if (volumes.volumes().empty()) {
        if (volumes.state() == LoadState::Ready)
            m_statePage->showText("volumes"_L1, tr("No volumes yet"),
                                  tr("A volume keeps data when its container is deleted, and can be given to the next one."), tr("New Volume…"));
        else
            m_statePage->showLoading(false);
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    if (m_filter->rowCount() == 0) {
        m_statePage->showText("search"_L1, tr("No volume matches"), {}, tr("Show All"));
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    m_stack->setCurrentWidget(m_content);
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
    const QString text = rows.size() == 1 ? tr("What is in the volume is lost.") : names.join(u'\n') + u"\n\n"_s + tr("What is in them is lost.");
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

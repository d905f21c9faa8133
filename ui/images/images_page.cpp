#include "ui/images/images_page.h"

#include "ui/images/image_model.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/row_delegate.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/toasts.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>

namespace firkin::ui {

using namespace Qt::StringLiterals;

ImagesPage::ImagesPage(Services &services, Toasts &toasts, QWidget *parent) : PageView(parent), m_services(services), m_toasts(toasts)
{
    m_stack = new QStackedLayout(this);
    m_statePage = new StatePage;
    m_stack->addWidget(m_statePage);
    m_content = new QWidget;
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);

    m_model = new ImageModel(this);
    m_filter = new QSortFilterProxyModel(this);
    m_filter->setSourceModel(m_model);
    m_filter->setSortRole(ImageModel::SortRole);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterKeyColumn(ImageModel::NameColumn);

    m_run = new QAction(icon("play"_L1), tr("Run…"), this);
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
    auto *loadAction = new QAction(icon("upload"_L1), tr("Load Archive…"), this);
    connect(loadAction, &QAction::triggered, this, &ImagesPage::load);
    addButton(m_run);
    addButton(m_copy);
    row->addSpacing(metrics::large);
    addButton(loadAction);
    row->addStretch();
    addButton(m_delete);
    layout->addWidget(tools);
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
    m_view->sortByColumn(ImageModel::NameColumn, Qt::AscendingOrder);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setAccessibleName(tr("Images"));
    m_view->setTextElideMode(Qt::ElideMiddle);
    m_view->header()->setStretchLastSection(true);
    m_view->header()->setHighlightSections(false);
    m_view->setColumnWidth(ImageModel::NameColumn, 400);
    m_view->setColumnWidth(ImageModel::SizeColumn, 100);
    m_view->setColumnWidth(ImageModel::CreatedColumn, 150);
    m_view->setColumnWidth(ImageModel::UsedColumn, 130);
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);

    connect(&services.images, &ImagesService::listChanged, this, [this] {
        m_model->setImages(m_services.images.images());
        refreshState();
    });
    connect(&services.images, &ImagesService::stateChanged, this, &ImagesPage::refreshState);
    connect(&services.images, &ImagesService::loaded, this, [this](const QStringList &references, TaskId task) {
        const auto *found = m_services.tasks.find(task);
        if (found && found->error)
            m_banner->showError(*found->error);
        else if (!references.isEmpty())
            m_toasts.show(tr("Loaded %1").arg(references.join(u", "_s)));
    });
    connect(&services.images, &ImagesService::pulled, this, [this](const QString &reference, TaskId task) {
        const auto *found = m_services.tasks.find(task);
        if (found && found->error)
            m_banner->showError(*found->error);
        else if (found && found->state == TaskState::Done)
            m_toasts.show(tr("Pulled %1").arg(reference));
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ImagesPage::refreshActions);
    connect(m_view, &QTreeView::activated, m_run, &QAction::trigger);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        if (selectedRows().empty())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_run, m_copy});
        menu->addSeparator();
        menu->addAction(m_delete);
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_run, &QAction::triggered, this, [this] {
        if (const auto rows = selectedRows(); rows.size() == 1)
            Q_EMIT newContainerRequested(QString::fromStdString(m_model->referenceAt(rows.front())));
    });
    connect(m_copy, &QAction::triggered, this, [this] {
        QStringList names;
        for (const int at : selectedRows())
            names << QString::fromStdString(m_model->referenceAt(at));
        QGuiApplication::clipboard()->setText(names.join(u'\n'));
    });
    connect(m_delete, &QAction::triggered, this, &ImagesPage::removeSelected);
    connect(m_statePage, &StatePage::actionTriggered, this, [this] {
        if (m_services.images.state() == LoadState::Failed)
            m_services.images.refresh();
        else if (!m_services.images.images().empty())
            Q_EMIT searchResetRequested();
        else
            pull();
    });
    connect(m_statePage, &StatePage::secondaryTriggered, this, &ImagesPage::load);
    m_model->setImages(services.images.images());
    refreshState();
    refreshActions();
}

void ImagesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // fk may have changed them; nothing watches images.
    m_services.images.refresh();
}

void ImagesPage::setSearch(const QString &text)
{
    m_filter->setFilterFixedString(text);
    refreshState();
}

QString ImagesPage::searchHint() const
{
    return tr("Search images (Ctrl+F)");
}

PageView::Primary ImagesPage::primary() const
{
    return {tr("Pull Image…"), "download"_L1};
}

void ImagesPage::refreshState()
{
    const auto &images = m_services.images;
    if (images.state() == LoadState::Failed && images.images().empty()) {
        m_statePage->showError(*images.error());
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    if (images.state() == LoadState::Failed)
        m_banner->showError(*images.error());
    if (images.images().empty()) {
        if (images.state() == LoadState::Ready)
            m_statePage->showText("images"_L1, tr("No images yet"), tr("Pull one from a registry, or load an archive that was saved before."), tr("Pull Image…"), tr("Load Archive…"));
        else
            m_statePage->showLoading(false);
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    if (m_filter->rowCount() == 0) {
        m_statePage->showText("search"_L1, tr("No image matches"), {}, tr("Show All"));
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    m_stack->setCurrentWidget(m_content);
}

std::vector<int> ImagesPage::selectedRows() const
{
    std::vector<int> rows;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        rows.push_back(m_filter->mapToSource(index).row());
    return rows;
}

void ImagesPage::refreshActions()
{
    const auto count = selectedRows().size();
    m_run->setEnabled(count == 1);
    m_copy->setEnabled(count > 0);
    m_delete->setEnabled(count > 0);
}

void ImagesPage::pull()
{
    askForText(
        window(), tr("Pull Image"), tr("Name, as registry.example/name:tag"), {}, tr("Pull"),
        [](const QString &text) { return text.trimmed().contains(u' ') ? tr("An image name has no spaces.") : QString(); },
        [this](const QString &reference) {
            m_banner->clear();
            m_services.images.pull(reference.trimmed());
        });
}

void ImagesPage::load()
{
    auto *dialog = new QFileDialog(window(), tr("Load Image Archive"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Image archives (*.tar *.tar.gz *.tgz *.oci)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_banner->clear();
        m_services.images.load(path);
    });
    dialog->open();
}

void ImagesPage::removeSelected()
{
    const auto rows = selectedRows();
    if (rows.empty())
        return;
    std::vector<std::string> references;
    QStringList names;
    for (const int at : rows) {
        references.push_back(m_model->referenceAt(at));
        names << m_model->nameAt(at);
    }
    const QString title = rows.size() == 1 ? tr("Delete %1?").arg(names.front()) : tr("Delete %n images?", nullptr, static_cast<int>(rows.size()));
    const QString text = rows.size() == 1 ? tr("The image has to be pulled or loaded again to be used.")
                                          : names.join(u'\n') + u"\n\n"_s + tr("They have to be pulled or loaded again to be used.");
    askBeforeLoss(window(), title, text, tr("Delete"), [this, references] {
        m_banner->clear();
        for (const auto &reference : references)
            m_services.images.remove(reference, false).then(this, [this](const Status &status) {
                if (!status)
                    m_banner->showError(status.error());
            });
    });
}

} // namespace firkin::ui

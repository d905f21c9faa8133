#include "ui/images/images_page.h"

#include "ui/async/plain_text.h"
#include "ui/images/image_actions.h"
#include "ui/images/image_model.h"
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
#include <QFileInfo>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>

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

    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(metrics::small, metrics::tight, metrics::medium, metrics::tight);
    row->setSpacing(2);
    layout->addWidget(tools);
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    auto *bannerRow = new QHBoxLayout;
    bannerRow->setContentsMargins(metrics::medium, 0, metrics::medium, 0);
    bannerRow->addWidget(m_banner);
    layout->addLayout(bannerRow);

    m_view = makeTable(m_filter, tr("Images"), {400, 100, 150, 130});
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(ImageModel::NameColumn, Qt::AscendingOrder);
    m_view->setTextElideMode(Qt::ElideMiddle);
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);

    m_actions = new ImageActions(services.images, *m_banner, m_view);
    for (QAction *action : {m_actions->run, m_actions->push, m_actions->remove})
        row->addWidget(toolButton(action));
    row->addStretch();
    row->addWidget(toolButton(m_actions->load));
    // The rest is not for every day, and the narrowest window has no room for it.
    auto *more = new QToolButton;
    more->setIcon(icon("more"_L1));
    more->setToolTip(tr("More"));
    more->setAccessibleName(tr("More"));
    more->setAutoRaise(true);
    more->setFocusPolicy(Qt::TabFocus);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *moreMenu = new QMenu(more);
    moreMenu->addActions({m_actions->tag, m_actions->history, m_actions->save});
    moreMenu->addSeparator();
    moreMenu->addActions({m_actions->prune, m_actions->registries});
    more->setMenu(moreMenu);
    row->addWidget(more);
    connect(m_actions, &ImageActions::runRequested, this, &ImagesPage::newContainerRequested);

    connect(&services.images, &ImagesService::listChanged, this, &ImagesPage::refresh);
    connect(&services.images, &ImagesService::stateChanged, this, &ImagesPage::refreshState);
    connect(&services.images, &ImagesService::loaded, this, [this](const QStringList &references, TaskId task) {
        const auto *found = m_services.tasks.find(task);
        if (found && found->error && isVisibleTo(window())) // elsewhere the window says it
            m_banner->showError(*found->error);
        else if (!references.isEmpty())
            m_toasts.show(tr("Loaded %1").arg(references.join(u", "_s)));
    });
    connect(&services.images, &ImagesService::pulled, this, [this](const QString &reference, TaskId task) {
        sayEnd(task, tr("Pulled %1").arg(displayText(reference)));
    });
    connect(&services.images, &ImagesService::pushed, this, [this](const QString &reference, TaskId task) {
        sayEnd(task, tr("Pushed %1").arg(displayText(reference)));
    });
    connect(&services.images, &ImagesService::saved, this, [this](const QString &file, TaskId task) {
        sayEnd(task, tr("Saved %1").arg(displayText(QFileInfo(file).fileName())));
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ImagesPage::refreshActions);
    connect(m_view, &QTreeView::activated, m_actions->run, &QAction::trigger);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        if (!selectedRows().empty())
            m_actions->menu(this)->popup(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_statePage, &StatePage::actionTriggered, this, [this] {
        if (!m_services.images.images().empty())
            Q_EMIT searchResetRequested();
        else if (m_services.images.state() == LoadState::Failed)
            m_services.images.refresh();
        else
            pull();
    });
    connect(m_statePage, &StatePage::secondaryTriggered, m_actions->load, &QAction::trigger);
    refresh();
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

void ImagesPage::refresh()
{
    const auto &images = m_services.images.images();
    keepChoice(*m_view, [&] { m_model->setImages(images); });
    m_actions->prune->setEnabled(std::ranges::any_of(images, [](const engine::ImageView &image) { return image.usedBy.empty(); }));
    refreshState();
    refreshActions();
}

void ImagesPage::refreshState()
{
    const auto &images = m_services.images;
    const bool replaced = m_statePage->replacesList(
        images.state() == LoadState::Ready, images.error(), images.images().empty(), m_filter->rowCount() == 0,
        {"images"_L1, tr("No images yet"), tr("Pull one from a registry, or load an archive that was saved before."),
         tr("Pull Image…"), tr("Load Archive…"), tr("No image matches"), tr("Show All")},
        *m_banner);
    m_stack->setCurrentWidget(replaced ? static_cast<QWidget *>(m_statePage) : m_content);
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
    std::vector<ImageChoice> selection;
    for (const int at : selectedRows())
        selection.push_back({m_model->referenceAt(at), m_model->nameAt(at), !m_model->isUntagged(at)});
    m_actions->setSelection(std::move(selection));
}

void ImagesPage::sayEnd(TaskId task, const QString &done)
{
    const auto *found = m_services.tasks.find(task);
    if (found && found->error && found->state == TaskState::Failed)
        m_banner->showError(*found->error);
    else if (found && found->state == TaskState::Done)
        m_toasts.show(done);
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
    m_actions->load->trigger();
}

} // namespace firkin::ui

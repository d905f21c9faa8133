#include "ui/files/files_view.h"

#include "ui/async/plain_text.h"
#include "ui/files/drag_out.h"
#include "ui/files/edited_files.h"
#include "ui/files/file_text.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/path_box.h"
#include "ui/files/pending_removals.h"
#include "ui/files/transfer_panel.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

FilesView::FilesView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new FileTreeModel(services, this))
    , m_tree(new FileTreeView(*m_model, this))
    , m_bar(new QWidget(this))
    , m_path(new PathBox(services, this))
    , m_banner(new Banner(this))
    , m_state(new StatePage(this))
    , m_transfers(new TransferPanel(services, this))
    , m_dragOut(new DragOut(services, this))
    , m_edited(new EditedFiles(services, this))
    , m_removals(new PendingRemovals(services, this))
    , m_stack(new QStackedLayout)
{
    buildBar();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(metrics::large, metrics::small, metrics::large, metrics::small);
    head->setSpacing(metrics::small);
    head->addWidget(m_bar);
    head->addWidget(m_banner);
    layout->addLayout(head);
    layout->addWidget(separatorLine(this));
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_tree);
    layout->addLayout(m_stack, 1);
    layout->addWidget(m_transfers);

    m_slow.setSingleShot(true);
    m_slow.setInterval(1000);
    connect(&m_slow, &QTimer::timeout, this, &FilesView::updateState);
    connect(m_state, &StatePage::actionTriggered, this, [this] { m_model->fetchMore({}); updateState(); });
    watchModel();
    watchServices();
    updateActions();
    updateState();
}

void FilesView::watchModel()
{
    connect(m_model, &FileTreeModel::folderLoaded, this, &FilesView::onFolderLoaded);
    connect(m_model, &FileTreeModel::renameRequested, this, &FilesView::rename);
    connect(m_tree, &FileTreeView::filesDropped, this, &FilesView::copyIn);
    connect(m_tree, &FileTreeView::nothingUsableDropped, this, [this] {
        m_banner->showNotice(tr("Only files and folders of this computer can be dropped here."));
    });
    connect(m_tree, &QAbstractItemView::pressed, m_dragOut, &DragOut::prepare); // mounted by the time it is dragged
    connect(m_tree, &FileTreeView::dragRequested, this, [this] { m_dragOut->drag(m_tree, selectedPaths()); });
    connect(m_tree, &QAbstractItemView::activated, this, &FilesView::activate);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &FilesView::showMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        updateActions();
        m_path->showPath(m_tree->currentFolder());
    });
}

void FilesView::watchServices()
{
    connect(m_dragOut, &DragOut::failed, this, &FilesView::showError);
    connect(m_edited, &EditedFiles::failed, this, &FilesView::showError);
    connect(m_edited, &EditedFiles::noticed, m_banner, &Banner::showNotice);
    connect(m_edited, &EditedFiles::saved, this, [this](const QString &text) { Q_EMIT toastRequested(text, {}, {}); });
    connect(m_removals, &PendingRemovals::over, this, [this](const ContainerId &container, const std::vector<std::string> &paths) {
        for (const std::string &path : paths) {
            if (container == m_container)
                m_model->setHidden(path, false); // back, or gone by itself
        }
    });
    connect(m_removals, &PendingRemovals::failed, this, [this](const ContainerId &container, const Error &error) {
        if (container == m_container)
            showError(error);
    });
    connect(&m_services.files, &FilesService::copiedIn, this, [this](const ContainerId &container, const std::string &, TaskId task) {
        const Task *ended = m_services.tasks.find(task);
        if (container == m_container && ended && ended->error)
            showError(*ended->error);
    });
    connect(&m_services.files, &FilesService::copiedOut, this, [this](const ContainerId &container, const QString &target, TaskId task) {
        const Task *ended = m_services.tasks.find(task);
        if (container != m_container || !ended)
            return;
        if (ended->error)
            showError(*ended->error);
        else if (isVisible() && ended->state == TaskState::Done)
            Q_EMIT toastRequested(tr("Copied to %1").arg(displayText(QStringView(target))), {}, {});
    });
    connect(&m_services.containers, &ContainersService::listChanged, this, &FilesView::updateState);
}

FilesView::~FilesView()
{
    // What waits for its undo time is not deleted: a window that goes takes nothing along.
    m_tree->selectionModel()->disconnect(this);
    m_model->disconnect(this);
}

QAction *FilesView::addAction(QLatin1StringView iconName, const QString &text, const QList<QKeySequence> &keys, void (FilesView::*slot)())
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : icon(iconName), text, this);
    action->setShortcuts(keys);
    // Only in the tree: the path box has keys of its own.
    action->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(action);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

void FilesView::buildBar()
{
    m_copyInAction = addAction("upload"_L1, tr("Copy Files In…"), {QKeySequence(u"Ctrl+U"_s)}, &FilesView::askCopyIn);
    m_copyFolderInAction = addAction({}, tr("Copy Folder In…"), {}, &FilesView::askCopyFolderIn);
    m_copyOutAction = addAction("download"_L1, tr("Copy To…"), {QKeySequence(u"Ctrl+D"_s)}, &FilesView::askCopyOut);
    m_newFolderAction = addAction("new-folder"_L1, tr("New Folder…"), {QKeySequence(u"Ctrl+Shift+N"_s)}, &FilesView::askNewFolder);
    m_renameAction = addAction("rename"_L1, tr("Rename"), {QKeySequence(Qt::Key_F2)}, &FilesView::renameCurrent);
    m_removeAction = addAction("trash"_L1, tr("Delete"), {QKeySequence(Qt::Key_Delete)}, &FilesView::removeSelected);
    m_editAction = addAction({}, tr("Edit"), {QKeySequence(Qt::Key_F4)}, &FilesView::editSelected);
    m_copyAction = addAction("copy"_L1, tr("Copy"), QKeySequence::keyBindings(QKeySequence::Copy), &FilesView::copyToClipboard);
    m_pasteAction = addAction({}, tr("Paste"), QKeySequence::keyBindings(QKeySequence::Paste), &FilesView::pasteFromClipboard);
    m_copyPathAction = addAction({}, tr("Copy Path"), {QKeySequence(u"Ctrl+Shift+C"_s)}, &FilesView::copyPaths);
    m_refreshAction = addAction("refresh"_L1, tr("Refresh"), {QKeySequence(Qt::Key_F5)}, &FilesView::refreshAll);

    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(metrics::tight);
    bar->addWidget(m_path, 1);
    bar->addSpacing(metrics::small);
    for (QAction *action : {m_copyInAction, m_copyOutAction, m_newFolderAction, m_renameAction, m_removeAction, m_refreshAction}) {
        auto *button = new QToolButton(m_bar);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setAccessibleName(action->text());
        const bool named = action == m_copyInAction || action == m_copyOutAction;
        button->setToolButtonStyle(named ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
        bar->addWidget(button);
    }
    connect(m_path, &PathBox::pathEntered, this, &FilesView::reveal);
}

void FilesView::setContainer(const ContainerId &container)
{
    if (container == m_container)
        return;
    m_container = container;
    m_revealing.clear();
    m_banner->clear();
    m_path->setContainer(container);
    m_model->setContainer(container);
    m_transfers->setContainer(container);
    m_dragOut->setContainer(container);
    for (const std::string &path : m_removals->hiddenIn(container)) // still waiting from an earlier visit
        m_model->setHidden(path, true);
    m_opened = false;
    if (isVisible() && !container.empty()) {
        m_opened = true;
        m_model->fetchMore({});
    }
    m_slow.start();
    updateState();
    updateActions();
}

void FilesView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_container.empty())
        return;
    if (!std::exchange(m_opened, true)) {
        m_slow.start();
        m_model->fetchMore({});
    }
    updateState();
}

void FilesView::updateState()
{
    using Load = FileTreeModel::Load;
    const Load load = m_model->loadOf({});
    const bool rows = m_model->rowCount() > 0;
    m_bar->setEnabled(!m_container.empty());
    if (rows || load == Load::Loaded) {
        m_stack->setCurrentWidget(m_tree);
        return;
    }
    m_stack->setCurrentWidget(m_state);
    const auto *view = m_services.containers.find(m_container);
    const bool looksIn = view && view->state != engine::ContainerState::Running && view->state != engine::ContainerState::Paused;
    if (load == Load::Failed && m_model->errorOf({}))
        m_state->showError(*m_model->errorOf({}));
    else if (looksIn && !m_slow.isActive())
        m_state->showText("files"_L1, tr("Looking into the stopped container…"),
                          tr("Its machine is started without its program, and stopped again when nobody has looked for a while."));
    else
        m_state->showLoading(!m_slow.isActive());
}

void FilesView::onFolderLoaded(const QModelIndex &folder)
{
    updateState();
    updateActions();
    goOnRevealing(folder);
    if (folder.isValid() && m_model->loadOf(folder) == FileTreeModel::Load::Failed)
        m_tree->collapse(folder);
    // For the arrow keys a place to begin at; nothing selected: what is pasted or dropped goes into "/".
    if (!folder.isValid() && !m_tree->currentIndex().isValid() && m_model->rowCount() > 0)
        m_tree->selectionModel()->setCurrentIndex(m_model->index(0, 0), QItemSelectionModel::NoUpdate);
}

void FilesView::reveal(const std::string &path)
{
    m_revealing = pathParts(path);
    m_revealed = "/";
    goOnRevealing({});
}

/// One step of the way each time a folder has been listed.
void FilesView::goOnRevealing(const QModelIndex &folder)
{
    if (m_revealing.empty() || m_model->pathOf(folder) != m_revealed)
        return;
    using Load = FileTreeModel::Load;
    QModelIndex at = folder;
    while (!m_revealing.empty()) {
        const Load load = m_model->loadOf(at);
        if (load == Load::None || load == Load::Loading) {
            m_model->fetchMore(at);
            return; // folderLoaded calls again
        }
        const std::string next = joinPath(m_revealed, m_revealing.front());
        const QModelIndex index = m_model->find(next);
        if (!index.isValid()) {
            const Error missing = m_model->errorOf(at).value_or(makeError(firkin::Operation::ListDirectory, next, Reason::NoSuchFile));
            m_revealing.clear();
            showError(missing);
            return;
        }
        m_revealing.erase(m_revealing.begin());
        m_revealed = next;
        at = index;
        if (!m_revealing.empty())
            m_tree->expand(at);
    }
    m_banner->clear();
    m_tree->setCurrentIndex(at);
    m_tree->scrollTo(at, QAbstractItemView::PositionAtCenter);
    m_tree->expand(at);
    m_tree->setFocus();
}

std::vector<std::string> FilesView::selectedPaths() const
{
    std::vector<std::string> paths;
    for (const QModelIndex &index : m_tree->selectedRows())
        paths.push_back(m_model->pathOf(index));
    // What lies below another selected folder goes with it.
    std::ranges::sort(paths);
    std::vector<std::string> outermost;
    for (const std::string &path : paths) {
        if (outermost.empty() || !path.starts_with(outermost.back() + "/"))
            outermost.push_back(path);
    }
    return outermost;
}

void FilesView::updateActions()
{
    const QModelIndexList rows = m_tree->selectedRows();
    const qsizetype selected = rows.size();
    const bool open = !m_container.empty() && m_model->loadOf({}) != FileTreeModel::Load::Failed;
    for (QAction *action : {m_copyInAction, m_copyFolderInAction, m_newFolderAction, m_pasteAction})
        action->setEnabled(open);
    for (QAction *action : {m_copyOutAction, m_removeAction, m_copyAction, m_copyPathAction})
        action->setEnabled(open && selected > 0);
    m_renameAction->setEnabled(open && selected == 1);
    const auto *entry = selected == 1 ? m_model->entryOf(rows.front()) : nullptr;
    m_editAction->setEnabled(open && entry && entry->type == engine::FileType::Regular);
    m_refreshAction->setEnabled(!m_container.empty());
}

void FilesView::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_editAction);
    menu->addSeparator();
    menu->addActions({m_copyOutAction, m_copyInAction, m_copyFolderInAction});
    menu->addSeparator();
    menu->addActions({m_copyAction, m_pasteAction, m_copyPathAction});
    menu->addSeparator();
    menu->addActions({m_newFolderAction, m_renameAction, m_removeAction});
    menu->addSeparator();
    menu->addAction(m_refreshAction);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void FilesView::showError(const Error &error)
{
    m_banner->showError(error); // it names the file, which says more here than the container
}

} // namespace firkin::ui

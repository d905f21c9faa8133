#include "ui/trash/trash_page.h"

#include "ui/async/plain_text.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/toasts.h"
#include "ui/widgets/tool_row.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QStackedLayout>
#include <QTreeView>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

TrashModel::TrashModel(QObject *parent) : RowListModel({tr("Name"), tr("Deleted"), tr("Size")}, parent) {}

void TrashModel::setEntries(std::vector<engine::TrashEntry> entries)
{
    std::ranges::sort(entries, std::ranges::greater(), &engine::TrashEntry::removedAt);
    replaceRows(std::move(entries), [](const auto &a, const auto &b) { return a.id == b.id; });
}

QVariant TrashModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &entry = rows()[static_cast<std::size_t>(index.row())];
    if (role == Qt::ToolTipRole)
        return index.column() == NameColumn ? QVariant(toolTipText(displayText(entry.name))) : index.column() == DeletedColumn ? QVariant(formatDateTime(entry.removedAt)) : QVariant();
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case NameColumn: return displayText(entry.name);
    case DeletedColumn: return formatAge(entry.removedAt, std::chrono::system_clock::now());
    case SizeColumn: return formatSize(entry.size.bytes);
    case ColumnCount: break;
    }
    return {};
}

TrashPage::TrashPage(Services &services, Toasts &toasts, QWidget *parent) : PageView(parent), m_services(services), m_toasts(toasts)
{
    m_stack = new QStackedLayout(this);
    m_statePage = new StatePage;
    m_statePage->showLoading(false);
    m_stack->addWidget(m_statePage);
    m_content = new QWidget;
    m_stack->addWidget(m_content);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_restore = new QAction(icon("undo"_L1), tr("Restore"), this);
    m_purge = new QAction(icon("trash"_L1), tr("Delete Forever"), this);
    m_empty = new QAction(icon("close"_L1), tr("Empty Trash"), this);
    auto *tools = new ToolRow;
    tools->addButton(m_restore);
    tools->addButton(m_purge);
    tools->row().addStretch();
    tools->row().addWidget(new ToneLabel(Tone::Muted, tr("Kept for 7 days, or up to 10 GiB")));
    tools->row().addSpacing(metrics::medium);
    tools->addButton(m_empty);
    layout->addWidget(tools);
    layout->addWidget(separatorLine());
    m_banner = new Banner;
    layout->addWidget(m_banner);
    m_model = new TrashModel(this);
    m_view = makeTable(m_model, tr("Trash"), {360, 180});
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);

    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &TrashPage::refreshActions);
    connect(m_view, &QTreeView::customContextMenuRequested, this, [this](const QPoint &at) {
        if (selected().empty())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_restore, m_purge});
        menu->popup(m_view->viewport()->mapToGlobal(at));
    });
    connect(m_restore, &QAction::triggered, this, [this] {
        for (const auto &entry : selected())
            m_services.containers.restore(entry.id).then(this, [this, name = displayText(entry.name)](const Status &status) {
                if (status)
                    m_toasts.show(tr("%1 restored").arg(name));
                else
                    m_banner->showError(status.error(), name);
            });
    });
    connect(m_purge, &QAction::triggered, this, [this] { purge(selected()); });
    connect(m_empty, &QAction::triggered, this, [this] { purge(m_model->rows()); });
    connect(m_statePage, &StatePage::actionTriggered, this, &TrashPage::refresh);
    connect(&services.containers, &ContainersService::trashChanged, this, [this] {
        if (isVisible())
            refresh();
    });
    refreshActions();
}

void TrashPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void TrashPage::refresh()
{
    m_services.containers.trash().then(this, [this](Result<std::vector<engine::TrashEntry>> entries) {
        if (!entries && entries.error().isCancelled())
            return;
        const auto failure = entries ? std::nullopt : std::optional(entries.error());
        if (entries)
            keepChoice(*m_view, [&] { m_model->setEntries(std::move(*entries)); });
        const bool replaced = m_statePage->replacesList(!failure, failure, m_model->rowCount() == 0, false,
                                                        {.iconName = "trash"_L1,
                                                         .none = tr("The trash is empty"),
                                                         .hint = tr("Deleted containers wait here for 7 days."),
                                                         .make = {},
                                                         .otherwise = {},
                                                         .noMatch = {},
                                                         .showAll = {}},
                                                        *m_banner);
        m_stack->setCurrentWidget(replaced ? static_cast<QWidget *>(m_statePage) : m_content);
        refreshActions();
    });
}

std::vector<engine::TrashEntry> TrashPage::selected() const
{
    std::vector<engine::TrashEntry> entries;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        entries.push_back(m_model->rows()[static_cast<std::size_t>(index.row())]);
    return entries;
}

void TrashPage::refreshActions()
{
    const bool any = m_view->selectionModel()->hasSelection();
    m_restore->setEnabled(any);
    m_purge->setEnabled(any);
    m_empty->setEnabled(m_model->rowCount() > 0);
}

void TrashPage::purge(std::vector<engine::TrashEntry> entries)
{
    if (entries.empty())
        return;
    QStringList names;
    std::uint64_t bytes = 0;
    for (const auto &entry : entries) {
        names << displayText(entry.name);
        bytes += entry.size.bytes;
    }
    const QString title = entries.size() == 1 ? tr("Delete %1 forever?").arg(names.front()) : tr("Delete %n containers forever?", nullptr, static_cast<int>(entries.size()));
    QString text = tr("This frees %1 and cannot be undone.").arg(formatSize(bytes));
    if (entries.size() > 1)
        text = listedNames(names) + u"\n\n"_s + text;
    askBeforeLoss(window(), title, text, tr("Delete Forever"), [this, entries] {
        for (const auto &entry : entries)
            m_services.containers.purge(entry.id).then(this, [this, name = displayText(entry.name)](const Status &status) {
                if (!status)
                    m_banner->showError(status.error(), name);
            });
    });
}

} // namespace firkin::ui

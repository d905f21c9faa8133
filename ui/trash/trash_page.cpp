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

#include <QAction>
#include <QMenu>
#include <QStackedLayout>
#include <QTreeView>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

void TrashModel::setEntries(std::vector<engine::TrashEntry> entries)
{
    std::ranges::sort(entries, std::ranges::greater(), &engine::TrashEntry::removedAt);
    for (int at = static_cast<int>(m_entries.size()) - 1; at >= 0; --at) {
        if (!std::ranges::contains(entries, m_entries[static_cast<std::size_t>(at)].id, &engine::TrashEntry::id)) {
            beginRemoveRows({}, at, at);
            m_entries.erase(m_entries.begin() + at);
            endRemoveRows();
        }
    }
    for (std::size_t at = 0; at < entries.size(); ++at) {
        if (at < m_entries.size() && m_entries[at].id == entries[at].id)
            continue;
        beginInsertRows({}, static_cast<int>(at), static_cast<int>(at));
        m_entries.insert(m_entries.begin() + static_cast<std::ptrdiff_t>(at), entries[at]);
        endInsertRows();
    }
    if (!m_entries.empty())
        Q_EMIT dataChanged(index(0, DeletedColumn), index(rowCount() - 1, SizeColumn));
}

int TrashModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int TrashModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TrashModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | Qt::AlignLeft);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case NameColumn: return tr("Name");
    case DeletedColumn: return tr("Deleted");
    case SizeColumn: return tr("Size");
    case ColumnCount: break;
    }
    return {};
}

QVariant TrashModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &entry = m_entries[static_cast<std::size_t>(index.row())];
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
    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(metrics::small, metrics::tight, metrics::medium, metrics::tight);
    row->setSpacing(2);
    row->addWidget(toolButton(m_restore));
    row->addWidget(toolButton(m_purge));
    row->addStretch();
    row->addWidget(new ToneLabel(Tone::Muted, tr("Kept for 7 days, or up to 10 GiB")));
    row->addSpacing(metrics::medium);
    row->addWidget(toolButton(m_empty));
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
    connect(m_empty, &QAction::triggered, this, [this] { purge(m_model->entries()); });
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
        if (!entries) {
            if (entries.error().isCancelled())
                return;
            m_statePage->showError(entries.error());
            m_stack->setCurrentWidget(m_statePage);
            return;
        }
        const bool none = entries->empty();
        keepChoice(*m_view, [&] { m_model->setEntries(std::move(*entries)); });
        if (none)
            m_statePage->showText("trash"_L1, tr("The trash is empty"), tr("Deleted containers wait here for 7 days."));
        m_stack->setCurrentWidget(none ? static_cast<QWidget *>(m_statePage) : m_content);
        refreshActions();
    });
}

std::vector<engine::TrashEntry> TrashPage::selected() const
{
    std::vector<engine::TrashEntry> entries;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        entries.push_back(m_model->entries()[static_cast<std::size_t>(index.row())]);
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

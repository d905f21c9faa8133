#include "ui/containers/container_table.h"

#include "ui/containers/container_delegate.h"
#include "ui/containers/container_filter.h"
#include "ui/containers/container_model.h"
#include "ui/containers/container_row.h"
#include "ui/services/host_paths.h"
#include "ui/style/metrics.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace firkin::ui {

namespace {

/// hasUrls, never hasText: a source may list its files as text first.
std::vector<std::string> localPaths(const QMimeData *data)
{
    return data->hasUrls() ? hostPathsOf(data->urls()) : std::vector<std::string>();
}

} // namespace

ContainerTable::ContainerTable(ContainerModel *model, QWidget *parent) : QTreeView(parent), m_model(model), m_filter(new ContainerFilter(this))
{
    m_filter->setSourceModel(model);
    setModel(m_filter);
    auto *delegate = new ContainerDelegate(this);
    setItemDelegate(delegate);
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setExpandsOnDoubleClick(false);
    setSortingEnabled(true);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setAcceptDrops(true);
    setDragDropMode(DropOnly);
    setDropIndicatorShown(false);
    setTextElideMode(Qt::ElideRight);
    setAccessibleName(tr("Containers"));
    header()->setSectionsMovable(true);
    header()->setFirstSectionMovable(false);
    header()->setStretchLastSection(true);
    header()->setHighlightSections(false);
    header()->setMinimumSectionSize(56);
    header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header(), &QWidget::customContextMenuRequested, this, [this](const QPoint &at) { makeColumnMenu(this)->popup(header()->mapToGlobal(at)); });
    sortByColumn(ContainerModel::NameColumn, Qt::AscendingOrder);

    connect(this, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (const auto id = idOf(index))
            Q_EMIT opened(*id);
    });
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &ContainerTable::selectedChanged);
    connect(delegate, &ContainerDelegate::cancelClicked, this, [this](const QModelIndex &index) {
        if (const auto id = idOf(index))
            Q_EMIT cancelRequested(*id);
    });
    connect(delegate, &ContainerDelegate::forceOffClicked, this, [this](const QModelIndex &index) {
        if (const auto id = idOf(index))
            Q_EMIT forceOffRequested(*id);
    });
    const auto decorate = [this] { setRootIsDecorated(m_model->hasGroups()); };
    connect(model, &QAbstractItemModel::rowsInserted, this, decorate);
    connect(model, &QAbstractItemModel::rowsRemoved, this, decorate);
    // A group is open when it comes into sight, and then as the person leaves it.
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &above, int first, int last) {
        for (int row = first; !above.isValid() && row <= last; ++row)
            expand(m_filter->index(row, 0));
    });
}

void ContainerTable::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    static_cast<ContainerDelegate *>(itemDelegate())->setNarrow(narrow);
    header()->setVisible(!narrow);
    for (int column = 1; column < ContainerModel::ColumnCount; ++column)
        setColumnHidden(column, narrow || m_hidden.contains(column));
    setHorizontalScrollBarPolicy(narrow ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    doItemsLayout();
    if (!narrow)
        fitColumns();
    if (currentIndex().isValid())
        scrollTo(currentIndex());
}

QMenu *ContainerTable::makeColumnMenu(QWidget *parent)
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (int column = 1; column < ContainerModel::ColumnCount; ++column) {
        auto *action = menu->addAction(ContainerModel::columnTitle(column));
        action->setCheckable(true);
        action->setChecked(isColumnShown(column));
        connect(action, &QAction::toggled, this, [this, column](bool on) { showColumn(column, on); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("As at First")), &QAction::triggered, this, [this] {
        for (int column = 1; column < ContainerModel::ColumnCount; ++column) {
            showColumn(column, true);
            header()->moveSection(header()->visualIndex(column), column);
        }
        m_fitted = false;
        fitColumns();
    });
    return menu;
}

void ContainerTable::showColumn(int column, bool shown)
{
    if (column <= 0 || column >= ContainerModel::ColumnCount || isColumnShown(column) == shown)
        return;
    if (shown)
        m_hidden.erase(column);
    else
        m_hidden.insert(column);
    if (!m_narrow)
        setColumnHidden(column, !shown);
    if (shown && columnWidth(column) < header()->minimumSectionSize())
        setColumnWidth(column, header()->defaultSectionSize());
    Q_EMIT columnsChanged();
}

bool ContainerTable::isColumnShown(int column) const
{
    return !m_hidden.contains(column);
}

void ContainerTable::fitColumns()
{
    // Widths that a person has set stay.
    if (m_fitted || m_narrow)
        return;
    const QFontMetrics metrics = fontMetrics();
    const auto wide = [&](const char *text) { return metrics.horizontalAdvance(QLatin1StringView(text)) + 2 * metrics::small; };
    const int cpu = wide("100 %") + 84;
    const int memory = wide("99.9 MiB / 99.9 GiB");
    const int traffic = wide("999 KiB/s") + metrics::medium;
    const int uptime = wide("11 d 11 h") + metrics::small;
    const int ports = wide("8080→80, 9001→9001");
    // As wide as the longest state with its button, in the language that is spoken.
    ContainerRow silent;
    silent.condition = Condition::Silent;
    const auto now = std::chrono::system_clock::now();
    silent.silentSince = now - std::chrono::seconds(44);
    const int state = metrics.horizontalAdvance(stateText(silent, now)) + metrics.horizontalAdvance(ContainerDelegate::tr("Force Off")) + 6 * metrics::small;
    const int rest = std::max(300, viewport()->width() - cpu - memory - 2 * traffic - uptime - ports - state);
    setColumnWidth(ContainerModel::NameColumn, std::clamp(rest * 42 / 100, 140, 300));
    setColumnWidth(ContainerModel::ImageColumn, std::clamp(rest * 58 / 100, 150, 420));
    setColumnWidth(ContainerModel::StateColumn, state);
    setColumnWidth(ContainerModel::CpuColumn, cpu);
    setColumnWidth(ContainerModel::MemoryColumn, memory);
    setColumnWidth(ContainerModel::NetworkColumn, traffic);
    setColumnWidth(ContainerModel::DiskColumn, traffic);
    setColumnWidth(ContainerModel::UptimeColumn, uptime);
}

void ContainerTable::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitColumns();
}

std::optional<ContainerId> ContainerTable::idOf(const QModelIndex &index) const
{
    return m_model->idAt(m_filter->mapToSource(index.siblingAtColumn(0)));
}

std::optional<PodId> ContainerTable::podOf(const QModelIndex &index) const
{
    return m_model->podAt(m_filter->mapToSource(index.siblingAtColumn(0)));
}

std::optional<ContainerId> ContainerTable::idAt(const QPoint &point) const
{
    return idOf(indexAt(point));
}

std::vector<ContainerId> ContainerTable::selectedIds() const
{
    std::vector<ContainerId> ids;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        if (const auto id = idOf(index))
            ids.push_back(*id);
    return ids;
}

std::optional<PodId> ContainerTable::selectedPod() const
{
    const auto rows = selectionModel()->selectedRows();
    return rows.size() == 1 ? podOf(rows.front()) : std::nullopt;
}

std::optional<ContainerId> ContainerTable::currentId() const
{
    return idOf(currentIndex());
}

void ContainerTable::select(const ContainerId &id)
{
    const QModelIndex index = m_filter->mapFromSource(m_model->indexOf(id));
    if (index.isValid() && (currentIndex() != index || !selectionModel()->isSelected(index))) {
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        scrollTo(index);
    }
}

void ContainerTable::leaveGone()
{
    const auto isGone = [this](const ContainerId &id) {
        const auto *row = m_model->row(id);
        return !row || row->gone;
    };
    // A row that is gone cannot be chosen any more, but is still the current one.
    const auto at = idOf(currentIndex());
    if (!at || !isGone(*at) || !selectedIds().empty())
        return;
    for (const auto step : {&QTreeView::indexBelow, &QTreeView::indexAbove})
        for (QModelIndex index = (this->*step)(currentIndex()); index.isValid(); index = (this->*step)(index))
            if (const auto id = idOf(index); id && !isGone(*id))
                return select(*id);
}

int ContainerTable::shownCount() const
{
    return m_filter->rowCount();
}

QByteArray ContainerTable::saveState() const
{
    return m_narrow ? QByteArray() : header()->saveState();
}

void ContainerTable::restoreState(const QByteArray &state)
{
    if (state.isEmpty() || !header()->restoreState(state))
        return;
    m_fitted = true;
    m_hidden.clear();
    for (int column = 1; column < ContainerModel::ColumnCount; ++column)
        if (isColumnHidden(column))
            m_hidden.insert(column);
}

bool ContainerTable::isPointerInside() const
{
    return viewport()->underMouse();
}

void ContainerTable::hold()
{
    m_filter->setHeld(viewport()->underMouse() || hasFocus());
}

void ContainerTable::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    // The keyboard has to have a row to stand on.
    if (!currentIndex().isValid() && m_filter->rowCount() > 0)
        selectionModel()->setCurrentIndex(m_filter->index(0, 0), QItemSelectionModel::NoUpdate);
    hold();
}

void ContainerTable::focusOutEvent(QFocusEvent *event)
{
    QTreeView::focusOutEvent(event);
    hold();
}

bool ContainerTable::viewportEvent(QEvent *event)
{
    const bool handled = QTreeView::viewportEvent(event);
    if (event->type() == QEvent::Enter || event->type() == QEvent::Leave) {
        hold();
        if (event->type() == QEvent::Leave)
            Q_EMIT pointerLeft();
    }
    return handled;
}

void ContainerTable::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Delete)) {
        Q_EMIT deleteRequested();
        return;
    }
    if (event->key() == Qt::Key_F2) {
        if (const auto id = currentId())
            Q_EMIT renameRequested(*id);
        return;
    }
    // Esc goes back one state; the page has it.
    if (event->key() == Qt::Key_Escape) {
        event->ignore();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void ContainerTable::contextMenuEvent(QContextMenuEvent *event)
{
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = keyboard ? currentIndex() : indexAt(event->pos());
    if (!idOf(index) && !podOf(index))
        return;
    if (!selectionModel()->isSelected(index))
        selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    Q_EMIT menuRequested(keyboard ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void ContainerTable::dragEnterEvent(QDragEnterEvent *event)
{
    if (localPaths(event->mimeData()).empty())
        event->ignore();
    else
        event->acceptProposedAction();
}

void ContainerTable::dragMoveEvent(QDragMoveEvent *event)
{
    const QModelIndex row = indexAt(event->position().toPoint()).siblingAtColumn(0);
    if (m_dropRow != row) {
        m_dropRow = row;
        viewport()->update();
    }
    if (!idOf(row) || localPaths(event->mimeData()).empty()) {
        event->ignore();
        return;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void ContainerTable::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropRow = QModelIndex();
    viewport()->update();
}

void ContainerTable::dropEvent(QDropEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const auto id = idOf(index);
    const std::vector<std::string> paths = localPaths(event->mimeData());
    m_dropRow = QModelIndex();
    viewport()->update();
    if (!id || paths.empty()) {
        event->ignore();
        return;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
    const QRect row = visualRect(index);
    Q_EMIT filesDropped(*id, paths, QRect(viewport()->mapToGlobal(QPoint(0, row.top())), QSize(viewport()->width(), row.height())));
}

void ContainerTable::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    if (rootIsDecorated())
        QTreeView::drawBranches(painter, rect, index);
}

void ContainerTable::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (!m_dropRow.isValid())
        return;
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Accent), 2));
    QRect rect = visualRect(m_dropRow);
    rect.setLeft(0);
    rect.setRight(viewport()->width());
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), metrics::radius, metrics::radius);
}

} // namespace firkin::ui

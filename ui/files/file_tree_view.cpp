#include "ui/files/file_tree_view.h"

#include "ui/files/file_order.h"
#include "ui/files/file_tree_model.h"
#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QDragMoveEvent>
#include <QHeaderView>
#include <QMimeData>
#include <QPainter>
#include <QStyledItemDelegate>

namespace firkin::ui {

namespace {

constexpr int leastNameWidth = 240;
constexpr int rowPadding = 8;

/// Rows with some air.
class RowDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QSize size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(std::max(size.height(), option.fontMetrics.height() + rowPadding));
        return size;
    }
};

} // namespace

FileTreeView::FileTreeView(FileTreeModel &model, QWidget *parent)
    : QTreeView(parent)
    , m_model(model)
{
    setModel(&model);
    setUniformRowHeights(true); // else every row is asked for its height
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setAllColumnsShowFocus(true);
    setSortingEnabled(true);
    sortByColumn(0, Qt::AscendingOrder);
    setAcceptDrops(true);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::CopyAction);
    setDropIndicatorShown(false); // ours is the whole row
    setAutoExpandDelay(700);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideMiddle);
    setAccessibleName(tr("Files"));
    header()->setStretchLastSection(false);
    header()->setSectionsMovable(false);
    const int widths[] = {320, 84, 96, 104, 164, 190};
    for (int i = 0; i < fileColumnCount; ++i)
        header()->resizeSection(i, widths[i]);
    setItemDelegate(new RowDelegate(this));
    setIconSize({metrics::icon, metrics::icon});
    setIndentation(18);
    connect(header(), &QHeaderView::sectionResized, this, [this](int section) {
        if (!m_fitting && section == 0)
            m_nameWidthChosen = true;
        else if (!m_fitting)
            fitName();
    });
}

/// The name has what the others leave.
void FileTreeView::fitName()
{
    if (m_nameWidthChosen)
        return;
    int others = 0;
    for (int i = 1; i < fileColumnCount; ++i)
        others += header()->sectionSize(i);
    m_fitting = true;
    header()->resizeSection(0, std::max(leastNameWidth, viewport()->width() - others));
    m_fitting = false;
}

void FileTreeView::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    fitName();
}

QModelIndexList FileTreeView::selectedRows() const
{
    return selectionModel()->selectedRows(0);
}

std::string FileTreeView::currentFolder() const
{
    const QModelIndexList rows = selectedRows();
    return rows.isEmpty() ? std::string("/") : m_model.folderOf(rows.size() == 1 ? rows.front() : currentIndex().siblingAtColumn(0));
}

QModelIndex FileTreeView::targetAt(const QPoint &position) const
{
    QModelIndex index = indexAt(position).siblingAtColumn(0); // every column of a row is that row
    if (index.isValid() && !index.data(FileTreeModel::IsFolderRole).toBool())
        index = index.parent();
    return index;
}

void FileTreeView::setTarget(const QModelIndex &index, bool any)
{
    const bool root = any && !index.isValid();
    if (m_target == index && m_targetsRoot == root)
        return;
    m_target = index;
    m_targetsRoot = root;
    viewport()->update();
}

/// The view's own drag would carry the model's rows: not what other programs want.
void FileTreeView::startDrag(Qt::DropActions)
{
    Q_EMIT dragRequested();
}

void FileTreeView::dragEnterEvent(QDragEnterEvent *event)
{
    if (!event->mimeData()->hasUrls()) {
        event->ignore();
        return;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void FileTreeView::dragMoveEvent(QDragMoveEvent *event)
{
    QTreeView::dragMoveEvent(event); // scrolls at the edges and opens folders; its own verdict is not wanted
    if (!event->mimeData()->hasUrls()) {
        event->ignore();
        return;
    }
    setTarget(targetAt(event->position().toPoint()), true);
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void FileTreeView::dragLeaveEvent(QDragLeaveEvent *event)
{
    QTreeView::dragLeaveEvent(event);
    setTarget({}, false);
}

void FileTreeView::dropEvent(QDropEvent *event)
{
    // The addresses first: the mime data goes with the drop.
    const QList<QUrl> urls = event->mimeData()->urls();
    const std::string folder = m_model.folderOf(targetAt(event->position().toPoint()));
    setTarget({}, false);
    setState(NoState);
    event->setDropAction(Qt::CopyAction);
    event->accept();
    QList<QUrl> local;
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            local << url;
    }
    if (local.isEmpty())
        Q_EMIT nothingUsableDropped();
    else
        Q_EMIT filesDropped(local, folder);
}

void FileTreeView::drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QTreeView::drawRow(painter, option, index);
    if (m_target.isValid() && index.siblingAtColumn(0) == m_target) {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QColor accent = palette().color(QPalette::Highlight);
        painter->setPen(QPen(accent, 1.5));
        accent.setAlphaF(0.15F);
        painter->setBrush(accent);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), metrics::radius - 2, metrics::radius - 2);
        painter->restore();
    }
}

} // namespace firkin::ui

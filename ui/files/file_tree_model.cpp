#include "ui/files/file_tree_model.h"

#include "ui/async/plain_text.h"
#include "ui/files/file_cell.h"
#include "ui/files/file_text.h"
#include "ui/services/services.h"

#include <algorithm>

namespace firkin::ui {

FileTreeModel::FileTreeModel(Services &services, QObject *parent)
    : QAbstractItemModel(parent)
    , m_services(services)
    , m_root(std::make_unique<FileNode>())
{
    m_root->entry.type = engine::FileType::Directory;
    m_turn.setSingleShot(true);
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &FileTreeModel::insertSome);
    connect(&m_services.files, &FilesService::folderChanged, this, [this](const ContainerId &container, const std::string &folder) {
        if (container == m_container && isShown(folder))
            refresh(folder);
    });
}

FileTreeModel::~FileTreeModel() = default;

void FileTreeModel::setContainer(const ContainerId &container)
{
    beginResetModel();
    m_insertions.clear();
    // Its listings are children of ours and die with their parent object, not with the node.
    qDeleteAll(findChildren<DirectoryListing *>());
    m_root = std::make_unique<FileNode>();
    m_root->entry.type = engine::FileType::Directory;
    m_hidden.clear();
    m_container = container;
    endResetModel();
}

// Places.

FileNode *FileTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<FileNode *>(index.internalPointer()) : m_root.get();
}

QModelIndex FileTreeModel::indexOf(const FileNode &node, int column) const
{
    return node.parent ? createIndex(node.row, column, const_cast<FileNode *>(&node)) : QModelIndex();
}

FileNode *FileTreeModel::findNode(std::string_view path) const
{
    return m_root->find(path);
}

QModelIndex FileTreeModel::find(std::string_view path) const
{
    const FileNode *node = findNode(path);
    return node ? indexOf(*node) : QModelIndex();
}

std::string FileTreeModel::pathOf(const QModelIndex &index) const
{
    return nodeOf(index)->path();
}

const engine::FileEntry *FileTreeModel::entryOf(const QModelIndex &index) const
{
    return index.isValid() ? &nodeOf(index)->entry : nullptr;
}

std::string FileTreeModel::folderOf(const QModelIndex &index) const
{
    const FileNode *node = nodeOf(index);
    return leadsToFolder(node->entry) || !node->parent ? node->path() : node->parent->path();
}

FileTreeModel::Load FileTreeModel::loadOf(const QModelIndex &folder) const
{
    return nodeOf(folder)->load;
}

const std::optional<Error> &FileTreeModel::errorOf(const QModelIndex &folder) const
{
    return nodeOf(folder)->error;
}

bool FileTreeModel::isShown(std::string_view folder) const
{
    const FileNode *node = findNode(folder);
    return node && node->load != Load::None;
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const FileNode *node = nodeOf(parent);
    if (row < 0 || row >= static_cast<int>(node->children.size()) || column < 0 || column >= fileColumnCount || parent.column() > 0)
        return {};
    return createIndex(row, column, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex FileTreeModel::parent(const QModelIndex &index) const
{
    const FileNode *node = nodeOf(index);
    return node->parent ? indexOf(*node->parent) : QModelIndex();
}

int FileTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int FileTreeModel::columnCount(const QModelIndex &) const
{
    return fileColumnCount;
}

bool FileTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    const FileNode *node = nodeOf(parent);
    return !node->children.empty() || (leadsToFolder(node->entry) && node->load != Load::Loaded);
}

bool FileTreeModel::canFetchMore(const QModelIndex &parent) const
{
    const FileNode *node = nodeOf(parent);
    return !m_container.empty() && leadsToFolder(node->entry) && (node->load == Load::None || node->load == Load::Failed);
}

void FileTreeModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        list(*nodeOf(parent));
}

// Listing.

void FileTreeModel::refresh(std::string_view folder)
{
    FileNode *node = findNode(folder);
    if (node && leadsToFolder(node->entry) && !m_container.empty())
        list(*node);
}

void FileTreeModel::refreshAll()
{
    std::vector<FileNode *> open{m_root.get()};
    while (!open.empty()) {
        FileNode *node = open.back();
        open.pop_back();
        for (const auto &child : node->children) {
            if (child->load != Load::None)
                open.push_back(child.get());
        }
        if (!m_container.empty())
            list(*node);
    }
}

void FileTreeModel::list(FileNode &node)
{
    if (node.load == Load::Loading) {
        node.again = true;
        return;
    }
    node.load = Load::Loading;
    node.error.reset();
    node.fresh.clear();
    node.listing = m_services.files.list(m_container, node.path(), this);
    // A node outlives its listing: removing a node deletes the listing first (removeRange).
    connect(node.listing, &DirectoryListing::page, this, [&node](const std::vector<engine::FileEntry> &entries) {
        node.fresh.insert(node.fresh.end(), entries.begin(), entries.end());
    });
    connect(node.listing, &DirectoryListing::finished, this, [this, &node](const std::optional<Error> &error) { listed(node, error); });
    if (node.parent)
        Q_EMIT dataChanged(indexOf(node), indexOf(node, fileColumnCount - 1));
}

void FileTreeModel::listed(FileNode &node, const std::optional<Error> &error)
{
    node.listing->deleteLater();
    node.listing = nullptr;
    if (error) {
        failFolder(node, *error);
        return;
    }
    node.serial = ++m_serial;
    std::erase_if(node.fresh, [&](const engine::FileEntry &entry) {
        return entry.name.empty() || entry.name == "." || entry.name == ".." || entry.name.contains('/')
               || m_hidden.contains(joinPath(node.path(), entry.name));
    });
    auto operation = runAsync(m_services.pools.shared(),
                              [shown = node.entries(), fresh = std::exchange(node.fresh, {}), order = m_order](std::stop_token) mutable -> Result<FolderChange> {
                                  return changeOf(shown, std::move(fresh), order);
                              });
    operation.then(this, [this, path = node.path(), serial = node.serial](Result<FolderChange> change) {
        FileNode *now = findNode(path);
        if (!now || now->serial != serial || !change)
            return; // the folder has gone meanwhile, or another listing has come
        apply(*now, std::move(*change));
    });
}

void FileTreeModel::failFolder(FileNode &node, const Error &error)
{
    node.load = Load::Failed;
    node.again = false;
    if (error.isCancelled()) {
        node.load = Load::None;
        return;
    }
    node.error = error;
    if (node.parent)
        Q_EMIT dataChanged(indexOf(node), indexOf(node, fileColumnCount - 1));
    Q_EMIT folderLoaded(indexOf(node));
}

void FileTreeModel::apply(FileNode &node, FolderChange change)
{
    forgetInsertions(node);
    for (const FolderChange::Range &range : change.removed)
        removeRange(node, range.first, range.count);
    m_insertions.push_back({&node, std::move(change)});
    insertSome();
}

void FileTreeModel::insertSome()
{
    int budget = rowsPerTurn;
    while (!m_insertions.empty() && budget > 0) {
        Insertion &insertion = m_insertions.front();
        FileNode &node = *insertion.node;
        if (insertion.range == insertion.change.inserted.size()) {
            for (; insertion.changed < insertion.change.changed.size() && budget > 0; ++insertion.changed, --budget) {
                const auto row = static_cast<std::size_t>(insertion.change.changed[insertion.changed]);
                FileNode &child = *node.children[row];
                child.entry = std::move(insertion.change.entries[row]);
                Q_EMIT dataChanged(indexOf(child), indexOf(child, fileColumnCount - 1));
            }
            if (insertion.changed < insertion.change.changed.size())
                break;
            m_insertions.pop_front();
            finishFolder(node);
            continue;
        }
        const FolderChange::Range range = insertion.change.inserted[insertion.range];
        const int first = range.first + insertion.done;
        const int count = std::min(budget, range.count - insertion.done);
        beginInsertRows(indexOf(node), first, first + count - 1);
        node.insert(first, insertion.change.entries, count);
        endInsertRows();
        budget -= count;
        insertion.done += count;
        if (insertion.done == range.count) {
            ++insertion.range;
            insertion.done = 0;
        }
    }
    if (!m_insertions.empty())
        m_turn.start();
}

void FileTreeModel::finishFolder(FileNode &node)
{
    node.load = Load::Loaded;
    const bool again = std::exchange(node.again, false);
    const std::string path = node.path();
    if (node.parent)
        Q_EMIT dataChanged(indexOf(node), indexOf(node, fileColumnCount - 1));
    Q_EMIT folderLoaded(indexOf(node));
    if (again) // by its path: whoever heard may have changed the model
        refresh(path);
}

/// The rows of a folder are about to change by something else than its listing: what was compared with them is void.
void FileTreeModel::startOver(FileNode &node)
{
    if (node.load != Load::Loading || node.listing)
        return; // the rows are only looked at when the listing has ended
    node.serial = 0;
    forgetInsertions(node);
    node.load = Load::Loaded;
    list(node);
}

void FileTreeModel::removeRange(FileNode &node, int first, int count)
{
    // Whatever still goes on below the rows that go.
    std::vector<FileNode *> going;
    for (int i = first; i < first + count; ++i)
        going.push_back(node.children[static_cast<std::size_t>(i)].get());
    while (!going.empty()) {
        FileNode *gone = going.back();
        going.pop_back();
        delete gone->listing;
        gone->listing = nullptr;
        forgetInsertions(*gone);
        for (const auto &child : gone->children)
            going.push_back(child.get());
    }
    beginRemoveRows(indexOf(node), first, first + count - 1);
    node.children.erase(node.children.begin() + first, node.children.begin() + first + count);
    node.renumber(first);
    endRemoveRows();
}

void FileTreeModel::forgetInsertions(const FileNode &node)
{
    std::erase_if(m_insertions, [&](const Insertion &insertion) { return insertion.node == &node; });
}

void FileTreeModel::setHidden(const std::string &path, bool hidden)
{
    if (hidden)
        m_hidden.insert(path);
    else
        m_hidden.erase(path);
    FileNode *parentNode = findNode(parentPath(path));
    if (!parentNode)
        return;
    FileNode *node = findNode(path);
    if (hidden && node && node->parent) {
        removeRange(*parentNode, node->row, 1);
        startOver(*parentNode);
    } else if (!hidden) {
        list(*parentNode);
    }
}

// What is shown.

QVariant FileTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const FileNode &node = *nodeOf(index);
    switch (role) {
    case PathRole:
        return QByteArray::fromStdString(node.path());
    case TypeRole:
        return static_cast<int>(node.entry.type);
    case IsFolderRole:
        return leadsToFolder(node.entry);
    default:
        return cellData(node, static_cast<FileColumn>(index.column()), role);
    }
}

bool FileTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || index.column() != 0)
        return false;
    const FileNode &node = *nodeOf(index);
    const QString name = value.toString();
    if (name == displayText(node.entry.name) || !nameComplaint(name).isEmpty())
        return false; // unchanged as it is shown: a name with other bytes stays what it is
    Q_EMIT renameRequested(node.path(), joinPath(node.parent->path(), toBytes(name)));
    return false; // it is renamed when the container says so
}

QVariant FileTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<FileColumn>(section);
    if (role == Qt::TextAlignmentRole && column == FileColumn::Size)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(columnTitle(column)) : QVariant();
}

Qt::ItemFlags FileTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDropEnabled | Qt::ItemIsDragEnabled;
    if (index.column() == 0)
        flags |= Qt::ItemIsEditable;
    if (!leadsToFolder(nodeOf(index)->entry))
        flags |= Qt::ItemNeverHasChildren;
    return flags;
}

void FileTreeModel::sort(int column, Qt::SortOrder order)
{
    const FileOrder wanted{static_cast<FileColumn>(std::clamp(column, 0, fileColumnCount - 1)), order == Qt::DescendingOrder};
    if (wanted == m_order)
        return;
    m_order = wanted;
    // Every folder anew, from what is known: sorted on a worker, as a listing is.
    std::vector<FileNode *> open{m_root.get()};
    while (!open.empty()) {
        FileNode *node = open.back();
        open.pop_back();
        for (const auto &child : node->children)
            open.push_back(child.get());
        node->again = node->again || node->load == Load::Loading; // it will be put in in the order of before
        if (node->load != Load::Loaded || node->children.size() < 2)
            continue;
        if (static_cast<int>(node->children.size()) > rowsPerTurn) {
            list(*node); // too many to move in one turn
            continue;
        }
        // Few: in place, so that what is open stays open.
        Q_EMIT layoutAboutToBeChanged({QPersistentModelIndex(indexOf(*node))}, QAbstractItemModel::VerticalSortHint);
        std::ranges::stable_sort(node->children, [&](const auto &a, const auto &b) { return comesBefore(a->entry, b->entry, m_order); });
        const QModelIndexList before = persistentIndexList();
        node->renumber(0);
        QModelIndexList from, to;
        for (const QModelIndex &old : before) {
            const FileNode *moved = nodeOf(old);
            if (moved->parent == node && old.row() != moved->row) {
                from << old;
                to << createIndex(moved->row, old.column(), moved);
            }
        }
        changePersistentIndexList(from, to);
        Q_EMIT layoutChanged({QPersistentModelIndex(indexOf(*node))}, QAbstractItemModel::VerticalSortHint);
    }
}

} // namespace firkin::ui

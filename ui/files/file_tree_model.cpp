#include "ui/files/file_tree_model.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"

#include <QPalette>
#include <QGuiApplication>

#include <algorithm>

namespace firkin::ui {

struct FileTreeModel::Node {
    Node *parent = nullptr;
    int row = 0;
    engine::FileEntry entry;
    std::vector<std::unique_ptr<Node>> children;
    Load load = Load::None;
    bool again = false; ///< asked to list while listing
    std::optional<Error> error;
    std::vector<engine::FileEntry> fresh; ///< pages so far
    DirectoryListing *listing = nullptr;
    quint64 serial = 0; ///< of the worker's comparison that is awaited

    [[nodiscard]] std::string path() const
    {
        return parent ? joinPath(parent->path(), entry.name) : std::string("/");
    }
};

FileTreeModel::FileTreeModel(Services &services, QObject *parent)
    : QAbstractItemModel(parent)
    , m_services(services)
    , m_root(std::make_unique<Node>())
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
    m_root = std::make_unique<Node>();
    m_root->entry.type = engine::FileType::Directory;
    m_hidden.clear();
    m_container = container;
    endResetModel();
}

// Places.

FileTreeModel::Node *FileTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex FileTreeModel::indexOf(const Node &node, int column) const
{
    return node.parent ? createIndex(node.row, column, const_cast<Node *>(&node)) : QModelIndex();
}

FileTreeModel::Node *FileTreeModel::findNode(std::string_view path) const
{
    Node *node = m_root.get();
    for (const std::string &part : pathParts(path)) {
        const auto found = std::ranges::find_if(node->children, [&](const auto &child) { return child->entry.name == part; });
        if (found == node->children.end())
            return nullptr;
        node = found->get();
    }
    return node;
}

QModelIndex FileTreeModel::find(std::string_view path) const
{
    const Node *node = findNode(path);
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
    const Node *node = nodeOf(index);
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
    const Node *node = findNode(folder);
    return node && node->load != Load::None;
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (row < 0 || row >= static_cast<int>(node->children.size()) || column < 0 || column >= fileColumnCount || parent.column() > 0)
        return {};
    return createIndex(row, column, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex FileTreeModel::parent(const QModelIndex &index) const
{
    const Node *node = nodeOf(index);
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
    const Node *node = nodeOf(parent);
    return !node->children.empty() || (leadsToFolder(node->entry) && node->load != Load::Loaded);
}

bool FileTreeModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
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
    Node *node = findNode(folder);
    if (node && leadsToFolder(node->entry) && !m_container.empty())
        list(*node);
}

void FileTreeModel::refreshAll()
{
    std::vector<Node *> open{m_root.get()};
    while (!open.empty()) {
        Node *node = open.back();
        open.pop_back();
        for (const auto &child : node->children) {
            if (child->load != Load::None)
                open.push_back(child.get());
        }
        if (!m_container.empty())
            list(*node);
    }
}

void FileTreeModel::list(Node &node)
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

void FileTreeModel::listed(Node &node, const std::optional<Error> &error)
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
                              [shown = entriesOf(node), fresh = std::exchange(node.fresh, {}), order = m_order](std::stop_token) mutable -> Result<FolderChange> {
                                  return changeOf(shown, std::move(fresh), order);
                              });
    operation.then(this, [this, path = node.path(), serial = node.serial](Result<FolderChange> change) {
        Node *now = findNode(path);
        if (!now || now->serial != serial || !change)
            return; // the folder has gone meanwhile, or another listing has come
        apply(*now, std::move(*change));
    });
}

void FileTreeModel::failFolder(Node &node, const Error &error)
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

std::vector<engine::FileEntry> FileTreeModel::entriesOf(const Node &node) const
{
    std::vector<engine::FileEntry> entries;
    entries.reserve(node.children.size());
    for (const auto &child : node.children)
        entries.push_back(child->entry);
    return entries;
}

void FileTreeModel::apply(Node &node, FolderChange change)
{
    forgetInsertions(node);
    for (const FolderChange::Range &range : change.removed)
        removeRange(node, range.first, range.count);
    m_insertions.push_back({&node, std::move(change), 0, 0});
    insertSome();
}

void FileTreeModel::insertSome()
{
    int budget = rowsPerTurn;
    while (!m_insertions.empty() && budget > 0) {
        Insertion &insertion = m_insertions.front();
        Node &node = *insertion.node;
        if (insertion.range == insertion.change.inserted.size()) {
            for (const int row : insertion.change.changed) {
                Node &child = *node.children[static_cast<std::size_t>(row)];
                child.entry = std::move(insertion.change.entries[static_cast<std::size_t>(row)]);
                Q_EMIT dataChanged(indexOf(child), indexOf(child, fileColumnCount - 1));
            }
            m_insertions.pop_front();
            finishFolder(node);
            continue;
        }
        const FolderChange::Range range = insertion.change.inserted[insertion.range];
        const int first = range.first + insertion.done;
        const int count = std::min(budget, range.count - insertion.done);
        std::vector<std::unique_ptr<Node>> made;
        made.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            auto child = std::make_unique<Node>();
            child->parent = &node;
            child->entry = std::move(insertion.change.entries[static_cast<std::size_t>(first + i)]);
            made.push_back(std::move(child));
        }
        beginInsertRows(indexOf(node), first, first + count - 1);
        node.children.insert(node.children.begin() + first, std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
        renumber(node, first);
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

void FileTreeModel::finishFolder(Node &node)
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
void FileTreeModel::startOver(Node &node)
{
    if (node.load != Load::Loading || node.listing)
        return; // the rows are only looked at when the listing has ended
    node.serial = 0;
    forgetInsertions(node);
    node.load = Load::Loaded;
    list(node);
}

void FileTreeModel::removeRange(Node &node, int first, int count)
{
    // Whatever still goes on below the rows that go.
    std::vector<Node *> going;
    for (int i = first; i < first + count; ++i)
        going.push_back(node.children[static_cast<std::size_t>(i)].get());
    while (!going.empty()) {
        Node *gone = going.back();
        going.pop_back();
        delete gone->listing;
        gone->listing = nullptr;
        forgetInsertions(*gone);
        for (const auto &child : gone->children)
            going.push_back(child.get());
    }
    beginRemoveRows(indexOf(node), first, first + count - 1);
    node.children.erase(node.children.begin() + first, node.children.begin() + first + count);
    renumber(node, first);
    endRemoveRows();
}

void FileTreeModel::forgetInsertions(const Node &node)
{
    std::erase_if(m_insertions, [&](const Insertion &insertion) { return insertion.node == &node; });
}

void FileTreeModel::renumber(Node &node, int from)
{
    for (std::size_t i = static_cast<std::size_t>(from); i < node.children.size(); ++i)
        node.children[i]->row = static_cast<int>(i);
}

void FileTreeModel::setHidden(const std::string &path, bool hidden)
{
    if (hidden)
        m_hidden.insert(path);
    else
        m_hidden.erase(path);
    Node *parentNode = findNode(parentPath(path));
    if (!parentNode)
        return;
    Node *node = findNode(path);
    if (hidden && node && node->parent) {
        removeRange(*parentNode, node->row, 1);
        startOver(*parentNode);
    } else if (!hidden) {
        list(*parentNode);
    }
}

// What is shown.

QVariant FileTreeModel::text(const Node &node, FileColumn column) const
{
    switch (column) {
    case FileColumn::Name:
        return displayText(node.entry.name);
    case FileColumn::Size:
        return node.entry.type == engine::FileType::Regular ? formatSize(node.entry.size) : QString();
    case FileColumn::Mode:
        return modeText(node.entry.type, node.entry.mode);
    case FileColumn::Owner:
        return ownerText(node.entry);
    case FileColumn::Modified:
        return formatDateTime(node.entry.modified);
    case FileColumn::Target:
        if (node.load == Load::Failed && node.error) {
            const QString reason = reasonText(node.error->rootReason());
            return reason.isEmpty() ? tr("Could not be listed") : tr("Could not be listed: %1").arg(reason);
        }
        if (node.load == Load::Loading && node.children.empty())
            return tr("Listing…");
        if (node.entry.type != engine::FileType::Symlink)
            return {};
        return node.entry.targetType == engine::FileType::Unknown ? tr("→ %1 (missing)").arg(displayText(node.entry.linkTarget))
                                                                  : QStringLiteral("→ ") + displayText(node.entry.linkTarget);
    }
    return {};
}

QVariant FileTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    const auto column = static_cast<FileColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(node, column);
    case Qt::EditRole:
        return column == FileColumn::Name ? QVariant(displayText(node.entry.name)) : QVariant();
    case Qt::DecorationRole:
        if (column != FileColumn::Name)
            return {};
        if (node.load == Load::Failed)
            return icon(QLatin1StringView("error"), Tone::Error);
        if (node.entry.type == engine::FileType::Symlink)
            return icon(QLatin1StringView("link"), node.entry.targetType == engine::FileType::Unknown ? Tone::Error : Tone::Muted);
        return leadsToFolder(node.entry) ? icon(QLatin1StringView("folder"), Tone::Series1) : icon(QLatin1StringView("file"), Tone::Muted);
    case Qt::ForegroundRole:
        if (column == FileColumn::Target && node.load == Load::Failed)
            return toneColor(Tone::Error, QGuiApplication::palette());
        if (column != FileColumn::Name)
            return toneColor(Tone::Muted, QGuiApplication::palette());
        return {};
    case Qt::TextAlignmentRole:
        return column == FileColumn::Size ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        if (node.error)
            return toolTipText(errorText(*node.error).headline);
        if (column == FileColumn::Name || column == FileColumn::Target)
            return toolTipText(QStringLiteral("%1: %2").arg(typeText(node.entry.type), text(node, column).toString()));
        return {};
    case Qt::AccessibleTextRole:
        return column == FileColumn::Name ? QVariant(typeText(node.entry.type) + u' ' + displayText(node.entry.name)) : QVariant();
    case PathRole:
        return QByteArray::fromStdString(node.path());
    case TypeRole:
        return static_cast<int>(node.entry.type);
    case IsFolderRole:
        return leadsToFolder(node.entry);
    default:
        return {};
    }
}

bool FileTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !index.isValid() || index.column() != 0)
        return false;
    const Node &node = *nodeOf(index);
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
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case FileColumn::Name:
        return tr("Name");
    case FileColumn::Size:
        return tr("Size");
    case FileColumn::Mode:
        return tr("Mode");
    case FileColumn::Owner:
        return tr("Owner");
    case FileColumn::Modified:
        return tr("Modified");
    case FileColumn::Target:
        return tr("Link target");
    }
    return {};
}

Qt::ItemFlags FileTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::ItemIsDropEnabled;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDropEnabled;
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
    std::vector<Node *> open{m_root.get()};
    while (!open.empty()) {
        Node *node = open.back();
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
        renumber(*node, 0);
        QModelIndexList from, to;
        for (const QModelIndex &old : before) {
            const Node *moved = nodeOf(old);
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

#pragma once

#include "runtime/base/ids.h"
#include "ui/async/operation.h"
#include "ui/files/file_node.h"
#include "ui/files/file_order.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <deque>
#include <memory>
#include <set>

namespace firkin::ui {

class Services;

/// The file system of one container, listed folder by folder as folders are opened. Pages come from the lane, are sorted
/// and compared with what is shown on a worker, and put in at most `rowsPerTurn` a turn of the event loop. Names are
/// bytes; what is shown is safe text. A folder's failure is shown at the folder.
class FileTreeModel : public QAbstractItemModel {
    Q_OBJECT
public:
    static constexpr int rowsPerTurn = 2000;
    enum Role { PathRole = Qt::UserRole, TypeRole, IsFolderRole };
    using Load = FileNode::Load;

    explicit FileTreeModel(Services &services, QObject *parent = nullptr);
    ~FileTreeModel() override;

    void setContainer(const ContainerId &container);
    [[nodiscard]] const ContainerId &container() const { return m_container; }

    [[nodiscard]] std::string pathOf(const QModelIndex &index) const; ///< "/" for an invalid one
    [[nodiscard]] const engine::FileEntry *entryOf(const QModelIndex &index) const;
    /// Of a loaded folder; invalid for "/" and for what is not shown (yet).
    [[nodiscard]] QModelIndex find(std::string_view path) const;
    /// The folder itself, or the folder that holds the file.
    [[nodiscard]] std::string folderOf(const QModelIndex &index) const;
    [[nodiscard]] Load loadOf(const QModelIndex &folder) const;
    [[nodiscard]] const std::optional<Error> &errorOf(const QModelIndex &folder) const;
    [[nodiscard]] bool isShown(std::string_view folder) const; ///< loaded before, so worth listing again

    /// Lists again what was listed before (a folder alone, or all).
    void refresh(std::string_view folder);
    void refreshAll();
    /// Hidden until it is shown again or gone: a deletion that can be undone.
    void setHidden(const std::string &path, bool hidden);

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    /// Listed, all rows in, or failed. `folder` invalid: "/".
    void folderLoaded(const QModelIndex &folder);
    void renameRequested(const std::string &from, const std::string &to);

private:
    /// Rows that wait for their turn.
    struct Insertion {
        FileNode *node = nullptr;
        FolderChange change;
        std::size_t range = 0; ///< into change.inserted
        int done = 0;          ///< of that range
        std::size_t changed = 0; ///< into change.changed
    };
    [[nodiscard]] FileNode *nodeOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const FileNode &node, int column = 0) const;
    [[nodiscard]] FileNode *findNode(std::string_view path) const;
    void list(FileNode &node);
    void listed(FileNode &node, const std::optional<Error> &error);
    void apply(FileNode &node, FolderChange change);
    void insertSome();
    void finishFolder(FileNode &node);
    void startOver(FileNode &node);
    void removeRange(FileNode &node, int first, int count);
    void forgetInsertions(const FileNode &node);
    void failFolder(FileNode &node, const Error &error);

    Services &m_services;
    ContainerId m_container;
    std::unique_ptr<FileNode> m_root;
    FileOrder m_order;
    std::deque<Insertion> m_insertions;
    QTimer m_turn;
    std::set<std::string> m_hidden;
    quint64 m_serial = 0;
};

} // namespace firkin::ui

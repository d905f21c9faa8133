#pragma once

#include "runtime/base/error.h"
#include "runtime/base/ids.h"

#include <QTimer>
#include <QUrl>
#include <QWidget>

#include <functional>
#include <vector>

class QAction;
class QMenu;
class QStackedLayout;

namespace firkin::ui {

class Banner;
class DragOut;
class EditedFiles;
class FileTreeModel;
class FileTreeView;
class PathBox;
class PendingRemovals;
class Services;
class StatePage;
class TransferPanel;
struct CopyJob;

/// The Files tab of one container: tree, path box, and what can be done with files. Every action is started here and
/// runs in the services; a failure is a banner, a folder's failure stands at the folder.
class FilesView : public QWidget {
    Q_OBJECT
public:
    explicit FilesView(Services &services, QWidget *parent = nullptr);
    ~FilesView() override;

    void setContainer(const ContainerId &container);
    /// Opens the folders down to it and selects it.
    void reveal(const std::string &path);

    [[nodiscard]] FileTreeModel &model() { return *m_model; }
    [[nodiscard]] FileTreeView &tree() { return *m_tree; }

    /// Asks about names that are taken; files of containers among them are copied from there.
    void copyIn(const QList<QUrl> &urls, const std::string &folder);
    void copyOut(const std::vector<std::string> &paths, const QString &target);
    /// Hidden at once, deleted when the time for undo is over.
    void remove(const std::vector<std::string> &paths);
    void setUndoMilliseconds(int milliseconds);
    /// Gives the command for Edit; empty: what the desktop has.
    void setEditor(std::function<QString()> command);
    [[nodiscard]] EditedFiles &edited() { return *m_edited; }

Q_SIGNALS:
    /// For a toast. With an action: its button calls `onAction`.
    void toastRequested(const QString &text, const QString &action, const std::function<void()> &onAction);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildBar();
    QAction *addAction(QLatin1StringView icon, const QString &text, const QList<QKeySequence> &keys, void (FilesView::*slot)());
    void askCopyIn();
    void askCopyFolderIn();
    void askCopyOut();
    void askNewFolder();
    void renameCurrent();
    void removeSelected();
    void copyToClipboard();
    void pasteFromClipboard();
    void copyPaths();
    void refreshAll();
    void rename(const std::string &from, const std::string &to);
    void editSelected();
    void activate(const QModelIndex &index);
    void startCopy(CopyJob job);
    void watchModel();
    void watchServices();
    void goOnRevealing(const QModelIndex &folder);
    void onFolderLoaded(const QModelIndex &folder);
    void updateState();
    void updateActions();
    void showError(const Error &error);
    void showMenu(const QPoint &position);
    [[nodiscard]] std::vector<std::string> selectedPaths() const;

    Services &m_services;
    ContainerId m_container;
    FileTreeModel *m_model;
    FileTreeView *m_tree;
    QWidget *m_bar;
    PathBox *m_path;
    Banner *m_banner;
    StatePage *m_state;
    TransferPanel *m_transfers;
    DragOut *m_dragOut;
    EditedFiles *m_edited;
    PendingRemovals *m_removals;
    QStackedLayout *m_stack;
    QTimer m_slow;

    QAction *m_copyInAction = nullptr;
    QAction *m_copyFolderInAction = nullptr;
    QAction *m_copyOutAction = nullptr;
    QAction *m_newFolderAction = nullptr;
    QAction *m_renameAction = nullptr;
    QAction *m_removeAction = nullptr;
    QAction *m_editAction = nullptr;
    QAction *m_copyAction = nullptr;
    QAction *m_pasteAction = nullptr;
    QAction *m_copyPathAction = nullptr;
    QAction *m_refreshAction = nullptr;

    std::vector<std::string> m_revealing; ///< parts still to go
    std::string m_revealed;               ///< the folder reached so far
    bool m_opened = false;
};

} // namespace firkin::ui

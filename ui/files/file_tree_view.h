#pragma once

#include <QList>
#include <QPersistentModelIndex>
#include <QTreeView>
#include <QUrl>

namespace firkin::ui {

class FileTreeModel;

/// The tree itself: takes dropped files on any column of a folder, or of a file for the folder that holds it, and shows
/// where they would go.
class FileTreeView : public QTreeView {
    Q_OBJECT
public:
    explicit FileTreeView(FileTreeModel &model, QWidget *parent = nullptr);

    /// Selected rows, first column.
    [[nodiscard]] QModelIndexList selectedRows() const;
    /// Where something new would go: the current folder, or the one that holds the current file.
    [[nodiscard]] std::string currentFolder() const;

Q_SIGNALS:
    void filesDropped(const QList<QUrl> &urls, const std::string &folder);
    void nothingUsableDropped();
    void dragRequested();

protected:
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void fitName();
    [[nodiscard]] QModelIndex targetAt(const QPoint &position) const;
    void setTarget(const QModelIndex &index, bool any);

    FileTreeModel &m_model;
    QPersistentModelIndex m_target;
    bool m_targetsRoot = false;
    bool m_fitting = false;
    bool m_nameWidthChosen = false; ///< by the person: stays
};

} // namespace firkin::ui

#pragma once

#include "runtime/engine/containers.h"
#include "ui/places/page_view.h"
#include "ui/widgets/row_list_model.h"

class QAction;
class QStackedLayout;
class QTreeView;

namespace firkin::ui {

class Banner;
class Services;
class StatePage;
class Toasts;

/// What is in the trash: name, size, when it was deleted.
class TrashModel : public RowListModel<engine::TrashEntry> {
    Q_OBJECT
public:
    enum Column { NameColumn, DeletedColumn, SizeColumn, ColumnCount };
    explicit TrashModel(QObject *parent = nullptr);
    void setEntries(std::vector<engine::TrashEntry> entries); ///< newest first
    QVariant data(const QModelIndex &index, int role) const override;
};

/// Deleted containers, to restore or to delete for ever.
class TrashPage : public PageView {
    Q_OBJECT
public:
    TrashPage(Services &services, Toasts &toasts, QWidget *parent = nullptr);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void refresh();
    void refreshActions();
    void purge(std::vector<engine::TrashEntry> entries);
    [[nodiscard]] std::vector<engine::TrashEntry> selected() const;

    Services &m_services;
    Toasts &m_toasts;
    TrashModel *m_model;
    QTreeView *m_view;
    Banner *m_banner;
    StatePage *m_statePage;
    QStackedLayout *m_stack;
    QWidget *m_content;
    QAction *m_restore;
    QAction *m_purge;
    QAction *m_empty;
};

} // namespace firkin::ui

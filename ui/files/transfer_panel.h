// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/task_list.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace firkin::ui {

class ElidedLabel;
class Services;
class TransferRow;

/// The copies of one container that are under way, or ended with failures that nobody has looked at: the newest with its
/// progress and Cancel, its items one by one when it is unfolded, the number of the other copies. Hidden while there is none.
class TransferPanel : public QWidget {
    Q_OBJECT
public:
    explicit TransferPanel(Services &services, QWidget *parent = nullptr);
    void setContainer(const ContainerId &container);
    void setUnfolded(bool unfolded);

private:
    void refresh();
    void showRows();
    [[nodiscard]] bool isShown(const Task &task) const;

    Services &m_services;
    ContainerId m_container;
    TaskId m_shown = 0;
    QToolButton *m_fold;
    ElidedLabel *m_text;
    QLabel *m_numbers;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QScrollArea *m_scroll;
    QVBoxLayout *m_rows;
    std::vector<TransferRow *> m_items;
};

} // namespace firkin::ui

#pragma once

#include "ui/services/task_list.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace firkin::ui {

class ElidedLabel;
class Services;

/// The copies of one container that are under way: the newest with its progress and Cancel, the number of the others.
/// Hidden while there is none.
class TransferBar : public QWidget {
    Q_OBJECT
public:
    explicit TransferBar(Services &services, QWidget *parent = nullptr);
    void setContainer(const ContainerId &container);

private:
    void refresh();

    Services &m_services;
    ContainerId m_container;
    TaskId m_shown = 0;
    ElidedLabel *m_text;
    QLabel *m_numbers;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
};

} // namespace firkin::ui

#pragma once

#include "ui/async/operation.h"

#include <QWidget>

class QLineEdit;
class QPlainTextEdit;

namespace firkin::ui {

class Banner;
class Services;

/// Record, OCI spec and machine as JSON, and the fk command line that makes the same container.
class InspectTab : public QWidget {
    Q_OBJECT
public:
    explicit InspectTab(Services &services, QWidget *parent = nullptr);
    void setContainer(const ContainerId &id);

private:
    void refresh();
    void showCommand();

    Services &m_services;
    ContainerId m_container;
    quint64 m_generation = 0;
    QPlainTextEdit *m_text;
    QLineEdit *m_command;
    Banner *m_banner;
};

} // namespace firkin::ui

#pragma once

#include "runtime/engine/networks.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace firkin::ui {

class Banner;
class Services;
class ToneLabel;

/// Makes a network. Stays open, with its input, when that fails.
class NetworkDialog : public QDialog {
    Q_OBJECT
public:
    NetworkDialog(Services &services, QWidget *parent);
    [[nodiscard]] engine::NetworkSpec spec() const;

Q_SIGNALS:
    void created(const QString &name);

private:
    void look();
    void create();

    Services &m_services;
    QLineEdit *m_name;
    QLineEdit *m_subnet;
    QSpinBox *m_mtu;
    QCheckBox *m_ipv6;
    QCheckBox *m_internal;
    ToneLabel *m_complaint;
    Banner *m_banner;
    QPushButton *m_button;
};

/// What is wrong with a name or a subnet as typed; empty: nothing. Pure.
[[nodiscard]] QString networkComplaint(const QString &name, const QString &subnet);

} // namespace firkin::ui

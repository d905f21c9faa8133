#pragma once

#include "runtime/engine/networks.h"
#include "ui/widgets/form_dialog.h"

class QCheckBox;
class QLineEdit;
class QSpinBox;

namespace firkin::ui {

class Services;

/// Makes a network. Stays open, with its input, when that fails.
class NetworkDialog : public FormDialog {
    Q_OBJECT
public:
    NetworkDialog(Services &services, QWidget *parent);
    [[nodiscard]] engine::NetworkSpec spec() const;

Q_SIGNALS:
    void created(const QString &name);

private:
    void look();
    void submit() override;

    Services &m_services;
    QLineEdit *m_name;
    QLineEdit *m_subnet;
    QSpinBox *m_mtu;
    QCheckBox *m_ipv6;
    QCheckBox *m_internal;
};

/// What is wrong with a name or a subnet as typed; empty: nothing. Pure.
[[nodiscard]] QString networkComplaint(const QString &name, const QString &subnet);

} // namespace firkin::ui

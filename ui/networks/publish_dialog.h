#pragma once

#include "runtime/base/ids.h"
#include "runtime/engine/types.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace firkin::ui {

class Banner;
class Services;
class ToneLabel;

/// Asks which port of which container is to be published where, and does it. Stays open, with its input, when that fails.
class PublishDialog : public QDialog {
    Q_OBJECT
public:
    PublishDialog(Services &services, std::optional<ContainerId> container, QWidget *parent);

Q_SIGNALS:
    void published(const QString &text);

private:
    void look();
    void publish();
    [[nodiscard]] engine::PortMapping mapping() const;

    Services &m_services;
    QComboBox *m_container;
    QSpinBox *m_containerPort;
    QSpinBox *m_hostPort;
    QComboBox *m_address;
    QComboBox *m_protocol;
    ToneLabel *m_note;
    Banner *m_banner;
    QPushButton *m_button;
};

} // namespace firkin::ui

#pragma once

#include "runtime/base/ids.h"
#include "runtime/engine/types.h"
#include "ui/widgets/form_dialog.h"

#include <optional>

class QComboBox;
class QSpinBox;

namespace firkin::ui {

class Services;
class ToneLabel;

/// Asks which port of which container is to be published where, and does it. Stays open, with its input, when that fails.
class PublishDialog : public FormDialog {
    Q_OBJECT
public:
    PublishDialog(Services &services, std::optional<ContainerId> container, QWidget *parent);

Q_SIGNALS:
    void published(const QString &text);

private:
    void look();
    void submit() override;
    [[nodiscard]] engine::PortMapping mapping() const;

    Services &m_services;
    QComboBox *m_container;
    QSpinBox *m_containerPort;
    QSpinBox *m_hostPort;
    QComboBox *m_address;
    QComboBox *m_protocol;
    ToneLabel *m_note;
};

} // namespace firkin::ui

#pragma once

#include "ui/async/operation.h"
#include "ui/containers/container_form.h"

#include <QDialog>

#include <map>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace firkin::ui {

class Banner;
class Services;
class ToneLabel;

/// Makes a container. Stays open with its input when that fails; says at each field what is wrong; shows the fk command
/// that does the same. An image that is not here can be pulled from where it stands.
class NewContainerDialog : public QDialog {
    Q_OBJECT
public:
    NewContainerDialog(Services &services, QWidget *parent);
    ~NewContainerDialog() override;

    void setImage(const QString &reference);
    [[nodiscard]] ContainerForm form() const;

Q_SIGNALS:
    void created(const firkin::ContainerId &id);

private:
    void addField(QFormLayout *layout, FormField field, const QString &label, QWidget *widget);
    void look();
    void create();
    void fillImages();
    void setBusy(bool busy, const QString &text = {});

    Services &m_services;
    QComboBox *m_image;
    QLineEdit *m_name;
    QLineEdit *m_command;
    QComboBox *m_pod;
    QDoubleSpinBox *m_cpus;
    QLineEdit *m_memory;
    QLineEdit *m_ports;
    QPlainTextEdit *m_environment;
    QLineEdit *m_folder;
    QCheckBox *m_terminal;
    QCheckBox *m_network;
    QCheckBox *m_start;
    QPlainTextEdit *m_preview;
    ToneLabel *m_progress;
    Banner *m_banner;
    QPushButton *m_create;
    std::map<FormField, ToneLabel *> m_complaints;
    std::map<FormField, QWidget *> m_fields;
    std::stop_source m_stop{std::nostopstate};
    quint64 m_pullTask = 0;
    bool m_tried = false; ///< complaints about what is missing come after the first try
    bool m_busy = false;
};

} // namespace firkin::ui

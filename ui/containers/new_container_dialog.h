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
class QTabWidget;

namespace firkin::ui {

class Banner;
class Services;
class SpecSection;
class ToneLabel;

/// Makes a container. Stays open with its input when that fails; says at each field, and on its tab, what is wrong;
/// shows the fk command that does the same. An image that is not here can be pulled from where it stands. A pasted
/// `docker run …` fills it.
class NewContainerDialog : public QDialog {
    Q_OBJECT
public:
    NewContainerDialog(Services &services, QWidget *parent);
    ~NewContainerDialog() override;

    void setImage(const QString &reference);
    /// Everything from a specification; what the dialog does not show is kept.
    void setSpec(const engine::ContainerSpec &spec);
    /// The new one takes the place and the name of this one, which moves to the trash.
    void setReplaces(const ContainerId &id);
    /// From `docker run …`; false, with the reason shown, when it cannot be read.
    bool fillFromCommand(const QString &text);
    void askForCommand();
    [[nodiscard]] ContainerForm form() const;
    [[nodiscard]] ParsedForm parsed() const;

Q_SIGNALS:
    void created(const firkin::ContainerId &id);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void makeFields();
    [[nodiscard]] QFormLayout *addTab(const QString &title);
    void addField(QFormLayout *layout, FormField field, const QString &label, QWidget *widget);
    void showForm(const ContainerForm &form);
    void look();
    void create();
    void createNow(const engine::ContainerSpec &spec);
    void fillImages();
    void setBusy(bool busy, const QString &text = {});

    Services &m_services;
    QTabWidget *m_tabs;
    QComboBox *m_image;
    QLineEdit *m_name;
    QComboBox *m_pod;
    QLineEdit *m_command;
    QLineEdit *m_entrypoint;
    QDoubleSpinBox *m_cpus;
    QLineEdit *m_memory;
    QLineEdit *m_disk;
    QLineEdit *m_ports;
    QPlainTextEdit *m_environment;
    QLineEdit *m_folder;
    QLineEdit *m_user;
    QLineEdit *m_hostname;
    QLineEdit *m_stopSignal;
    QLineEdit *m_stopGrace;
    QPlainTextEdit *m_labels;
    QCheckBox *m_terminal;
    QCheckBox *m_stdin;
    QCheckBox *m_remove;
    QCheckBox *m_network;
    QCheckBox *m_start;
    QPlainTextEdit *m_preview;
    ToneLabel *m_progress;
    Banner *m_banner;
    QPushButton *m_create;
    std::map<FormField, ToneLabel *> m_complaints;
    std::map<FormField, QWidget *> m_fields;
    std::map<FormField, int> m_tabOf;
    std::map<SpecSection *, int> m_sections;
    engine::ContainerSpec m_defaults; ///< the user's own
    engine::ContainerSpec m_base;
    ContainerId m_replaces;
    std::stop_source m_stop{std::nostopstate};
    quint64 m_pullTask = 0;
    bool m_tried = false; ///< complaints about what is missing come after the first try
    bool m_busy = false;
    bool m_filling = false;
};

} // namespace firkin::ui

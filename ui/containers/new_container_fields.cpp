#include "ui/containers/new_container_dialog.h"

#include "ui/async/plain_text.h"
#include "ui/containers/spec_section.h"
#include "ui/services/services.h"
#include "ui/style/metrics.h"
#include "ui/widgets/form_layout.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QVBoxLayout>

/// The dialog's fields and tabs; what it does with them is in new_container_dialog.cpp.
namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int shortField = 140;

QLineEdit *line(const QString &placeholder, int width = 0)
{
    auto *edit = new QLineEdit;
    edit->setPlaceholderText(placeholder);
    if (width > 0)
        edit->setFixedWidth(width);
    return edit;
}

QPlainTextEdit *lines(const QString &placeholder, int count)
{
    auto *edit = new QPlainTextEdit;
    edit->setPlaceholderText(placeholder);
    edit->setTabChangesFocus(true);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * count + 14);
    return edit;
}

} // namespace

QFormLayout *NewContainerDialog::addTab(const QString &title)
{
    auto *page = new QWidget;
    auto *form = new FormLayout(page);
    form->setContentsMargins(0, metrics::large, 0, metrics::small);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_tabs->addTab(page, title);
    return form;
}

void NewContainerDialog::addField(QFormLayout *layout, FormField field, const QString &label, QWidget *widget)
{
    auto *caption = new QLabel(label);
    caption->setBuddy(widget);
    auto *complaint = new ToneLabel(Tone::Error);
    complaint->setWordWrap(true);
    complaint->hide();
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    column->addWidget(widget, 0, widget->maximumWidth() < 400 ? Qt::AlignLeft : Qt::Alignment());
    column->addWidget(complaint);
    layout->addRow(caption, column);
    m_complaints[field] = complaint;
    m_fields[field] = widget;
    m_tabOf[field] = m_tabs->count() - 1;
}

void NewContainerDialog::makeFields()
{
    m_image = new QComboBox;
    m_image->setEditable(true);
    m_image->setInsertPolicy(QComboBox::NoInsert);
    m_image->setMinimumContentsLength(30);
    m_image->lineEdit()->setPlaceholderText(tr("registry.example/name:tag"));
    m_name = line(tr("Made up if left empty"));
    m_pod = new QComboBox;
    m_pod->addItem(tr("None: a machine of its own"));
    for (const auto &pod : m_services.containers.pods())
        m_pod->addItem(displayText(pod.name), QString::fromStdString(pod.name));
    m_command = line(tr("The image’s own command"));
    m_entrypoint = line(tr("The image’s own program"));
    m_terminal = new QCheckBox(tr("Give its program a terminal"));
    m_stdin = new QCheckBox(tr("Keep its input open"));
    m_remove = new QCheckBox(tr("Delete it when it has ended"));
    auto *general = addTab(tr("General"));
    addField(general, FormField::Image, tr("&Image:"), m_image);
    addField(general, FormField::Name, tr("&Name:"), m_name);
    auto *podLabel = new QLabel(tr("Po&d:"));
    podLabel->setBuddy(m_pod);
    general->addRow(podLabel, m_pod);
    // Who has no pods need not know of them.
    general->setRowVisible(m_pod, m_pod->count() > 1);
    addField(general, FormField::Command, tr("C&ommand:"), m_command);
    addField(general, FormField::Entrypoint, tr("&Program:"), m_entrypoint);
    auto *checks = new QVBoxLayout;
    checks->setSpacing(metrics::tight);
    for (auto *box : {m_terminal, m_stdin, m_remove})
        checks->addWidget(box);
    general->addRow(QString(), checks);

    m_environment = lines(tr("NAME=VALUE, one a line"), 6);
    m_folder = line(tr("The image’s own folder"));
    m_user = line(tr("The image’s own user"));
    auto *environment = addTab(tr("Environment"));
    addField(environment, FormField::Environment, tr("&Variables:"), m_environment);
    addField(environment, FormField::WorkingDirectory, tr("Working &folder:"), m_folder);
    addField(environment, FormField::User, tr("&User:"), m_user);

    m_network = new QCheckBox(tr("Connect to the network"));
    m_network->setChecked(true);
    m_ports = line(tr("8080:80, 53:53/udp"));
    m_hostname = line(tr("Its name"));
    auto *network = addTab(tr("Network"));
    network->addRow(QString(), m_network);
    addField(network, FormField::Ports, tr("&Ports:"), m_ports);
    addField(network, FormField::Hostname, tr("&Host name:"), m_hostname);

    m_cpus = new QDoubleSpinBox;
    m_cpus->setRange(0.1, 64);
    m_cpus->setSingleStep(0.5);
    m_cpus->setDecimals(1);
    m_cpus->setValue(2);
    m_cpus->setFixedWidth(shortField);
    m_memory = line({}, shortField);
    m_memory->setText(u"1 GiB"_s);
    m_disk = line({}, shortField);
    m_disk->setText(u"20 GiB"_s);
    auto *resources = addTab(tr("Resources"));
    auto *cpuLabel = new QLabel(tr("&CPUs:"));
    cpuLabel->setBuddy(m_cpus);
    resources->addRow(cpuLabel, m_cpus);
    addField(resources, FormField::Memory, tr("&Memory:"), m_memory);
    addField(resources, FormField::DiskSize, tr("&Disk:"), m_disk);
    auto *hint = new ToneLabel(Tone::Muted, tr("The disk grows with what is written to it, up to this size."));
    hint->setWordWrap(true);
    resources->addRow(QString(), hint);

    for (const auto &entry : specSections()) {
        auto *section = entry.make(m_services);
        m_sections[section] = m_tabs->addTab(section, entry.title);
        connect(section, &SpecSection::changed, this, &NewContainerDialog::look);
    }

    m_stopSignal = line(tr("The image’s own, or TERM"), 220);
    m_stopGrace = line(tr("10"), shortField);
    m_labels = lines(tr("NAME=VALUE, one a line"), 4);
    auto *advanced = addTab(tr("Advanced"));
    addField(advanced, FormField::StopSignal, tr("Stop &signal:"), m_stopSignal);
    addField(advanced, FormField::StopGrace, tr("&Seconds to stop:"), m_stopGrace);
    addField(advanced, FormField::Labels, tr("&Labels:"), m_labels);
}

void NewContainerDialog::showForm(const ContainerForm &form)
{
    m_filling = true;
    m_image->setCurrentText(form.image);
    m_name->setText(form.name);
    m_command->setText(form.command);
    m_entrypoint->setText(form.entrypoint);
    m_memory->setText(form.memory);
    m_disk->setText(form.diskSize);
    m_ports->setText(form.ports);
    m_environment->setPlainText(form.environment);
    m_folder->setText(form.workingDirectory);
    m_user->setText(form.user);
    m_hostname->setText(form.hostname);
    m_stopSignal->setText(form.stopSignal);
    m_stopGrace->setText(form.stopGrace);
    m_labels->setPlainText(form.labels);
    m_cpus->setValue(form.cpus);
    m_terminal->setChecked(form.terminal);
    m_stdin->setChecked(form.openStdin);
    m_remove->setChecked(form.removeOnExit);
    m_network->setChecked(form.network);
    m_pod->setCurrentIndex(std::max(0, m_pod->findData(form.pod)));
    m_filling = false;
}

ContainerForm NewContainerDialog::form() const
{
    return {.image = m_image->currentText(),
            .name = m_name->text(),
            .command = m_command->text(),
            .memory = m_memory->text(),
            .ports = m_ports->text(),
            .environment = m_environment->toPlainText(),
            .workingDirectory = m_folder->text(),
            .entrypoint = m_entrypoint->text(),
            .user = m_user->text(),
            .hostname = m_hostname->text(),
            .diskSize = m_disk->text(),
            .stopSignal = m_stopSignal->text(),
            .stopGrace = m_stopGrace->text(),
            .labels = m_labels->toPlainText(),
            .openStdin = m_stdin->isChecked(),
            .removeOnExit = m_remove->isChecked(),
            .cpus = m_cpus->value(),
            .terminal = m_terminal->isChecked(),
            .network = m_network->isChecked(),
            .networkName = {},
            .pod = m_pod->currentData().toString()};
}

} // namespace firkin::ui

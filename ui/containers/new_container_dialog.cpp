#include "ui/containers/new_container_dialog.h"

#include "ui/async/plain_text.h"
#include "ui/containers/fk_command.h"
#include "ui/services/services.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

NewContainerDialog::NewContainerDialog(Services &services, QWidget *parent) : QDialog(parent), m_services(services)
{
    setWindowTitle(tr("New Container"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(600);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    m_banner = new Banner;
    layout->addWidget(m_banner);

    m_image = new QComboBox;
    m_image->setEditable(true);
    m_image->setInsertPolicy(QComboBox::NoInsert);
    m_image->setMinimumContentsLength(30);
    m_image->lineEdit()->setPlaceholderText(tr("registry.example/name:tag"));
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("Made up if left empty"));
    m_command = new QLineEdit;
    m_command->setPlaceholderText(tr("The image’s own command"));
    m_pod = new QComboBox;
    m_pod->addItem(tr("None: a machine of its own"));
    for (const auto &pod : services.containers.pods())
        m_pod->addItem(displayText(pod.name), QString::fromStdString(pod.name));
    m_cpus = new QDoubleSpinBox;
    m_cpus->setRange(0.1, 64);
    m_cpus->setSingleStep(0.5);
    m_cpus->setDecimals(1);
    m_cpus->setValue(2);
    m_cpus->setFixedWidth(120);
    m_memory = new QLineEdit(u"1 GiB"_s);
    m_memory->setFixedWidth(120);
    m_ports = new QLineEdit;
    m_ports->setPlaceholderText(tr("8080:80, 53:53/udp"));
    m_environment = new QPlainTextEdit;
    m_environment->setPlaceholderText(tr("NAME=VALUE, one a line"));
    m_environment->setTabChangesFocus(true);
    m_environment->setFixedHeight(fontMetrics().lineSpacing() * 3 + 14);
    m_folder = new QLineEdit;
    m_folder->setPlaceholderText(tr("The image’s own folder"));
    m_terminal = new QCheckBox(tr("Give its program a terminal"));
    m_network = new QCheckBox(tr("Connect to the network"));
    m_network->setChecked(true);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::large);
    form->setVerticalSpacing(metrics::small);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addField(form, FormField::Image, tr("&Image:"), m_image);
    addField(form, FormField::Name, tr("&Name:"), m_name);
    auto *podLabel = new QLabel(tr("Po&d:"));
    podLabel->setBuddy(m_pod);
    form->addRow(podLabel, m_pod);
    // Who has no pods need not know of them.
    form->setRowVisible(m_pod, m_pod->count() > 1);
    addField(form, FormField::Command, tr("C&ommand:"), m_command);
    auto *cpuLabel = new QLabel(tr("&CPUs:"));
    cpuLabel->setBuddy(m_cpus);
    form->addRow(cpuLabel, m_cpus);
    addField(form, FormField::Memory, tr("&Memory:"), m_memory);
    addField(form, FormField::Ports, tr("&Ports:"), m_ports);
    addField(form, FormField::Environment, tr("&Environment:"), m_environment);
    addField(form, FormField::WorkingDirectory, tr("Working &folder:"), m_folder);
    auto *options = new QHBoxLayout;
    options->setSpacing(metrics::large);
    options->addWidget(m_terminal);
    options->addWidget(m_network);
    options->addStretch();
    form->addRow(QString(), options);
    layout->addLayout(form);

    auto *previewCaption = new ToneLabel(Tone::Muted, tr("The same on the command line:"));
    m_preview = new QPlainTextEdit;
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setFixedHeight(QFontMetrics(m_preview->font()).lineSpacing() * 3 + 14);
    m_preview->setAccessibleName(previewCaption->text());
    layout->addWidget(previewCaption);
    layout->addWidget(m_preview);

    m_start = new QCheckBox(tr("&Start it at once"));
    m_start->setChecked(true);
    m_progress = new ToneLabel(Tone::Muted);
    auto *buttons = new QDialogButtonBox;
    m_create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_start);
    bottom->addSpacing(metrics::large);
    bottom->addWidget(m_progress, 1);
    bottom->addWidget(buttons);
    layout->addLayout(bottom);
    m_create->setDefault(true); // now that it is in the dialog, which would choose another otherwise

    fillImages();
    connect(&services.images, &ImagesService::listChanged, this, &NewContainerDialog::fillImages);
    connect(m_image, &QComboBox::editTextChanged, this, &NewContainerDialog::look);
    for (auto *edit : {m_name, m_command, m_memory, m_ports, m_folder})
        connect(edit, &QLineEdit::textChanged, this, &NewContainerDialog::look);
    connect(m_environment, &QPlainTextEdit::textChanged, this, &NewContainerDialog::look);
    connect(m_cpus, &QDoubleSpinBox::valueChanged, this, &NewContainerDialog::look);
    connect(m_terminal, &QCheckBox::toggled, this, &NewContainerDialog::look);
    connect(m_network, &QCheckBox::toggled, this, &NewContainerDialog::look);
    connect(m_pod, &QComboBox::currentIndexChanged, this, [this](int row) {
        m_ports->setEnabled(row == 0);
        m_network->setEnabled(row == 0);
        m_ports->setToolTip(row == 0 ? QString() : tr("Ports are published by the pod"));
        look();
    });
    connect(m_start, &QCheckBox::toggled, this, [this](bool on) { m_create->setText(on ? tr("Create and Start") : tr("Create")); });
    m_create->setText(tr("Create and Start"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &NewContainerDialog::create);
    connect(m_banner, &Banner::actionTriggered, this, [this] {
        m_banner->clear();
        setBusy(true, tr("Pulling the image…"));
        m_pullTask = m_services.images.pull(m_image->currentText().trimmed());
    });
    connect(&services.images, &ImagesService::pulled, this, [this](const QString &, TaskId task) {
        if (task != m_pullTask)
            return;
        const auto *found = m_services.tasks.find(task);
        setBusy(false);
        if (found && found->state == TaskState::Done)
            create();
        else if (found && found->error)
            m_banner->showError(*found->error);
    });
    look();
    m_image->setFocus();
}

NewContainerDialog::~NewContainerDialog()
{
    m_stop.request_stop();
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
}

void NewContainerDialog::fillImages()
{
    const QString typed = m_image->currentText();
    QStringList references;
    for (const auto &image : m_services.images.images())
        for (const auto &reference : image.references)
            references << displayText(reference);
    references.sort();
    const QSignalBlocker quiet(m_image);
    m_image->clear();
    m_image->addItems(references);
    m_image->setCurrentText(typed.isEmpty() ? references.value(0) : typed);
}

void NewContainerDialog::setImage(const QString &reference)
{
    m_image->setCurrentText(reference);
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
            .cpus = m_cpus->value(),
            .terminal = m_terminal->isChecked(),
            .network = m_network->isChecked(),
            .networkName = {},
            .pod = m_pod->currentData().toString()};
}

void NewContainerDialog::look()
{
    ParsedForm parsed = parseForm(form());
    if (!parsed.problems.contains(FormField::Name) && !parsed.spec.name.empty()
        && std::ranges::contains(m_services.containers.containers(), parsed.spec.name, &engine::ContainerView::name))
        parsed.problems[FormField::Name] = tr("That name is already taken.");
    for (const auto &[field, label] : m_complaints) {
        const auto it = parsed.problems.find(field);
        const bool missing = field == FormField::Image && m_image->currentText().isEmpty() && !m_tried;
        const QString text = it == parsed.problems.end() || missing ? QString() : it->second;
        label->setText(text);
        label->setVisible(!text.isEmpty());
        m_fields.at(field)->setAccessibleDescription(text);
    }
    m_preview->setPlainText(displayText(fkRunCommand(parsed.spec)));
    m_create->setEnabled(!m_busy && (parsed.problems.empty() || !m_tried));
    if (!isVisible() || !m_busy)
        adjustSize();
}

void NewContainerDialog::setBusy(bool busy, const QString &text)
{
    m_busy = busy;
    m_progress->setText(text);
    for (const auto &[field, widget] : m_fields)
        widget->setEnabled(!busy);
    m_cpus->setEnabled(!busy);
    m_pod->setEnabled(!busy);
    m_ports->setEnabled(!busy && m_pod->currentIndex() == 0);
    look();
}

void NewContainerDialog::create()
{
    m_tried = true;
    look();
    const ParsedForm parsed = parseForm(form());
    for (const auto &[field, label] : m_complaints) {
        if (!label->text().isEmpty()) {
            m_fields.at(field)->setFocus();
            return;
        }
    }
    m_banner->clear();
    setBusy(true, tr("Creating…"));
    auto operation = m_services.containers.create(parsed.spec, m_start->isChecked());
    m_stop = operation.stop;
    operation.then(this, [this](const Result<ContainerId> &id) {
        setBusy(false);
        if (id) {
            Q_EMIT created(*id);
            accept();
            return;
        }
        m_banner->setAction(id.error().rootReason() == Reason::NoSuchImage ? tr("Pull and Create") : QString());
        m_banner->showError(id.error());
        adjustSize();
    });
}

} // namespace firkin::ui

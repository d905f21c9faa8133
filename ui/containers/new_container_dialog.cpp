#include "ui/containers/new_container_dialog.h"

#include "runtime/engine/settings.h"
#include "ui/async/plain_text.h"
#include "ui/containers/docker_run.h"
#include "ui/containers/fk_command.h"
#include "ui/containers/spec_section.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

NewContainerDialog::NewContainerDialog(Services &services, QWidget *parent) : QDialog(parent), m_services(services)
{
    setWindowTitle(tr("New Container"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(640);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::medium, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    m_banner = new Banner;
    layout->addWidget(m_banner);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Sections"));
    makeFields();
    layout->addWidget(m_tabs, 1);

    auto *previewCaption = new ToneLabel(Tone::Muted, tr("The same on the command line:"));
    auto *paste = new QPushButton(icon("copy"_L1), tr("From docker run…"));
    paste->setToolTip(tr("Fill the fields from a docker run command; pasting one into the dialog does the same"));
    paste->setAutoDefault(false);
    connect(paste, &QPushButton::clicked, this, &NewContainerDialog::askForCommand);
    auto *previewHead = new QHBoxLayout;
    previewHead->addWidget(previewCaption, 1);
    previewHead->addWidget(paste);
    m_preview = new QPlainTextEdit;
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_preview->setFixedHeight(QFontMetrics(m_preview->font()).lineSpacing() * 3 + 14);
    m_preview->setAccessibleName(previewCaption->text());
    layout->addLayout(previewHead);
    layout->addWidget(m_preview);

    m_start = new QCheckBox(tr("&Start it at once"));
    m_start->setChecked(true);
    m_progress = new ToneLabel(Tone::Muted);
    auto *buttons = new QDialogButtonBox;
    m_create = buttons->addButton(tr("Create and Start"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_start);
    bottom->addSpacing(metrics::large);
    bottom->addWidget(m_progress, 1);
    bottom->addWidget(buttons);
    layout->addLayout(bottom);
    m_create->setDefault(true); // now that it is in the dialog, which would choose another otherwise

    m_defaults = m_base = engine::newContainerSpec();
    showForm(formOf(m_base));
    fillImages();
    connect(&services.images, &ImagesService::listChanged, this, &NewContainerDialog::fillImages);
    connect(m_image, &QComboBox::editTextChanged, this, &NewContainerDialog::look);
    m_image->lineEdit()->installEventFilter(this);
    for (auto *edit : {m_name, m_command, m_entrypoint, m_memory, m_disk, m_ports, m_folder, m_user, m_hostname, m_stopSignal, m_stopGrace}) {
        connect(edit, &QLineEdit::textChanged, this, &NewContainerDialog::look);
        edit->installEventFilter(this);
    }
    for (auto *edit : {m_environment, m_labels}) {
        connect(edit, &QPlainTextEdit::textChanged, this, &NewContainerDialog::look);
        edit->installEventFilter(this);
    }
    connect(m_cpus, &QDoubleSpinBox::valueChanged, this, &NewContainerDialog::look);
    for (auto *box : {m_terminal, m_stdin, m_remove, m_network})
        connect(box, &QCheckBox::toggled, this, &NewContainerDialog::look);
    connect(m_pod, &QComboBox::currentIndexChanged, this, [this](int row) {
        m_ports->setEnabled(row == 0);
        m_network->setEnabled(row == 0);
        m_ports->setToolTip(row == 0 ? QString() : tr("Ports are published by the pod"));
        look();
    });
    connect(m_start, &QCheckBox::toggled, this, &NewContainerDialog::look);
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

void NewContainerDialog::setSpec(const engine::ContainerSpec &spec)
{
    m_base = spec;
    showForm(formOf(spec));
    for (const auto &[section, tab] : m_sections)
        section->fill(spec);
    look();
}

void NewContainerDialog::setReplaces(const ContainerId &id)
{
    m_replaces = id;
    setWindowTitle(tr("Edit and Recreate %1").arg(m_services.containers.nameOf(id)));
    m_banner->showNotice(tr("A new container takes the place of %1. The old one is stopped and moves to the trash, with the files in it.").arg(m_services.containers.nameOf(id)));
    look();
}

bool NewContainerDialog::fillFromCommand(const QString &text)
{
    const auto run = parseDockerRun(text);
    if (!run) {
        m_banner->showNotice(tr("The command could not be read: %1").arg(run.error()));
        return false;
    }
    setSpec(run->spec);
    m_start->setChecked(run->start);
    if (run->ignored.isEmpty())
        m_banner->showNotice(tr("Filled from the command."));
    else
        m_banner->showNotice(tr("Filled from the command, but for: %1").arg(run->ignored.join(u", "_s)));
    m_tabs->setCurrentIndex(0);
    return true;
}

void NewContainerDialog::askForCommand()
{
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("From a docker run Command"));
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    column->setSpacing(metrics::medium);
    auto *label = new QLabel(tr("&Command, as it stands in a README:"));
    auto *edit = new QPlainTextEdit;
    edit->setTabChangesFocus(true);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setPlaceholderText(u"docker run -d --name web -p 8080:80 nginx"_s);
    edit->setMinimumSize(520, 130);
    label->setBuddy(edit);
    if (const QString text = QGuiApplication::clipboard()->text(); looksLikeDockerRun(text))
        edit->setPlainText(text);
    auto *complaint = new ToneLabel(Tone::Error);
    complaint->setWordWrap(true);
    auto *buttons = new QDialogButtonBox;
    auto *fill = buttons->addButton(tr("Fill In"), QDialogButtonBox::AcceptRole);
    fill->setDefault(true);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    column->addWidget(label);
    column->addWidget(edit);
    column->addWidget(complaint);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, dialog, [this, dialog, edit, complaint] {
        if (const auto run = parseDockerRun(edit->toPlainText()); !run) {
            complaint->setText(run.error());
            return;
        }
        fillFromCommand(edit->toPlainText());
        dialog->accept();
    });
    dialog->open();
    edit->setFocus();
}

bool NewContainerDialog::eventFilter(QObject *object, QEvent *event)
{
    // A pasted command is meant for the whole dialog, not for the field that happens to have the focus.
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Paste) && object != m_command) {
        if (const QString text = QGuiApplication::clipboard()->text(); looksLikeDockerRun(text)) {
            fillFromCommand(text);
            return true;
        }
    }
    return QDialog::eventFilter(object, event);
}

ParsedForm NewContainerDialog::parsed() const
{
    ParsedForm parsed = parseForm(form(), m_base);
    const auto taken = [this, &parsed](const engine::ContainerView &view) { return view.name == parsed.spec.name && view.id != m_replaces; };
    if (!parsed.problems.contains(FormField::Name) && !parsed.spec.name.empty() && std::ranges::any_of(m_services.containers.containers(), taken))
        parsed.problems[FormField::Name] = tr("That name is already taken.");
    return parsed;
}

void NewContainerDialog::look()
{
    if (m_filling)
        return;
    ParsedForm parsed = this->parsed();
    std::map<int, bool> wrong;
    for (const auto &[field, label] : m_complaints) {
        const auto it = parsed.problems.find(field);
        const bool missing = field == FormField::Image && m_image->currentText().isEmpty() && !m_tried;
        const QString text = it == parsed.problems.end() || missing ? QString() : it->second;
        label->setText(text);
        label->setVisible(!text.isEmpty());
        m_fields.at(field)->setAccessibleDescription(text);
        wrong[m_tabOf.at(field)] |= !text.isEmpty();
    }
    bool sections = true;
    for (const auto &[section, tab] : m_sections) {
        const bool bad = !section->read(parsed.spec).isEmpty();
        wrong[tab] |= bad;
        sections = sections && !bad;
    }
    for (const auto &[tab, bad] : wrong)
        m_tabs->setTabIcon(tab, bad ? icon("warning"_L1, Tone::Error) : QIcon());
    m_preview->setPlainText(displayText(fkRunCommand(parsed.spec, m_defaults)));
    m_create->setEnabled(!m_busy && ((parsed.problems.empty() && sections) || !m_tried));
    m_create->setText(!m_replaces.empty() ? tr("Recreate") : m_start->isChecked() ? tr("Create and Start") : tr("Create"));
}

void NewContainerDialog::setBusy(bool busy, const QString &text)
{
    m_busy = busy;
    m_progress->setText(text);
    m_tabs->setEnabled(!busy);
    look();
}

void NewContainerDialog::create()
{
    m_tried = true;
    look();
    ParsedForm parsed = this->parsed();
    for (const auto &[field, label] : m_complaints) {
        if (!label->text().isEmpty()) {
            m_tabs->setCurrentIndex(m_tabOf.at(field));
            m_fields.at(field)->setFocus();
            return;
        }
    }
    for (const auto &[section, tab] : m_sections) {
        if (!section->read(parsed.spec).isEmpty()) {
            m_tabs->setCurrentIndex(tab);
            section->setFocus();
            return;
        }
    }
    m_banner->clear();
    if (m_replaces.empty()) {
        createNow(parsed.spec);
        return;
    }
    // The name is free once the old one is in the trash; if making the new one fails, the old one comes back.
    setBusy(true, tr("Moving the old one to the trash…"));
    auto operation = m_services.containers.moveToTrash(m_replaces, true);
    m_stop = operation.stop;
    operation.then(this, [this, spec = parsed.spec](const Status &status) {
        if (status) {
            createNow(spec);
            return;
        }
        setBusy(false);
        m_banner->showError(status.error());
    });
}

void NewContainerDialog::createNow(const engine::ContainerSpec &spec)
{
    setBusy(true, tr("Creating…"));
    auto operation = m_services.containers.create(spec, m_start->isChecked());
    m_stop = operation.stop;
    operation.then(this, [this](const Result<ContainerId> &id) {
        setBusy(false);
        if (id) {
            Q_EMIT created(*id);
            accept();
            return;
        }
        if (!m_replaces.empty())
            m_services.containers.restore(m_replaces).then(this, [](const Status &) {});
        m_banner->setAction(id.error().rootReason() == Reason::NoSuchImage ? tr("Pull and Create") : QString());
        m_banner->showError(id.error());
    });
}

} // namespace firkin::ui

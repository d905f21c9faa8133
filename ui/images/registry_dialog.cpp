#include "ui/images/registry_dialog.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/services/images_service.h"
#include "ui/style/metrics.h"
#include "ui/widgets/form_layout.h"
#include "ui/widgets/labels.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

RegistryDialog::RegistryDialog(ImagesService &images, QWidget *parent) : QDialog(parent), m_images(images)
{
    setWindowTitle(tr("Registries"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);

    auto *caption = plainLabel(tr("Logged in to"));
    m_list = new QListWidget;
    m_list->setAccessibleName(tr("Registries with a login"));
    m_list->setMaximumHeight(110);
    caption->setBuddy(m_list);
    m_logOut = new QPushButton(tr("Log Out"));
    m_logOut->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addWidget(m_list, 1);
    row->addWidget(m_logOut, 0, Qt::AlignTop);
    layout->addWidget(caption);
    layout->addLayout(row);

    m_registry = new QLineEdit;
    m_registry->setPlaceholderText(u"quay.io"_s);
    m_user = new QLineEdit;
    m_password = new QLineEdit;
    m_password->setEchoMode(QLineEdit::Password);
    auto *form = new FormLayout;
    form->addRow(tr("Registry"), m_registry);
    form->addRow(tr("User name"), m_user);
    form->addRow(tr("Password"), m_password);
    layout->addLayout(form);
    m_said = new ToneLabel(Tone::Error);
    m_said->setWordWrap(true);
    m_said->setTextFormat(Qt::PlainText);
    m_said->setMinimumHeight(m_said->fontMetrics().lineSpacing() * 2);
    m_said->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    layout->addWidget(m_said);

    auto *buttons = new QDialogButtonBox;
    m_logIn = buttons->addButton(tr("Log In"), QDialogButtonBox::ActionRole);
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    layout->addWidget(buttons);
    m_logIn->setDefault(true); // now that it is in the dialog, which would choose another otherwise

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_logIn, &QPushButton::clicked, this, &RegistryDialog::logIn);
    connect(m_logOut, &QPushButton::clicked, this, &RegistryDialog::logOut);
    connect(m_list, &QListWidget::currentRowChanged, this, &RegistryDialog::refreshActions);
    for (QLineEdit *edit : {m_registry, m_user, m_password})
        connect(edit, &QLineEdit::textChanged, this, &RegistryDialog::refreshActions);
    m_registry->setFocus();
    refreshActions();
    refresh();
}

void RegistryDialog::refresh()
{
    m_images.registries().then(this, [this](const Result<std::vector<std::string>> &registries) {
        m_list->clear();
        if (registries) {
            for (const std::string &registry : *registries)
                (new QListWidgetItem(displayText(registry), m_list))->setData(Qt::UserRole, QByteArray::fromStdString(registry));
        } else {
            showError(registries.error());
        }
        if (registries && registries->empty()) {
            auto *none = new QListWidgetItem(tr("No registry yet"), m_list);
            none->setFlags(Qt::NoItemFlags);
        }
        refreshActions();
    });
}

void RegistryDialog::refreshActions()
{
    m_logIn->setEnabled(!m_busy && !m_registry->text().trimmed().isEmpty() && !m_user->text().isEmpty() && !m_password->text().isEmpty());
    const auto *item = m_list->currentItem();
    m_logOut->setEnabled(item && item->flags().testFlag(Qt::ItemIsEnabled));
}

void RegistryDialog::showError(const Error &error)
{
    if (error.isCancelled())
        return;
    m_said->setTone(Tone::Error);
    m_said->setText(errorText(error).headline);
}

void RegistryDialog::logIn()
{
    m_busy = true;
    m_said->setTone(Tone::Muted);
    m_said->setText(tr("Asking the registry…"));
    refreshActions();
    const QString registry = m_registry->text().trimmed();
    m_images.logIn(registry.toStdString(), m_user->text().toStdString(), m_password->text().toStdString())
        .then(this, [this, registry](const Result<engine::Registries::KeptIn> &kept) {
            m_busy = false;
            if (!kept) {
                m_said->clear();
                showError(kept.error());
            } else {
                m_password->clear();
                m_said->setTone(*kept == engine::Registries::KeptIn::File ? Tone::Warning : Tone::Running);
                m_said->setText(*kept == engine::Registries::KeptIn::File
                                    ? tr("Logged in. This desktop has no secret service: the password is in a file that only you may read.")
                                    : tr("Logged in to %1.").arg(displayText(registry)));
                refresh();
            }
            refreshActions();
        });
}

void RegistryDialog::logOut()
{
    const auto *item = m_list->currentItem();
    if (!item)
        return;
    m_said->clear();
    m_images.logOut(item->data(Qt::UserRole).toByteArray().toStdString()).then(this, [this](const Status &status) {
        if (!status)
            showError(status.error());
        refresh();
    });
}

} // namespace firkin::ui

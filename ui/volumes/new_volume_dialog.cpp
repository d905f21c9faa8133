#include "ui/volumes/new_volume_dialog.h"

#include "runtime/base/ids.h"
#include "ui/async/plain_text.h"
#include "ui/services/volumes_service.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

ByteSize leastSize(const QString &filesystem)
{
    return filesystem == "xfs"_L1 ? ByteSize::ofMiB(300) : filesystem == "btrfs"_L1 ? ByteSize::ofMiB(128) : ByteSize::ofMiB(16);
}

} // namespace

QString volumeComplaint(const QString &name, const QString &size, const QString &filesystem)
{
    const std::string text = toBytes(name);
    const bool startsWell = text.empty() || (text.front() != '.' && text.front() != '_' && text.front() != '-');
    if (!text.empty() && (!isValidId(text) || !startsWell))
        return NewVolumeDialog::tr("A name has letters, digits, “.”, “_” and “-”, and begins with a letter or digit.");
    const auto parsed = parseByteSize(toBytes(size.trimmed()));
    if (!parsed)
        return NewVolumeDialog::tr("The size is a number with a unit, such as 10g or 512m.");
    if (*parsed < leastSize(filesystem))
        return NewVolumeDialog::tr("%1 needs at least %2.").arg(filesystem, QString::fromStdString(toString(leastSize(filesystem))));
    return {};
}

NewVolumeDialog::NewVolumeDialog(VolumesService &service, QWidget *parent) : QDialog(parent), m_service(service)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("New Volume"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    m_banner = new Banner;
    layout->addWidget(m_banner);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::medium);
    form->setVerticalSpacing(metrics::small);
    m_name = new QLineEdit;
    m_name->setMinimumWidth(280);
    m_name->setPlaceholderText(tr("made up"));
    m_size = new QLineEdit(u"10g"_s);
    m_filesystem = new QComboBox;
    m_filesystem->addItems({u"ext4"_s, u"xfs"_s, u"btrfs"_s});
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Size"), m_size);
    form->addRow(tr("&Type"), m_filesystem);
    layout->addLayout(form);
    auto *hint = new ToneLabel(Tone::Muted, tr("It takes on this computer what is in it, not its size."));
    hint->setWordWrap(true);
    layout->addWidget(hint);
    m_complaint = new ToneLabel(Tone::Error);
    m_complaint->setWordWrap(true);
    layout->addWidget(m_complaint);
    auto *buttons = new QDialogButtonBox;
    m_create = buttons->addButton(tr("Create"), QDialogButtonBox::AcceptRole);
    m_create->setDefault(true);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &NewVolumeDialog::create);
    connect(m_name, &QLineEdit::textChanged, this, &NewVolumeDialog::look);
    connect(m_size, &QLineEdit::textChanged, this, &NewVolumeDialog::look);
    connect(m_filesystem, &QComboBox::currentTextChanged, this, &NewVolumeDialog::look);
    look();
}

void NewVolumeDialog::look()
{
    const QString complaint = volumeComplaint(m_name->text().trimmed(), m_size->text(), m_filesystem->currentText());
    m_complaint->setText(complaint);
    m_create->setEnabled(complaint.isEmpty());
}

void NewVolumeDialog::create()
{
    const auto size = parseByteSize(toBytes(m_size->text().trimmed()));
    if (!size)
        return;
    m_banner->clear();
    m_create->setEnabled(false);
    m_service
        .create({.name = toBytes(m_name->text().trimmed()), .size = *size, .filesystem = toBytes(m_filesystem->currentText()), .labels = {}})
        .then(this, [this](const Result<engine::VolumeView> &made) {
            m_create->setEnabled(true);
            if (!made) {
                m_banner->showError(made.error());
                return;
            }
            Q_EMIT created(displayText(made->name));
            accept();
        });
}

} // namespace firkin::ui

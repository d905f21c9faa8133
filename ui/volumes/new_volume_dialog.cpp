#include "ui/volumes/new_volume_dialog.h"

#include "runtime/base/ids.h"
#include "ui/async/plain_text.h"
#include "ui/services/volumes_service.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>

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

NewVolumeDialog::NewVolumeDialog(VolumesService &service, QWidget *parent) : FormDialog(tr("New Volume"), tr("Create"), parent), m_service(service)
{
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("made up"));
    m_size = new QLineEdit(u"10g"_s);
    m_filesystem = new QComboBox;
    m_filesystem->addItems({u"ext4"_s, u"xfs"_s, u"btrfs"_s});
    form().addRow(tr("&Name"), m_name);
    form().addRow(tr("&Size"), m_size);
    form().addRow(tr("&Type"), m_filesystem);
    auto *hint = new ToneLabel(Tone::Muted, tr("It takes on this computer what is in it, not its size."));
    hint->setWordWrap(true);
    addNote(hint);
    connect(m_name, &QLineEdit::textChanged, this, &NewVolumeDialog::look);
    connect(m_size, &QLineEdit::textChanged, this, &NewVolumeDialog::look);
    connect(m_filesystem, &QComboBox::currentTextChanged, this, &NewVolumeDialog::look);
    look();
    m_name->setFocus();
}

void NewVolumeDialog::look()
{
    setComplaint(volumeComplaint(m_name->text().trimmed(), m_size->text(), m_filesystem->currentText()));
}

void NewVolumeDialog::submit()
{
    const auto size = parseByteSize(toBytes(m_size->text().trimmed()));
    if (!size)
        return;
    run(m_service.create({.name = toBytes(m_name->text().trimmed()), .size = *size, .filesystem = toBytes(m_filesystem->currentText()), .labels = {}}),
        [this](const engine::VolumeView &made) { Q_EMIT created(displayText(made.name)); });
}

} // namespace firkin::ui

// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/drop_sheet.h"

#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/files/path_box.h"
#include "ui/services/services.h"
#include "ui/style/metrics.h"
#include "ui/widgets/form_layout.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QScreen>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

DropSheet::DropSheet(Services &services, const ContainerId &container, std::vector<CopyPlace> sources, const std::string &folder,
                     Memory memory, const QRect &anchor, QWidget *parent)
    : QDialog(parent)
    , m_container(container)
    , m_sources(std::move(sources))
    , m_memory(std::move(memory))
    , m_folder(new PathBox(services, this))
    , m_owner(new QComboBox(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    const QString name = services.containers.nameOf(container);
    setWindowTitle(tr("Copy to %1").arg(name));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    const QString what = m_sources.size() == 1 ? displayText(nameOf(m_sources.front()))
                                               : tr("%n items", nullptr, static_cast<int>(m_sources.size()));
    auto *title = new ElidedLabel(Qt::ElideMiddle, this);
    title->setFullText(tr("Copy %1 to %2").arg(what, name));
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    layout->addWidget(title);
    auto *form = new FormLayout;
    m_folder->setContainer(container);
    m_folder->setMinimumWidth(320);
    form->addRow(tr("Into the &folder"), m_folder);
    m_owner->addItem(tr("root"), static_cast<int>(OwnerChoice::Root));
    m_owner->addItem(tr("The owner of the folder"), static_cast<int>(OwnerChoice::Folder));
    m_owner->addItem(tr("The same numbers as on this computer"), static_cast<int>(OwnerChoice::Keep));
    form->addRow(tr("&Owner"), m_owner);
    layout->addLayout(form);
    auto *note = new ToneLabel(Tone::Muted, tr("Modes and links stay as they are."), this);
    layout->addWidget(note);
    auto *buttons = new QDialogButtonBox(this);
    auto *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    copy->setDefault(true);
    layout->addWidget(buttons);

    const QStringList remembered = m_memory.load ? m_memory.load(key()).split(u'\n') : QStringList();
    m_folder->setText(remembered.size() == 2 ? remembered.front() : displayText(folder));
    if (remembered.size() == 2)
        m_owner->setCurrentIndex(std::clamp(remembered.back().toInt(), 0, m_owner->count() - 1));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        remember();
        CopyJob job = makeJob(m_sources, {m_container, cleanPath(toBytes(m_folder->text()))});
        job.owner = static_cast<OwnerChoice>(m_owner->currentData().toInt());
        Q_EMIT copyRequested(job);
        accept();
    });
    adjustSize();
    // Below the row, or above it where there is no room.
    QPoint at = anchor.bottomLeft() + QPoint(metrics::large, 2);
    if (const QScreen *screen = parent ? parent->screen() : nullptr; screen && at.y() + height() > screen->availableGeometry().bottom())
        at.setY(anchor.top() - height() - 2);
    move(at);
    m_folder->setFocus();
    m_folder->selectAll();
}

QString DropSheet::key() const
{
    return u"drop/"_s + QString::fromStdString(m_container.str());
}

void DropSheet::remember() const
{
    if (m_memory.save)
        m_memory.save(key(), m_folder->text() + u'\n' + QString::number(m_owner->currentIndex()));
}

} // namespace firkin::ui

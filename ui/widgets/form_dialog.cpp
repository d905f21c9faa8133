// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_dialog.h"

#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/form_layout.h"
#include "ui/widgets/labels.h"

#include <QDialogButtonBox>
#include <QPushButton>

namespace firkin::ui {

FormDialog::FormDialog(const QString &title, const QString &verb, QWidget *parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    setMinimumWidth(460);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    m_layout->setSpacing(metrics::medium);
    m_banner = new Banner;
    m_layout->addWidget(m_banner);
    m_form = new FormLayout;
    m_form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_layout->addLayout(m_form);
    m_complaint = new ToneLabel(Tone::Error);
    m_complaint->setWordWrap(true);
    m_complaint->hide();
    m_layout->addWidget(m_complaint);
    auto *buttons = new QDialogButtonBox;
    m_verb = buttons->addButton(verb, QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_layout->addWidget(buttons);
    m_verb->setDefault(true); // now that it is in the dialog, which would choose another otherwise
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] { submit(); });
}

void FormDialog::addNote(QWidget *note)
{
    m_layout->insertWidget(m_layout->indexOf(m_complaint), note);
}

void FormDialog::setComplaint(const QString &complaint, bool complete)
{
    m_complaint->setText(complaint);
    m_complaint->setVisible(!complaint.isEmpty());
    m_fine = complaint.isEmpty() && complete;
    refresh();
}

void FormDialog::begin()
{
    m_banner->clear();
    m_busy = true;
    refresh();
}

void FormDialog::end(const Error *error)
{
    m_busy = false;
    refresh();
    if (!error) {
        accept();
        return;
    }
    m_banner->showError(*error);
    adjustSize();
}

void FormDialog::refresh()
{
    m_verb->setEnabled(m_fine && !m_busy);
}

} // namespace firkin::ui

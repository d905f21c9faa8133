// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/terminal_section.h"

#include "ui/settings/preferences.h"
#include "ui/widgets/form_layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontComboBox>
#include <QLineEdit>
#include <QSpinBox>

namespace firkin::ui {

using namespace Qt::StringLiterals;
using terminal::TerminalProfile;

TerminalSection::TerminalSection(Preferences &preferences, QWidget *parent)
    : QWidget(parent)
    , m_preferences(preferences)
    , m_font(new QFontComboBox(this))
    , m_size(new QSpinBox(this))
    , m_scheme(new QComboBox(this))
    , m_scrollback(new QSpinBox(this))
    , m_bell(new QCheckBox(tr("Mark a tab when its program rings the bell"), this))
    , m_copyOnSelect(new QCheckBox(tr("Copy what is selected"), this))
    , m_confirmPaste(new QCheckBox(tr("Ask before several lines are pasted"), this))
    , m_editor(new QLineEdit(this))
{
    const auto profile = TerminalProfile::load(preferences.bytes(terminalProfileKey));
    auto *form = new FormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    m_font->setFontFilters(QFontComboBox::MonospacedFonts);
    m_font->setCurrentFont(profile.font);
    m_font->setMinimumWidth(220);
    m_size->setRange(6, 40);
    m_size->setValue(profile.font.pointSize());
    m_size->setSuffix(tr(" pt"));
    m_scheme->addItems({tr("As the window"), tr("Light"), tr("Dark")});
    m_scheme->setCurrentIndex(static_cast<int>(profile.scheme));
    m_scrollback->setRange(0, TerminalProfile::maxScrollback);
    m_scrollback->setSingleStep(500);
    m_scrollback->setValue(profile.clampedScrollback());
    m_scrollback->setSuffix(tr(" lines"));
    m_bell->setChecked(profile.bell);
    m_copyOnSelect->setChecked(profile.copyOnSelect);
    m_confirmPaste->setChecked(profile.confirmMultiLinePaste);
    m_editor->setMinimumWidth(320);
    m_editor->setPlaceholderText(tr("What the desktop opens the file with"));
    m_editor->setText(QString::fromUtf8(preferences.bytes(editorKey)));
    form->addRow(tr("&Font:"), m_font);
    form->addRow(tr("S&ize:"), m_size);
    form->addRow(tr("&Colours:"), m_scheme);
    form->addRow(tr("S&crollback:"), m_scrollback);
    form->addRow(QString(), m_bell);
    form->addRow(QString(), m_copyOnSelect);
    form->addRow(QString(), m_confirmPaste);
    form->addRow(tr("&Editor for files:"), m_editor);
    connect(m_font, &QFontComboBox::currentFontChanged, this, &TerminalSection::keep);
    for (QSpinBox *box : {m_size, m_scrollback})
        connect(box, &QSpinBox::valueChanged, this, &TerminalSection::keep);
    connect(m_scheme, &QComboBox::activated, this, &TerminalSection::keep);
    for (QCheckBox *box : {m_bell, m_copyOnSelect, m_confirmPaste})
        connect(box, &QCheckBox::toggled, this, &TerminalSection::keep);
    connect(m_editor, &QLineEdit::editingFinished, this, [this] { m_preferences.setBytes(editorKey, m_editor->text().trimmed().toUtf8()); });
}

void TerminalSection::keep()
{
    TerminalProfile profile;
    profile.font = m_font->currentFont();
    profile.font.setPointSize(m_size->value());
    profile.scheme = static_cast<TerminalProfile::Scheme>(m_scheme->currentIndex());
    profile.scrollbackLines = m_scrollback->value();
    profile.bell = m_bell->isChecked();
    profile.copyOnSelect = m_copyOnSelect->isChecked();
    profile.confirmMultiLinePaste = m_confirmPaste->isChecked();
    m_preferences.setBytes(terminalProfileKey, profile.save());
}

} // namespace firkin::ui

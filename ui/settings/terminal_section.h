// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal/terminal_profile.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFontComboBox;
class QLineEdit;
class QSpinBox;

namespace firkin::ui {

class Preferences;

/// The settings of terminals and of the editor, with a line that shows how it looks. Kept at once; terminals take them when they
/// are shown next.
class TerminalSection : public QWidget {
    Q_OBJECT
public:
    explicit TerminalSection(Preferences &preferences, QWidget *parent = nullptr);

private:
    void keep();

    Preferences &m_preferences;
    QFontComboBox *m_font;
    QSpinBox *m_size;
    QComboBox *m_scheme;
    QSpinBox *m_scrollback;
    QCheckBox *m_bell;
    QCheckBox *m_copyOnSelect;
    QCheckBox *m_confirmPaste;
    QLineEdit *m_editor;
};

} // namespace firkin::ui

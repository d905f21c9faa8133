// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFormLayout>

namespace firkin::ui {

/// A form as every page and dialog has it. Labels stand in the middle of their field, or of its first line, where
/// QFormLayout has them a little above.
class FormLayout : public QFormLayout {
    Q_OBJECT
public:
    explicit FormLayout(QWidget *parent = nullptr);
    void setGeometry(const QRect &rect) override;
};

} // namespace firkin::ui
